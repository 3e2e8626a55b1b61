import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { Scalar } from "yaml";
import type { TextSpan } from "../query.js";

/** Of a text, as many code units have places; the others have the last one. No person writes a longer query. */
export const MOST_PLACES = 100_000;

/**
 * For each code unit of a YAML scalar's value, the offset in the source where it begins; then the offset where the last
 * one ends. Blanks get the offset where the character before them ends, because folding and indentation change them.
 */
export function scalarOffsets(
  text: string,
  { type, start = 0, end = 0 }: Partial<TextSpan> & { readonly type: Scalar.Type },
  value: string,
): readonly number[] {
  const units = unitsOf(text, { start, end, type });
  let next = units.next();
  const offsets: number[] = [];
  let last = next.done ? start : next.value.start;
  for (let index = 0; index < Math.min(value.length, MOST_PLACES); index++) {
    const character = value.charAt(index);
    if (/\s/.test(character)) {
      offsets.push(last);
      continue;
    }
    while (!next.done && next.value.character !== character) next = units.next();
    offsets.push(next.done ? last : next.value.start);
    if (next.done) continue;
    last = next.value.end;
    next = units.next();
  }
  offsets.push(last);
  return offsets;
}

/** The code units of the scalar's value, and the spans of their source text. */
function* unitsOf(
  text: string,
  { start, end, type }: TextSpan & { readonly type: Scalar.Type },
): Generator<TextSpan & { readonly character: string }> {
  const quoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
  const block = type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL";
  let at = quoted ? start + 1 : start;
  if (block) at = text.indexOf("\n", start) + 1; // behind the header, such as `|-`
  const to = quoted ? end - 1 : end;
  const escapeSign = type === "QUOTE_DOUBLE" ? "\\" : type === "QUOTE_SINGLE" ? "'" : "";
  while (at < to) {
    const plain = text.charAt(at);
    if (plain !== escapeSign) {
      yield { character: plain, start: at, end: at + 1 };
      at++;
      continue;
    }
    const { value, length } = unitAt(text.slice(at, Math.min(at + LONGEST_ESCAPE, to)), type);
    for (const character of value.split("")) yield { character, start: at, end: at + length };
    at += length;
  }
}

/** The length of `\U0001F600`. */
const LONGEST_ESCAPE = 10;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["e", "\u001B"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["N", "\u0085"],
  ["_", "\u00A0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
  ["\n", ""],
]);

/** The character at the start of the text (YAML 1.2.2, section 5.7). A code point beyond 16 bits is two code units. */
function unitAt(text: string, type: Scalar.Type): { readonly value: string; readonly length: number } {
  if (type === "QUOTE_SINGLE" && text.startsWith("''")) return { value: "'", length: 2 };
  if (type !== "QUOTE_DOUBLE" || !text.startsWith("\\")) return { value: text.charAt(0), length: 1 };
  const code = /^\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8}))/.exec(text);
  if (code === null) {
    const escaped = text.charAt(1);
    return { value: ESCAPES.get(escaped) ?? escaped, length: 2 };
  }
  const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "", 16);
  return { value: point > 0x10ffff ? "" : String.fromCodePoint(point), length: code[0].length };
}

/** Finds the first fault of a text that does not nest deeply. */
export function jsonFault(text: string): (TextSpan & { readonly problem: string }) | undefined {
  if (isJson(text)) return undefined;
  const error = firstParseError(text);
  const end = text.trimEnd().length;
  if (error === undefined || error.offset >= end)
    return { start: end, end: end + 1, problem: "The JSON ends too early" };
  const span = { start: error.offset, end: error.offset + error.length };
  return {
    ...span,
    problem: describeFault(printParseErrorCode(error.error), text.slice(span.start, span.end)),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function firstParseError(text: string): ParseError | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  return errors.sort((a, b) => a.offset - b.offset)[0];
}

function describeFault(code: string, token: string): string {
  switch (code) {
    case "UnexpectedEndOfString":
      return "This string has no closing quote";
    case "InvalidCharacter":
      return "This string has a character that JSON writes as an escape";
    case "InvalidEscapeCharacter":
    case "InvalidUnicode":
      return "This string has an escape that JSON does not have";
    default:
      return `\`${token}\` is not expected here in JSON`;
  }
}
