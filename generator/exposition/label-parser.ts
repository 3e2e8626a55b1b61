import {
  BACKSLASH,
  BRACE_CLOSE,
  COMMA,
  continuesLabelName,
  EQUALS,
  LINE_FEED,
  QUOTE,
  skipBlanks,
  startsLabelName,
} from "./bytes.js";
import type { ExposedLabel } from "./exposition.js";
import { addByte, ByteTable, EMPTY_HASH, type Hash, hashOf } from "./known-bytes.js";
import type { ByteSpan, Scan } from "./scan.js";
import { closingQuote, readText } from "./tokens.js";

/** Parses one label set after the other. Its fields have the last one. */
export class LabelParser {
  /** The labels of the label set. From `size` up to `remembered` are labels of earlier label sets. */
  readonly labels: KnownLabel[] = [];
  /** The position of each label in the bytes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  size = 0;
  /** A metric name in quotes among the labels, as in `{"http.requests", code="200"}`. */
  metricName: string | undefined;
  private remembered = 0;
  private readonly plain: ExposedLabel[] = [];
  /** The bits of the names of all labels of the label set. */
  private nameBits = 0;
  /** The names of the first labels of a large label set, as many as `listed` says. */
  private readonly names = new Set<string>();
  private listed = 0;
  private readonly known = new ByteTable<KnownLabel>();

  clear(): void {
    this.size = 0;
    this.nameBits = 0;
    if (this.listed > 0) this.names.clear();
    this.listed = 0;
    this.metricName = undefined;
  }

  /** Must be called before the scan gets other bytes. */
  forget(): void {
    this.remembered = 0;
    this.clear();
  }

  /** A copy of the labels as plain data. */
  toLabels(): readonly ExposedLabel[] {
    return this.size === 0 ? NO_LABELS : this.plain.slice(0, this.size);
  }

  /** The index of a label; -1 if there is none of the name. */
  indexOf(name: string): number {
    for (let at = 0; at < this.size; at += 1) if (this.labels[at]?.label.name === name) return at;
    return -1;
  }

  /** Parses from after `{` to after `}`. It reports an error, and returns `false`. */
  scan(scan: Scan): boolean {
    this.clear();
    for (;;) {
      const start = skipAllowedBlanks(scan, scan.at);
      scan.at = start;
      if (scan.bytes[start] === BRACE_CLOSE) {
        if (this.size > 0 && scan.strict) scan.report("trailing-comma", {}, { start: start - 1, end: start });
        scan.at = start + 1;
        return true;
      }
      if (!this.scanItem(scan)) return false;
      const end = this.endItem(scan);
      if (end !== undefined) return end;
    }
  }

  /** Parses the text after a label. It returns `undefined` after a comma, and otherwise whether the label set is valid. */
  private endItem(scan: Scan): boolean | undefined {
    const before = scan.at;
    const at = skipAllowedBlanks(scan, before);
    const byte = scan.bytes[at] ?? LINE_FEED;
    scan.at = at + 1;
    if (byte === COMMA) return undefined;
    if (byte === BRACE_CLOSE) return true;
    scan.at = at;
    if (byte === LINE_FEED) {
      scan.report("open-braces", {}, { start: at, end: at });
      return false;
    }
    const span = { start: this.starts[this.size - 1] ?? before, end: before };
    scan.report("missing-comma", { token: scan.quote(span) }, { start: at, end: at + 1 });
    return scan.strict ? false : undefined;
  }

  /** Parses a label, or a metric name in quotes. */
  private scanItem(scan: Scan): boolean {
    const { bytes } = scan;
    const start = scan.at;
    const earlier = this.labels[this.size];
    if (earlier !== undefined && this.isSameAsEarlier(bytes, start)) {
      const length = (this.ends[this.size] ?? 0) - (this.starts[this.size] ?? 0);
      return this.addLabel(scan, earlier, start, start + length);
    }
    let at = start;
    let hash = EMPTY_HASH;
    let byte = bytes[at] ?? LINE_FEED;
    if (byte === QUOTE) {
      const nameEnd = closingQuote(bytes, start + 1) + 1;
      if (nameEnd === 0) return this.reportOpenQuote(scan, start);
      for (; at < nameEnd; at += 1) hash = addByte(hash, bytes[at] ?? 0);
      byte = bytes[at] ?? LINE_FEED;
      const next = bytes[skipAllowedBlanks(scan, nameEnd)];
      if (next === COMMA || next === BRACE_CLOSE) return this.setMetricName(scan, nameEnd);
    }
    while (byte !== QUOTE && byte !== LINE_FEED && byte !== COMMA && byte !== BRACE_CLOSE) {
      hash = addByte(hash, byte);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
    }
    if (byte !== QUOTE) return this.reportBadLabel(scan, at);
    do {
      hash = addByte(hash, byte);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
      if (byte === BACKSLASH) {
        hash = addByte(hash, byte);
        at += 1;
        byte = bytes[at] ?? LINE_FEED;
        if (byte === QUOTE) byte = 0; // so that the loop goes on: an escaped quote does not close the value
      }
      if (byte === LINE_FEED) return this.reportOpenQuote(scan, start);
    } while (byte !== QUOTE);
    const end = at + 1;
    let label = this.known.find(bytes, start, end, hash);
    if (label === undefined) {
      label = parseLabel(scan, { start, end });
      if (label === undefined) return false;
      this.known.add(bytes, start, end, { hash, value: label });
    }
    return this.addLabel(scan, label, start, end);
  }

