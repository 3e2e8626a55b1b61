import { stringLiteral } from "../literal.js";
import { shownText } from "../shown-text.js";

/**
 * The one place in which text of the schema becomes Markdown. It is shown as it is: what CommonMark, GitHub or MDX
 * would take for markup is escaped. Only what stands in back-ticks is code, as in doc comments.
 */
export type Place = "cell" | "paragraph";

/** A text on one line. */
export function inlineText(text: string, place: Place): string {
  return spans(oneLine(shownText(text)))
    .map((span) => (span.isCode ? codeSpan(span.text, place) : escaped(span.text)))
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
  return inlineText(text, "paragraph").replace(/#+$/, (end) => "\\#".repeat(end.length));
}

/** Label values as items of a list: as they are, or all of them as code if one could not be told otherwise. */
export function valueItems(values: readonly string[]): readonly string[] {
  const plain = values.every((value) => atBlockStart(inlineText(value, "paragraph")) === value);
  return values.map((value) => `- ${plain ? value : valueCode(value)}`);
}

/** A label value as code; one with characters that are not seen, as a literal of TypeScript. */
export function valueCode(value: string): string {
  const literal = stringLiteral(value);
  const visible = literal.slice(1, -1).replace(/\\(["\\])/g, "$1") === value;
  return codeSpan(visible && !/^\s|\s$|\s\s/.test(value) ? value : literal, "paragraph");
}

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
  if (code === "" || (place === "cell" && code.includes("\\|"))) return escaped(`\`${code}\``);
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const padded = /^[ `]|[ `]$/.test(code) ? ` ${code} ` : code;
  return `${fence}${place === "cell" ? padded.replaceAll("|", "\\|") : padded}${fence}`;
}

/** An address, which GitHub makes a link of. */
const ADDRESS = /(?:https?:\/\/|www\.)\S*/gi;

/** Plain text. An address stays one if nothing in it has to be escaped; what is escaped would show in its link. */
function escaped(text: string): string {
  let written = "";
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    const inText = escapedCharacters(address);
    written += escapedCharacters(text.slice(end, index));
    written += inText === address ? address : inText.replace(/^(https?|www)/i, "$1\\");
    end = index + address.length;
  }
  return written + escapedCharacters(text.slice(end));
}

/** `_` within a word means nothing, `&` only before what looks like an entity. */
function escapedCharacters(text: string): string {
  return text
    .replace(/[\\`*[\]<>{}|~$]|&(?=#?\w+;)/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
}

/** What begins a heading, a list or a rule only at the start of a block. */
function atBlockStart(text: string): string {
  return text.replace(/^(?:#{1,6}(?= |$)|[-+=])/, "\\$&").replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");
}
