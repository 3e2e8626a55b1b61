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
import { ByteTable, EMPTY_HASH, type Hash, hashOf, withByte } from "./known-bytes.js";
import type { ByteSpan, Scan } from "./scan.js";
import { closingQuote, unescaped } from "./tokens.js";

/** Reads label sets, one after the other; its fields tell of the one that was read last. */
export class LabelSet {
  /** Those of the label set come first; behind `size` are those of earlier ones, up to `remembered`. */
  readonly labels: KnownLabel[] = [];
  /** Where each label starts and ends in the bytes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  size = 0;
  /** A metric name that stood in quotes among the labels, as `{"http.requests", code="200"}`. */
  metricName: string | undefined;
  private remembered = 0;
  private readonly plain: ExposedLabel[] = [];
  private nameBits = 0;
  private readonly known = new ByteTable<KnownLabel>();

  clear(): void {
    this.size = 0;
    this.nameBits = 0;
    this.metricName = undefined;
  }

  /** To be told when the bytes of the scan are others. */
  forget(): void {
    this.remembered = 0;
    this.clear();
  }

  /** Plain data of its own. */
  toLabels(): readonly ExposedLabel[] {
    return this.size === 0 ? NO_LABELS : this.plain.slice(0, this.size);
  }

  /** The position of a label; -1 if there is none of the name. */
  indexOf(name: string): number {
    for (let at = 0; at < this.size; at += 1) if (this.labels[at]?.label.name === name) return at;
    return -1;
  }