  /** Whether the label is the one at this index of an earlier label set, as most labels are. */
  private isSameAsEarlier(bytes: Uint8Array, start: number): boolean {
    if (this.size >= this.remembered) return false;
    const before = this.starts[this.size] ?? 0;
    const length = (this.ends[this.size] ?? 0) - before;
    if (start + length > bytes.length) return false;
    for (let at = 0; at < length; at += 1) if (bytes[start + at] !== bytes[before + at]) return false;
    return true;
  }

  /** Adds a label of these bytes, or reports that the label set has the name already. */
  private addLabel(scan: Scan, label: KnownLabel, start: number, end: number): boolean {
    const { name } = label.label;
    scan.at = end;
    if ((this.nameBits & label.nameBit) !== 0 && this.hasName(name)) {
      scan.report("duplicate-label", { name }, { start, end });
      return false;
    }
    this.nameBits |= label.nameBit;
    this.labels[this.size] = label;
    this.plain[this.size] = label.label;
    this.starts[this.size] = start;
    this.ends[this.size] = end;
    this.size += 1;
    if (this.size > this.remembered) this.remembered = this.size;
    return true;
  }

  /** Asked only of names whose bit is taken; in a label set of more than 32 labels, that is nearly all. */
  private hasName(name: string): boolean {
    if (this.size <= FEW_LABELS) return this.indexOf(name) !== -1;
    for (; this.listed < this.size; this.listed += 1)
      this.names.add(this.labels[this.listed]?.label.name ?? "");
    return this.names.has(name);
  }

  private setMetricName(scan: Scan, end: number): boolean {
    const span = { start: scan.at, end };
    if (this.metricName !== undefined) {
      scan.report("second-metric-name", { token: scan.quote(span) }, span);
      return false;
    }
    this.metricName = parseName(scan, span);
    scan.at = end;
    return this.metricName !== undefined;
  }

  private reportOpenQuote(scan: Scan, start: number): boolean {
    const span = { start, end: scan.lineEnd(start) };
    scan.report("open-quote", { token: scan.quote(span) }, span);
    return false;
  }

  private reportBadLabel(scan: Scan, at: number): boolean {
    const span = { start: scan.at, end: at };
    if (span.start === span.end && scan.bytes[at] === LINE_FEED) scan.report("open-braces", {}, span);
    else
      scan.report(
        "bad-label",
        { token: scan.quote(span.start === at ? { start: at, end: at + 1 } : span) },
        span,
      );
    return false;
  }
}

const NO_LABELS: readonly ExposedLabel[] = Object.freeze([]);

/** As many are searched one by one. */
const FEW_LABELS = 64;

/** A parsed label, which all samples with the same bytes share. */
export interface KnownLabel extends Hash {
  readonly label: ExposedLabel;
  /** One of 32 bits, by the hash of the name. Names with different bits are different. */
  readonly nameBit: number;
  /** The value as a number, once it was needed; NaN if it is not a number. */
  number?: number | undefined;
}

/** Parses `name="value"`, whose last byte is the closing quote. It reports an error, and returns `undefined`. */
function parseLabel(scan: Scan, { start, end }: ByteSpan): KnownLabel | undefined {
  const { bytes } = scan;
  const nameEnd = labelNameEnd(bytes, start);
  if (nameEnd === start) {
    scan.report("bad-label-name", { token: scan.quote({ start, end }) }, { start, end });
    return undefined;
  }
  const name = parseName(scan, { start, end: nameEnd });
  if (name === undefined) return undefined;
  const equals = skipAllowedBlanks(scan, nameEnd);
  if (bytes[equals] !== EQUALS) {
    const until = Math.max(equals + 1, bytes.indexOf(QUOTE, nameEnd));
    const span = { start, end: Math.min(until, end) };
    scan.report("bad-label-name", { token: scan.quote(span) }, span);
    return undefined;
  }
  const quote = skipAllowedBlanks(scan, equals + 1);
  if (bytes[quote] !== QUOTE) {
    scan.report("unquoted-label-value", { name }, { start: equals + 1, end });
    return undefined;
  }
  const value = readText(scan, { start: quote + 1, end: end - 1 }, "quotes");
  if (value === undefined || !checkLabelName(scan, name, { start, end: nameEnd })) return undefined;
  // A label with an empty value is the same as no label.
  const hash = value === "" ? { low: 0, high: 0 } : hashOf(name, value);
  return { label: { name, value }, nameBit: 1 << (hashOf(name).low & 31), ...hash };
}

/** Reports a reserved name, and returns `false` if the label cannot be used. */
function checkLabelName(scan: Scan, name: string, span: ByteSpan): boolean {
  if (name === "__name__") {
    scan.report("reserved-label-name", { name }, span);
    return false;
  }
  if (scan.strict && name.startsWith("_")) scan.report("underscore-label-name", { name }, span);
  return true;
}

function labelNameEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start] ?? 0;
  if (first === QUOTE) return closingQuote(bytes, start + 1) + 1;
  if (!startsLabelName(first)) return start;
  let end = start + 1;
  while (continuesLabelName(bytes[end] ?? 0)) end += 1;
  return end;
}

/** Reads a name with or without quotes. It reports an error, and returns `undefined`. */
export function parseName(scan: Scan, { start, end }: ByteSpan): string | undefined {
  if (scan.bytes[start] !== QUOTE) return scan.bytes.toString("latin1", start, end);
  const name = readText(scan, { start: start + 1, end: end - 1 }, "quotes");
  if (name === "") scan.report("empty-name", {}, { start, end });
  return name === "" ? undefined : name;
}

/** Text 0.0.4 allows blanks between tokens, OpenMetrics does not. */
export function skipAllowedBlanks({ strict, bytes }: Scan, at: number): number {
  return strict ? at : skipBlanks(bytes, at);
}
