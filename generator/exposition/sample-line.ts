import {
  BRACE_OPEN,
  CARRIAGE_RETURN,
  continuesMetricName,
  HASH,
  LINE_FEED,
  parseNumber,
  SPACE,
  startsMetricName,
  tokenEnd,
} from "./bytes.js";
import type { ExposedExemplar, ExposedSample, OpenFamily } from "./exposition.js";
import { addByte, ByteTable, EMPTY_HASH, type Hash, hashOf } from "./known-bytes.js";
import { LabelParser, skipAllowedBlanks } from "./label-parser.js";
import type { ByteSpan, Scan } from "./scan.js";
import { parseTimestamp } from "./tokens.js";

/** A parsed sample name, which all samples with the same bytes share. */
export interface KnownName extends Hash {
  readonly name: string;
  /** The family of its samples, once it was looked up. */
  family: OpenFamily | undefined;
  /** The part of the name that is not in the family's name. */
  suffix: string;
  /** The version of all families when `family` was looked up: text 0.0.4 can declare another family later. */
  version: number;
}

/** Parses one line with a sample after the other. Its fields have the last one. */
export class SampleLine {
  name = newName("");
  readonly labelSet = new LabelParser();
  value = 0;
  timestamp: number | undefined;
  exemplar: ExposedExemplar | undefined;
  /** Positions in the bytes. Those of the timestamp and the exemplar are valid only if there is one. */
  readonly nameSpan: WritableSpan = { start: 0, end: 0 };
  readonly valueSpan: WritableSpan = { start: 0, end: 0 };
  readonly timestampSpan: WritableSpan = { start: 0, end: 0 };
  readonly exemplarSpan: WritableSpan = { start: 0, end: 0 };
  private readonly names = new ByteTable<KnownName>();
  private readonly exemplars = new ExemplarParser();

  /** Parses the current line up to its line feed. It reports an error, and returns `false`. */
  scan(scan: Scan): boolean {
    const { bytes } = scan;
    this.timestamp = undefined;
    this.exemplar = undefined;
    if (!this.scanSeries(scan)) return false;
    if (!this.scanValue(scan)) return false;
    if (bytes[scan.at] === LINE_FEED) return true;
    if (!scan.strict) return this.scanAfterValueInText(scan);
    return this.scanAfterValueInOpenMetrics(scan);
  }

  /** A copy of the sample as plain data. */
  toSample(line: number): ExposedSample {
    const { value, timestamp, exemplar } = this;
    return { name: this.name.name, labels: this.labelSet.toLabels(), value, timestamp, exemplar, line };
  }

  /** Must be called before the scan gets other bytes. */
  forget(): void {
    this.nameSpan.start = 0;
    this.nameSpan.end = 0;
    this.labelSet.forget();
    this.exemplars.forget();
  }

  private scanSeries(scan: Scan): boolean {
    const { bytes } = scan;
    if (bytes[scan.at] === BRACE_OPEN) return this.scanQuotedName(scan);
    if (!this.scanName(scan)) return false;
    scan.at = skipAllowedBlanks(scan, this.nameSpan.end);
    if (bytes[scan.at] !== BRACE_OPEN) {
      this.labelSet.clear();
      return true;
    }
    scan.at += 1;
    if (!this.labelSet.scan(scan)) return false;
    const { metricName } = this.labelSet;
    if (metricName === undefined) return true;
    scan.report("second-metric-name", { token: `"${metricName}"` }, this.nameSpan);
    return false;
  }

  /** Parses `{"http.requests", code="200"}`. */
  private scanQuotedName(scan: Scan): boolean {
    const { nameSpan } = this;
    const start = scan.at;
    scan.at = start + 1;
    if (!this.labelSet.scan(scan)) return false;
    nameSpan.start = start;
    nameSpan.end = scan.at;
    const { metricName } = this.labelSet;
    if (metricName === undefined) {
      scan.report("no-metric-name", { token: scan.quote(nameSpan) }, nameSpan);
      return false;
    }
    if (this.name.name !== metricName) this.name = newName(metricName);
    return true;
  }

