import type { ExpositionFormat } from "./exposition.js";
import type { Findings } from "./findings.js";

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
