import type { ReferencePage } from "../catalog.js";
import { shownText, UNSEEN } from "../text/characters.js";
import { displayWidth } from "../text/terminal.js";
import { stringLiteral } from "./typescript.js";

type Alignment = ReferencePage["align"];

/** Of a column; a rule of one dash is for some readers none. */
const LEAST_WIDTH = 3;

/** A table of GitHub's Markdown, padded so that its columns stand one below the other in the source too. */
export function markdownTable(
  { titles, rows }: { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] },
  align: Alignment,
): string {
  const widths = titles.map((title, column) =>
    Math.max(LEAST_WIDTH, ...[title, ...rows.map((row) => row[column] ?? "")].map(displayWidth)),
  );
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, column) => ` ${padded(cell, widths[column] ?? 0, align)} `).join("|")}|\n`;
  const rule = `|${widths.map((width) => ruleOf(width, align)).join("|")}|\n`;
  return [line(titles), rule, ...rows.map(line)].join("");
}

function ruleOf(width: number, align: Alignment): string {
  switch (align) {
    case "left":
      return ` ${"-".repeat(width)} `;
    case "center":
      return `:${"-".repeat(width)}:`;
    case "right":
      return ` ${"-".repeat(width - 1)}: `;
    default:
      return align satisfies never;
  }
}

function padded(cell: string, width: number, align: Alignment): string {
  const space = width - displayWidth(cell);
  const before = { left: 0, center: Math.floor(space / 2), right: space }[align];
  return " ".repeat(before) + cell + " ".repeat(space - before);
}

/** Where in a page a text stands: what means something there is escaped. */
type Place = "cell" | "paragraph" | "heading";

/**
 * A text on one line. Here alone text of the schema becomes Markdown: it is shown as it is, and what CommonMark, GitHub
 * or MDX would take for markup is escaped. Only what stands in back-ticks is code, as in doc comments.
 */
export function inlineText(text: string, place: Place): string {
  return spans(oneLine(shownText(text)))
    .map((span, at, all) =>
      span.isCode
        ? codeSpan(span.text, place)
        : plainText(span.text, { place, isLast: at === all.length - 1 }),
    )
    .join("");
}

/** The paragraphs of a text, which blank lines part; each on one line. */
export function paragraphs(text: string): readonly string[] {
  return shownText(text)
    .split(/\n[ \t]*\n/)
    .map((paragraph) => atBlockStart(inlineText(paragraph, "paragraph")))
    .filter((paragraph) => paragraph !== "");
}

/** The text of a heading, behind its `#`. */
export function headingText(text: string): string {
  return inlineText(text, "heading");
}

/** Label values as items of a list: as they are, or all of them as code if one could not be told otherwise. */
export function valueItems(values: readonly string[]): readonly string[] {
  const plain = values.every(
    (value) => !value.includes("`") && atBlockStart(inlineText(value, "paragraph")) === value,
  );
  return values.map((value) => `- ${plain ? value : valueCode(value)}`);
}

/** A label value as code; one in quotes, or of which something is not seen, as a literal of TypeScript. */
export function valueCode(value: string): string {
  return codeSpan(NOT_AS_IT_IS.test(value) ? stringLiteral(value) : value, "paragraph");
}

/** Blanks that are lost in code, characters that are not seen or reorder others, and what looks like a literal. */
const NOT_AS_IT_IS = new RegExp(String.raw`^\s|\s$|\s\s|[\p{Cc}${UNSEEN}]|^".*"$`, "u");

/** What the description calls by its name: the texts in back-ticks. */
export function codeIn(text: string): ReadonlySet<string> {
  return new Set(
    spans(shownText(text))
      .filter(({ isCode }) => isCode)
      .map(({ text: code }) => code),
  );
}

interface Span {
  readonly text: string;
  readonly isCode: boolean;
}

/** https://spec.commonmark.org/0.31.2/#code-spans */
const CODE_SPAN = /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g;

function spans(text: string): readonly Span[] {
  const found: Span[] = [];
  let end = 0;
  for (const { 0: whole, 2: code = "", index } of text.matchAll(CODE_SPAN)) {
    found.push({ text: text.slice(end, index), isCode: false });
    found.push({ text: oneLine(code), isCode: true });
    end = index + whole.length;
  }
  return [...found, { text: text.slice(end), isCode: false }];
}

function oneLine(text: string): string {
  return text.replace(/[ \t\n]+/g, " ").replace(/^ | $/g, "");
}

/** Code between more back-ticks than it has in a row. */
function codeSpan(code: string, place: Place): string {
  // In a cell a backslash takes a pipe's meaning, even in code, but not that of a backslash before one.
  if (code === "" || (place === "cell" && code.includes("\\|"))) {
    return plainText(`\`${code}\``, { place, isLast: true });
  }
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const padded = /^[ `]|[ `]$/.test(code) ? ` ${code} ` : code;
  return `${fence}${place === "cell" ? padded.replaceAll("|", "\\|") : padded}${fence}`;
}

/** An address, which GitHub makes a link of; captured, so that splitting keeps it. */
const ADDRESS = /((?:https?:\/\/|www\.)\S*)/i;

/** An address stays a link if nothing in it is escaped or code, which would show in the link as it is written. */
function plainText(text: string, { place, isLast }: { place: Place; isLast: boolean }): string {
  const parts = text.split(ADDRESS);
  return parts
    .map((part, at) => {
      const written = escaped(part, place);
      const isAddress = at % 2 === 1;
      const beforeCode = !isLast && at === parts.length - 2 && parts.at(-1) === "";
      if (!isAddress || (written === part && !beforeCode)) return written;
      return written.replace(/(https?|www)(?=[:.])/gi, "$1\\");
    })
    .join("");
}

/** `_` within a word means nothing, `&` only before what looks like an entity, `#` at the end of a heading alone. */
function escaped(text: string, place: Place): string {
  const written = text
    .replace(/[\\`*[\]<>{}|~$]|&(?=#?\w+;)/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
  return place === "heading" ? written.replace(/#+$/, (end) => "\\#".repeat(end.length)) : written;
}

/** What begins a heading, a list or a rule only at the start of a block. */
function atBlockStart(text: string): string {
  return text.replace(/^(?:#{1,6}(?= |$)|[-+=])/, "\\$&").replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");
}
