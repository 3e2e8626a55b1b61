import { LINE_FEED } from "./bytes.js";
import {
  CATALOGUE,
  type ExpositionFinding,
  type FindingCode,
  type FindingParameters,
  type Words,
} from "./codes.js";
import type { ExpositionFormat } from "./exposition.js";

/** As many errors, and as many warnings, are listed; more are counted. */
const MOST = 1_000;

/** A place that outlives the bytes it was read from. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** Collects what is found in an exposition. */
export class Findings {
  private errors: ExpositionFinding[] = [];
  private warnings: ExpositionFinding[] = [];
  private omitted = 0;
  private readonly listed = { errors: 0, warnings: 0 };
  private readonly strict: boolean;

  constructor(strict: boolean) {
    this.strict = strict;
  }

  report<Code extends FindingCode>(code: Code, place: Place, ...parameters: FindingParameters<Code>): void {
    const { kind } = CATALOGUE[code];
    const isError = kind === "error" || (kind === "tolerated" && this.strict);
    const list = isError ? "errors" : "warnings";
    if (this.listed[list] === MOST) {
      this.omitted += 1;
      return;
    }
    this.listed[list] += 1;
    const [message, help] = wordsOf(code, parameters);
    this[list].push({ code, message, help, ...place });
  }

  /** What was found since the last time. */
  take(): Taken {
    const { errors, warnings, omitted } = this;
    this.errors = [];
    this.warnings = [];
    this.omitted = 0;
    return { errors, warnings, omitted };
  }
}

interface Taken {
  readonly errors: readonly ExpositionFinding[];
  readonly warnings: readonly ExpositionFinding[];
  readonly omitted: number;
}

function wordsOf<Code extends FindingCode>(code: Code, parameters: FindingParameters<Code>): Words {
  // The compiler does not see that the words of a code take that code's parameters.
  const words = CATALOGUE[code].words as (...parameters: FindingParameters<Code>) => Words;
  return words(...parameters);
}

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

/** Where a parser stands. Each line that is read ends with a line feed within the bytes. */
export class Scan {
  /** Whether the format is OpenMetrics, in which every byte has its place. */
  readonly strict: boolean;
  readonly findings: Findings;
  bytes: Buffer = Buffer.alloc(0);
  /** The next byte to read. */
  at = 0;
  /** Where the present line starts, and its number, counted from 1. */
  lineStart = 0;
  line = 1;

  constructor(format: ExpositionFormat, findings: Findings) {
    this.strict = format === "openmetrics";
    this.findings = findings;
  }
}