  /** Reads from behind `{` to behind `}`. `false` for a mistake, which is reported. */
  scan(scan: Scan): boolean {
    this.clear();
    for (;;) {
      const start = blanksAllowed(scan, scan.at);
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

  /** Reads what is behind a label. `undefined` if another one follows, else whether the label set is sound. */
  private endItem(scan: Scan): boolean | undefined {
    const before = scan.at;
    const at = blanksAllowed(scan, before);
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

  /** Reads a label, or a metric name in quotes. */
  private scanItem(scan: Scan): boolean {
    const { bytes } = scan;
    const start = scan.at;
    const before = this.labels[this.size];
    if (before !== undefined && this.isAsBefore(bytes, start)) {
      const length = (this.ends[this.size] ?? 0) - (this.starts[this.size] ?? 0);
      return this.take(scan, before, start, start + length);
    }
    let at = start;
    let hash = EMPTY_HASH;
    let byte = bytes[at] ?? LINE_FEED;
    if (byte === QUOTE) {
      const nameEnd = closingQuote(bytes, start + 1) + 1;
      if (nameEnd === 0) return this.unclosed(scan, start);
      for (; at < nameEnd; at += 1) hash = withByte(hash, bytes[at] ?? 0);
      byte = bytes[at] ?? LINE_FEED;
      const behind = bytes[blanksAllowed(scan, nameEnd)];
      if (behind === COMMA || behind === BRACE_CLOSE) return this.takeMetricName(scan, nameEnd);
    }
    while (byte !== QUOTE && byte !== LINE_FEED && byte !== COMMA && byte !== BRACE_CLOSE) {
      hash = withByte(hash, byte);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
    }
    if (byte !== QUOTE) return this.notALabel(scan, at);
    do {
      hash = withByte(hash, byte);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
      if (byte === BACKSLASH) {
        hash = withByte(hash, byte);
        at += 1;
        byte = bytes[at] ?? LINE_FEED;
        if (byte === QUOTE) byte = 0; // hashed as another byte: it does not close the value
      }
      if (byte === LINE_FEED) return this.unclosed(scan, start);
    } while (byte !== QUOTE);
    const end = at + 1;
    let label = this.known.find(bytes, start, end, hash);
    if (label === undefined) {
      label = parseLabel(scan, { start, end });
      if (label === undefined) return false;
      this.known.add(bytes, start, end, { hash, meaning: label });
    }
    return this.take(scan, label, start, end);
  }

  /** Most labels are those that stood at the same position of the label set before. */
  private isAsBefore(bytes: Uint8Array, start: number): boolean {
    if (this.size >= this.remembered) return false;
    const before = this.starts[this.size] ?? 0;
    const length = (this.ends[this.size] ?? 0) - before;
    if (start + length > bytes.length) return false;
    for (let at = 0; at < length; at += 1) if (bytes[start + at] !== bytes[before + at]) return false;
    return true;
  }

  private take(scan: Scan, label: KnownLabel, start: number, end: number): boolean {
    const { name } = label.label;
    scan.at = end;
    if ((this.nameBits & label.nameBit) !== 0 && this.indexOf(name) !== -1) {
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

  private takeMetricName(scan: Scan, end: number): boolean {
    const span = { start: scan.at, end };
    if (this.metricName !== undefined) {
      scan.report("second-metric-name", { token: scan.quote(span) }, span);
      return false;
    }
    this.metricName = nameIn(scan, span);
    scan.at = end;
    return this.metricName !== undefined;
  }

  private unclosed(scan: Scan, start: number): boolean {
    const span = { start, end: scan.lineEnd(start) };
    scan.report("open-quote", { token: scan.quote(span) }, span);
    return false;
  }

  private notALabel(scan: Scan, at: number): boolean {
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

/** What a label's bytes mean, worked out once for all samples that have it. */
export interface KnownLabel extends Hash {
  readonly label: ExposedLabel;
  /** One of 32 bits, by which two different names are mostly told apart. */
  readonly nameBit: number;
  /** The value as a number, where somebody asked for it. */
  number?: number | undefined;
}

/** Reads `name="value"`, whose last byte is the closing quote. `undefined` for a mistake, which is reported. */
export function parseLabel(scan: Scan, { start, end }: ByteSpan): KnownLabel | undefined {
  const { bytes } = scan;
  const nameEnd = labelNameEnd(bytes, start);
  if (nameEnd === start) {
    scan.report("bad-label-name", { token: scan.quote({ start, end }) }, { start, end });
    return undefined;
  }
  const name = nameIn(scan, { start, end: nameEnd });
  if (name === undefined) return undefined;
  const equals = blanksAllowed(scan, nameEnd);
  if (bytes[equals] !== EQUALS) {
    const until = Math.max(equals + 1, bytes.indexOf(QUOTE, nameEnd));
    const span = { start, end: Math.min(until, end) };
    scan.report("bad-label-name", { token: scan.quote(span) }, span);
    return undefined;
  }
  const quote = blanksAllowed(scan, equals + 1);
  if (bytes[quote] !== QUOTE) {
    scan.report("unquoted-label-value", { name }, { start: equals + 1, end });
    return undefined;
  }
  const value = unescaped(scan, { start: quote + 1, end: end - 1 }, "quotes");
  if (value === undefined || !isPermitted(scan, name, { start, end: nameEnd })) return undefined;
  const hash = hashOf(name);
  return { label: { name, value }, nameBit: 1 << (hash.low & 31), ...hashOfLabel(name, value) };
}

/** An empty value is as no label at all, in both formats. */
function hashOfLabel(name: string, value: string): Hash {
  return value === "" ? { low: 0, high: 0 } : hashOf(name, value);
}

function isPermitted(scan: Scan, name: string, span: ByteSpan): boolean {
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

/** A name with or without quotes. `undefined` for a mistake, which is reported. */
export function nameIn(scan: Scan, { start, end }: ByteSpan): string | undefined {
  if (scan.bytes[start] !== QUOTE) return scan.bytes.toString("latin1", start, end);
  const name = unescaped(scan, { start: start + 1, end: end - 1 }, "quotes");
  if (name === "") scan.report("empty-name", {}, { start, end });
  return name === "" ? undefined : name;
}

/** Text 0.0.4 allows blanks between tokens, OpenMetrics none. */
export function blanksAllowed({ strict, bytes }: Scan, at: number): number {
  return strict ? at : skipBlanks(bytes, at);
}