  /** Parses the name. It compares it first with that of the previous sample, because most are equal. */
  private scanName(scan: Scan): boolean {
    const { bytes } = scan;
    const { nameSpan } = this;
    const start = scan.at;
    const previous = nameSpan.start;
    const length = nameSpan.end - previous;
    const fits = start + length < bytes.length;
    let at = 0;
    while (fits && at < length && bytes[start + at] === bytes[previous + at]) at += 1;
    nameSpan.start = start;
    nameSpan.end = start + length;
    if (at === length && at > 0 && !continuesMetricName(bytes[start + at] ?? LINE_FEED)) return true;
    return this.scanOtherName(scan, start);
  }

  private scanOtherName(scan: Scan, start: number): boolean {
    const { bytes } = scan;
    const { nameSpan } = this;
    let hash = EMPTY_HASH;
    let at = start;
    let byte = bytes[at] ?? LINE_FEED;
    nameSpan.end = start;
    if (!startsMetricName(byte)) return this.reportNoSample(scan);
    do {
      hash = addByte(hash, byte);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
    } while (continuesMetricName(byte));
    nameSpan.end = at;
    let name = this.names.find(bytes, start, at, hash);
    if (name === undefined) {
      name = newName(bytes.toString("latin1", start, at));
      this.names.add(bytes, start, at, { hash, value: name });
    }
    this.name = name;
    return true;
  }

  private scanValue(scan: Scan): boolean {
    const { bytes } = scan;
    let start = scan.at;
    if (scan.strict) {
      if (bytes[start] !== SPACE) {
        const span = { start, end: Math.min(start + 1, scan.lineEnd(start)) };
        scan.report("space-expected", { name: this.name.name, token: scan.quote(span) }, span);
        return false;
      }
      start += 1;
    } else {
      start = skipAllowedBlanks(scan, start);
    }
    const end = tokenEnd(bytes, start);
    this.valueSpan.start = start;
    this.valueSpan.end = end;
    const value = end === start ? undefined : parseNumber(bytes, start, end);
    if (value === undefined) {
      const token = scan.quote(this.valueSpan);
      if (end === start) scan.report("no-value", { name: this.name.name }, this.valueSpan);
      else
        scan.report(
          "bad-value",
          { token, endsWithReturn: bytes[end - 1] === CARRIAGE_RETURN },
          this.valueSpan,
        );
      return false;
    }
    this.value = value;
    scan.at = end;
    return true;
  }

  private scanAfterValueInText(scan: Scan): boolean {
    const { bytes } = scan;
    const start = skipAllowedBlanks(scan, scan.at);
    if (bytes[start] === LINE_FEED) {
      scan.at = start;
      return true;
    }
    if (!this.scanTimestamp(scan, start)) return false;
    const end = skipAllowedBlanks(scan, scan.at);
    if (bytes[end] !== LINE_FEED) return this.reportTextAfterSample(scan, end);
    scan.at = end;
    return true;
  }

  /** Parses `[SP timestamp] [exemplar] LF`, from the space on. */
  private scanAfterValueInOpenMetrics(scan: Scan): boolean {
    const { bytes } = scan;
    if (bytes[scan.at] !== SPACE) return this.reportTextAfterSample(scan, scan.at);
    if (bytes[scan.at + 1] !== HASH) {
      if (!this.scanTimestamp(scan, scan.at + 1)) return false;
      if (bytes[scan.at] === LINE_FEED) return true;
    }
    if (bytes[scan.at] !== SPACE || bytes[scan.at + 1] !== HASH)
      return this.reportTextAfterSample(scan, scan.at);
    this.exemplarSpan.start = scan.at + 1;
    this.exemplar = this.exemplars.scan(scan);
    this.exemplarSpan.end = scan.at;
    if (this.exemplar === undefined) return false;
    return bytes[scan.at] === LINE_FEED || this.reportTextAfterSample(scan, scan.at);
  }

