import type { ReferencePage } from "../catalog.js";
import { displayWidth, shownText, UNSEEN } from "../text/terminal.js";
import { stringLiteral } from "./typescript.js";

type Alignment = ReferencePage["align"];

/** Writes a table of GitHub's Markdown. Cells are padded, so that columns are aligned in the source, too. */
export function markdownTable(
  { titles, rows }: { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] },
  align: Alignment,
): string {
  const widths = titles.map((title, column) =>
    Math.max(LEAST_WIDTH, ...[title, ...rows.map((row) => row[column] ?? "")].map(displayWidth)),
  );
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, column) => ` ${padCell(cell, widths[column] ?? 0, align)} `).join("|")}|\n`;
  const rule = `|${widths.map((width) => columnRule(width, align)).join("|")}|\n`;
  return [line(titles), rule, ...rows.map(line)].join("");
}

/** Where a text is written, which decides what has to be escaped. */
type Place = "cell" | "paragraph" | "heading";

/**
 * Writes text of the schema as one line of Markdown; no other place escapes it. What CommonMark, GitHub or MDX take for
 * markup is escaped. Text in back-ticks stays code, as in doc comments.
 */
export function inlineText(text: string, place: Place): string {
  return splitCode(toOneLine(shownText(text)))
    .map((span, at, all) =>
      span.isCode
        ? codeSpan(span.text, place)
        : escapeText(span.text, { place, isLast: at === all.length - 1 }),
    )
    .join("");
}

/** The paragraphs of a text, each on one line. Blank lines separate them. */
export function paragraphs(text: string): readonly string[] {
  return shownText(text)
    .split(/\n[ \t]*\n/)
    .map((paragraph) => escapeBlockStart(inlineText(paragraph, "paragraph")))
    .filter((paragraph) => paragraph !== "");
}

/** The text of a heading after its `#`. */
export function headingText(text: string): string {
  return inlineText(text, "heading");
}

/** Label values as items of a list. All are written as code if one of them would be changed as text. */
export function valueItems(values: readonly string[]): readonly string[] {
  const plain = values.every(
    (value) => !value.includes("`") && escapeBlockStart(inlineText(value, "paragraph")) === value,
  );
  return values.map((value) => `- ${plain ? value : valueCode(value)}`);
}

/** A label value as code. One that is in quotes, or that code does not show as it is, becomes a literal of TypeScript. */
export function valueCode(value: string): string {
  return codeSpan(NEEDS_LITERAL.test(value) ? stringLiteral(value) : value, "paragraph");
}

/** The texts in back-ticks: the values that a description names. */
export function codeIn(text: string): ReadonlySet<string> {
  return new Set(
    splitCode(shownText(text))
      .filter(({ isCode }) => isCode)
      .map(({ text: code }) => code),
  );
}

/** Of a column: some parsers need three dashes in the row below the titles. */
const LEAST_WIDTH = 3;

function columnRule(width: number, align: Alignment): string {
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

function padCell(cell: string, width: number, align: Alignment): string {
  const space = width - displayWidth(cell);
  const before = { left: 0, center: Math.floor(space / 2), right: space }[align];
  return " ".repeat(before) + cell + " ".repeat(space - before);
}

/** Blanks that code loses, characters that are invisible or reorder text, and what looks like a literal. */
const NEEDS_LITERAL = new RegExp(String.raw`^\s|\s$|\s\s|[\p{Cc}${UNSEEN}]|^".*"$`, "u");

interface Span {
  readonly text: string;
  readonly isCode: boolean;
}

/** https://spec.commonmark.org/0.31.2/#code-spans */
const CODE_SPAN = /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g;

function splitCode(text: string): readonly Span[] {
  const parts: Span[] = [];
  let end = 0;
  for (const { 0: whole, 2: code = "", index } of text.matchAll(CODE_SPAN)) {
    parts.push({ text: text.slice(end, index), isCode: false });
    parts.push({ text: toOneLine(code), isCode: true });
    end = index + whole.length;
  }
  return [...parts, { text: text.slice(end), isCode: false }];
}

function toOneLine(text: string): string {
  return text.replace(/[ \t\n]+/g, " ").replace(/^ | $/g, "");
}

/** Writes code between more back-ticks than it has in a row. */
function codeSpan(code: string, place: Place): string {
  // In a cell a backslash escapes a pipe, even in code; a backslash before an escaped pipe cannot be written in code.
  if (code === "" || (place === "cell" && code.includes("\\|"))) {
    return escapeText(`\`${code}\``, { place, isLast: true });
  }
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const padded = /^[ `]|[ `]$/.test(code) ? ` ${code} ` : code;
  return `${fence}${place === "cell" ? padded.replaceAll("|", "\\|") : padded}${fence}`;
}

/** An address, which GitHub turns into a link. The group makes `split` keep it. */
const ADDRESS = /((?:https?:\/\/|www\.)\S*)/i;

/** Escapes text. An address with escapes or code in it would show them as a link, so that it is kept from being one. */
function escapeText(text: string, { place, isLast }: { place: Place; isLast: boolean }): string {
  const parts = text.split(ADDRESS);
  return parts
    .map((part, at) => {
      const written = escapeMarkup(part, place);
      const isAddress = at % 2 === 1;
      const beforeCode = !isLast && at === parts.length - 2 && parts.at(-1) === "";
      if (!isAddress || (written === part && !beforeCode)) return written;
      return written.replace(/(https?|www)(?=[:.])/gi, "$1\\");
    })
    .join("");
}

/** `_` is markup only at the edge of a word, `&` only before an entity, `#` only at the end of a heading. */
function escapeMarkup(text: string, place: Place): string {
  const written = text
    .replace(/[\\`*[\]<>{}|~$]|&(?=#?\w+;)/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
  return place === "heading" ? written.replace(/(?<!#)#+$/, (end) => "\\#".repeat(end.length)) : written;
}

/** Escapes what begins a heading, a list or a rule at the start of a block. */
function escapeBlockStart(text: string): string {
  return text.replace(/^(?:#{1,6}(?= |$)|[-+=])/, "\\$&").replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");
}
