import { BRACE_OPEN, CARRIAGE_RETURN, LINE_FEED, SPACE } from "./ascii.js";
import type { ExposedExemplar } from "./exposition.js";
import { LabelSet } from "./label-set.js";
import { parseNumber } from "./number.js";
import { lineEnd, quoted, report } from "./report.js";
import type { Scan } from "./scan.js";
import { parseTimestamp } from "./timestamp.js";

/** OpenMetrics 1.0, section "Exemplars": code points of all label names and values together. */
const LONGEST = 128;

/** Reads the exemplars of OpenMetrics, one after the other. */
export class ExemplarReader {
  private readonly labelSet = new LabelSet();

  /** To be told when the bytes of the scan are others. */
  forget(): void {
    this.labelSet.forget();
  }

  /** Reads `SP HASH SP labels SP number [SP timestamp]`. `undefined` for a mistake, which is reported. */
  read(scan: Scan): ExposedExemplar | undefined {
    const { bytes } = scan;
    const start = scan.at + 1;
    if (bytes[start + 1] !== SPACE || bytes[start + 2] !== BRACE_OPEN) return this.malformed(scan, start);
    scan.at = start + 3;
    if (!this.labelSet.scan(scan)) return undefined;
    if (this.labelSet.metricName !== undefined) return this.malformed(scan, start);
    if (bytes[scan.at] !== SPACE) return this.malformed(scan, start);
    const valueSpan = { start: scan.at + 1, end: wordEnd(bytes, scan.at + 1) };
    const value = parseNumber(bytes, valueSpan.start, valueSpan.end);
    if (value === undefined) {
      report(
        scan,
        "bad-value",
        valueSpan,
        quoted(scan, valueSpan),
        bytes[valueSpan.end - 1] === CARRIAGE_RETURN,
      );
      return undefined;
    }
    scan.at = valueSpan.end;
    const labels = this.labelSet.toLabels();
    let length = 0;
    for (const { name, value } of labels) length += [...name].length + [...value].length;
    if (length > LONGEST) report(scan, "long-exemplar", { start, end: scan.at }, length);
    if (bytes[scan.at] !== SPACE) return { labels, value, timestamp: undefined };
    const timestampSpan = { start: scan.at + 1, end: wordEnd(bytes, scan.at + 1) };
    const timestamp = parseTimestamp(scan, timestampSpan);
    scan.at = timestampSpan.end;
    return timestamp === undefined ? undefined : { labels, value, timestamp };
  }

  private malformed(scan: Scan, start: number): undefined {
    const span = { start, end: lineEnd(scan, start) };
    report(scan, "bad-exemplar", span, quoted(scan, span));
    return undefined;
  }
}

function wordEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] !== SPACE && (bytes[end] ?? LINE_FEED) !== LINE_FEED) end += 1;
  return end;
}
