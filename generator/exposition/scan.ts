import { LINE_FEED } from "./bytes.js";
import type { FindingCode, FindingParams, FindingPlace, Findings } from "./findings.js";

/** Bytes of the current line, from `start` to before `end`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** The longest token in a message, in characters. */
const LONGEST_TOKEN = 60;

/** The position in the bytes, which all readers of lines share. Each line ends with a line feed within the bytes. */
export class Scan {
  /** Whether the format is OpenMetrics, which allows no variation in blanks. */
  readonly strict: boolean;
  readonly findings: Findings;
  bytes: Buffer = Buffer.alloc(0);
  /** The next byte to read. */
  at = 0;
  /** The first byte of the current line. */
  lineStart = 0;
  /** The number of the current line, counted from 1. */
  line = 1;

  constructor(findings: Findings) {
    this.strict = findings.strict;
    this.findings = findings;
  }

  /** Reports a finding about bytes of the current line. */
  report<Code extends FindingCode>(code: Code, params: FindingParams<Code>, span: ByteSpan): void {
    this.findings.report(code, params, this.placeOf(span));
  }

  /** The place of bytes of the current line, in UTF-16 code units, as editors count. */
  placeOf({ start, end }: ByteSpan): FindingPlace {
    const { bytes, lineStart, line } = this;
    let from = start;
    while (from > lineStart && isWithinCharacter(bytes[from] ?? 0)) from -= 1;
    let to = Math.max(from, end);
    while (isWithinCharacter(bytes[to] ?? 0)) to += 1;
    const column = bytes.toString("utf8", lineStart, from).length + 1;
    return { line, column, endColumn: column + Math.max(1, bytes.toString("utf8", from, to).length) };
  }

  /** Bytes of the current line as text, shortened for messages. */
  quote({ start, end }: ByteSpan): string {
    const longest = LONGEST_TOKEN * 4;
    const text = this.bytes.toString("utf8", start, Math.min(end, start + longest));
    const characters = [...text];
    return characters.length > LONGEST_TOKEN || end - start > longest
      ? `${characters.slice(0, LONGEST_TOKEN).join("")}…`
      : text;
  }

  /** The position of the line feed that ends the line of `from`. */
  lineEnd(from: number): number {
    const end = this.bytes.indexOf(LINE_FEED, from);
    return end === -1 ? this.bytes.length : end;
  }
}

/** Whether a byte of UTF-8 continues a character. */
function isWithinCharacter(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
