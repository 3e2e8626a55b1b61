import { BACKSLASH, BRACE_CLOSE, COMMA, LINE_FEED, QUOTE } from "./ascii.js";
import { ByteTable, EMPTY_HASH, withByte } from "./byte-table.js";
import type { ExposedLabel } from "./exposition.js";
import { blanksAllowed, type KnownLabel, nameIn, parseLabel } from "./label.js";
import { closingQuote } from "./quoted-text.js";
import { lineEnd, quoted, report } from "./report.js";
import type { Scan } from "./scan.js";

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
        if (this.size > 0 && scan.strict) report(scan, "trailing-comma", { start: start - 1, end: start });
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
      report(scan, "open-braces", { start: at, end: at });
      return false;
    }
    const span = { start: this.starts[this.size - 1] ?? before, end: before };
    report(scan, "missing-comma", { start: at, end: at + 1 }, quoted(scan, span));
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
      report(scan, "duplicate-label", { start, end }, name);
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
      report(scan, "second-metric-name", span, quoted(scan, span));
      return false;
    }
    this.metricName = nameIn(scan, span);
    scan.at = end;
    return this.metricName !== undefined;
  }

  private unclosed(scan: Scan, start: number): boolean {
    const span = { start, end: lineEnd(scan, start) };
    report(scan, "open-quote", span, quoted(scan, span));
    return false;
  }

  private notALabel(scan: Scan, at: number): boolean {
    const span = { start: scan.at, end: at };
    if (span.start === span.end && scan.bytes[at] === LINE_FEED) report(scan, "open-braces", span);
    else report(scan, "bad-label", span, quoted(scan, span.start === at ? { start: at, end: at + 1 } : span));
    return false;
  }
}

const NO_LABELS: readonly ExposedLabel[] = Object.freeze([]);