  private scanTimestamp(scan: Scan, start: number): boolean {
    const end = tokenEnd(scan.bytes, start);
    this.timestampSpan.start = start;
    this.timestampSpan.end = end;
    if (!scan.strict && scan.bytes[start] === HASH) return this.reportTextAfterSample(scan, start);
    this.timestamp = parseTimestamp(scan, { start, end });
    scan.at = end;
    return this.timestamp !== undefined;
  }

  private reportNoSample(scan: Scan): boolean {
    const span = { start: scan.at, end: Math.max(scan.at + 1, tokenEnd(scan.bytes, scan.at)) };
    scan.report("no-sample", { token: scan.quote(span) }, span);
    return false;
  }

  private reportTextAfterSample(scan: Scan, start: number): boolean {
    const span = { start, end: scan.lineEnd(start) };
    const isExemplar = !scan.strict && scan.bytes[start] === HASH;
    if (isExemplar) scan.report("exemplar-in-text", { token: scan.quote(span) }, span);
    else scan.report("spurious-text", { token: scan.quote(span) }, span);
    return false;
  }
}

interface WritableSpan extends ByteSpan {
  start: number;
  end: number;
}

function newName(name: string): KnownName {
  return { name, family: undefined, suffix: "", version: 0, ...hashOf(name) };
}

/** OpenMetrics 1.0, section "Exemplars": the most code points of all label names and values together. */
const LONGEST_EXEMPLAR = 128;

class ExemplarParser {
  private readonly labelSet = new LabelParser();

  /** Must be called before the scan gets other bytes. */
  forget(): void {
    this.labelSet.forget();
  }

  /** Parses `SP HASH SP labels SP number [SP timestamp]`. It reports an error, and returns `undefined`. */
  scan(scan: Scan): ExposedExemplar | undefined {
    const { bytes } = scan;
    const start = scan.at + 1;
    if (bytes[start + 1] !== SPACE || bytes[start + 2] !== BRACE_OPEN)
      return this.reportBadExemplar(scan, start);
    scan.at = start + 3;
    if (!this.labelSet.scan(scan)) return undefined;
    if (this.labelSet.metricName !== undefined) return this.reportBadExemplar(scan, start);
    if (bytes[scan.at] !== SPACE) return this.reportBadExemplar(scan, start);
    const valueSpan = { start: scan.at + 1, end: wordEnd(bytes, scan.at + 1) };
    const value = parseNumber(bytes, valueSpan.start, valueSpan.end);
    if (value === undefined) {
      scan.report(
        "bad-value",
        { token: scan.quote(valueSpan), endsWithReturn: bytes[valueSpan.end - 1] === CARRIAGE_RETURN },
        valueSpan,
      );
      return undefined;
    }
    scan.at = valueSpan.end;
    const labels = this.labelSet.toLabels();
    let length = 0;
    for (const { name, value } of labels) length += [...name].length + [...value].length;
    if (length > LONGEST_EXEMPLAR) scan.report("long-exemplar", { length }, { start, end: scan.at });
    if (bytes[scan.at] !== SPACE) return { labels, value, timestamp: undefined };
    const timestampSpan = { start: scan.at + 1, end: wordEnd(bytes, scan.at + 1) };
    const timestamp = parseTimestamp(scan, timestampSpan);
    scan.at = timestampSpan.end;
    return timestamp === undefined ? undefined : { labels, value, timestamp };
  }

  private reportBadExemplar(scan: Scan, start: number): undefined {
    const span = { start, end: scan.lineEnd(start) };
    scan.report("bad-exemplar", { token: scan.quote(span) }, span);
    return undefined;
  }
}

function wordEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] !== SPACE && (bytes[end] ?? LINE_FEED) !== LINE_FEED) end += 1;
  return end;
}
