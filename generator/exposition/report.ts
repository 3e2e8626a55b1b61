import { LINE_FEED } from "./ascii.js";
import type { FindingCode, FindingParameters } from "./catalogue.js";
import type { Place } from "./findings.js";
import type { Scan } from "./scan.js";

/** Reports something about bytes of the present line. */
export function report<Code extends FindingCode>(
  scan: Scan,
  code: Code,
  span: Span,
  ...parameters: FindingParameters<Code>
): void {
  scan.findings.report(code, placeOf(scan, span), ...parameters);
}

/** Bytes of the present line; `end` is not one of them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The place of bytes of the present line, in UTF-16 code units, as editors count. */
export function placeOf({ bytes, lineStart, line }: Scan, { start, end }: Span): Place {
  let from = start;
  while (from > lineStart && isWithinCharacter(bytes[from] ?? 0)) from -= 1;
  let to = Math.max(from, end);
  while (isWithinCharacter(bytes[to] ?? 0)) to += 1;
  const column = bytes.toString("utf8", lineStart, from).length + 1;
  return { line, column, endColumn: column + Math.max(1, bytes.toString("utf8", from, to).length) };
}

function isWithinCharacter(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

const LONGEST_QUOTE = 60;

/** Bytes of the present line as a message quotes them. */
export function quoted({ bytes }: Scan, { start, end }: Span): string {
  const text = bytes.toString("utf8", start, Math.min(end, start + LONGEST_QUOTE * 4));
  const characters = [...text];
  return characters.length > LONGEST_QUOTE || end - start > LONGEST_QUOTE * 4
    ? `${characters.slice(0, LONGEST_QUOTE).join("")}…`
    : text;
}

/** Where the present line ends. */
export function lineEnd({ bytes }: Scan, from: number): number {
  const end = bytes.indexOf(LINE_FEED, from);
  return end === -1 ? bytes.length : end;
}
