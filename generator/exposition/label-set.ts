import { BACKSLASH, BRACE_CLOSE, COMMA, LINE_FEED, QUOTE } from "./ascii.js";
import { ByteTable, EMPTY_HASH } from "./byte-table.js";
import type { ExposedLabel } from "./exposition.js";
import { lineEnd, quoted, report } from "./findings.js";
import { blanksAllowed, type KnownLabel, nameIn, parseLabel } from "./label.js";
import { closingQuote } from "./quoted-text.js";
import type { Scan } from "./scan.js";

/** Reads label sets, one after the other; its fields tell of the one that was read last. */
export class LabelSet {
  /** Those of the label set come first; what is behind `size` is of earlier ones. */
  readonly labels: KnownLabel[] = [];
  /** Where each label starts and ends in the bytes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  size = 0;
  /** A metric name that stood in quotes among the labels, as `{"http.requests", code="200"}`. */
  metricName: string | undefined;
  private readonly plain: ExposedLabel[] = [];
  private nameBits = 0;
  private readonly known = new ByteTable<KnownLabel>();

  clear(): void {
    this.size = 0;
    this.nameBits = 0;
    this.metricName = undefined;
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
    return this.scanItems(scan);
  }

  /**
   * Reads on in a label set that begins as the one before it: its bytes up to `sameUntil` are those that stood
   * `distance` bytes before.
   */
  scanAlike(scan: Scan, { sameUntil, distance }: Alike): boolean {
    const { starts, ends } = this;
    const before = this.size;
    const hadMetricName = this.metricName !== undefined;
    this.clear();
    if (hadMetricName) return this.scanItems(scan);
    let size = 0;
    for (; size < before && (ends[size] ?? 0) + distance <= sameUntil; size += 1) {
      starts[size] = (starts[size] ?? 0) + distance;
      ends[size] = (ends[size] ?? 0) + distance;
      this.nameBits |= this.labels[size]?.nameBit ?? 0;
    }
    if (size === 0) return this.scanItems(scan);
    this.size = size;
    scan.at = ends[size - 1] ?? 0;
    return this.endItem(scan) ?? this.scanItems(scan);
  }

  private scanItems(scan: Scan): boolean {
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
    let at = start;
    let hash = EMPTY_HASH;
    let byte = bytes[at] ?? LINE_FEED;
    if (byte === QUOTE) {
      const nameEnd = closingQuote(bytes, start + 1) + 1;
      if (nameEnd === 0) return this.unclosed(scan, start);
      for (; at < nameEnd; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
      byte = bytes[at] ?? LINE_FEED;
      const behind = bytes[blanksAllowed(scan, nameEnd)];
      if (behind === COMMA || behind === BRACE_CLOSE) return this.takeMetricName(scan, nameEnd);
    }
    while (byte !== QUOTE && byte !== LINE_FEED && byte !== COMMA && byte !== BRACE_CLOSE) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
    }
    if (byte !== QUOTE) return this.notALabel(scan, at);
    do {
      hash = Math.imul(hash ^ byte, 0x01000193);
      at += 1;
      byte = bytes[at] ?? LINE_FEED;
      if (byte === BACKSLASH) {
        hash = Math.imul(hash ^ byte, 0x01000193);
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
    scan.at = end;
    return this.take(scan, label, start);
  }

  private take(scan: Scan, label: KnownLabel, start: number): boolean {
    const { name } = label.label;
    if ((this.nameBits & label.nameBit) !== 0 && this.indexOf(name) !== -1) {
      report(scan, "duplicate-label", { start, end: scan.at }, name);
      return false;
    }
    this.nameBits |= label.nameBit;
    this.labels[this.size] = label;
    this.plain[this.size] = label.label;
    this.starts[this.size] = start;
    this.ends[this.size] = scan.at;
    this.size += 1;
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

/** How a label set begins as the one before it. */
export interface Alike {
  readonly sameUntil: number;
  readonly distance: number;
}

const NO_LABELS: readonly ExposedLabel[] = Object.freeze([]);
