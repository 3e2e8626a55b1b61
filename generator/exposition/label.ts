import { continuesLabelName, EQUALS, QUOTE, skipBlanks, startsLabelName } from "./ascii.js";
import type { ExposedLabel } from "./exposition.js";
import { type Hash, hashOf } from "./hash.js";
import { closingQuote, unescaped } from "./quoted-text.js";
import { quoted, report, type Span } from "./report.js";
import type { Scan } from "./scan.js";

/** What a label's bytes mean, worked out once for all samples that have it. */
export interface KnownLabel extends Hash {
  readonly label: ExposedLabel;
  /** One of 32 bits, by which two different names are mostly told apart. */
  readonly nameBit: number;
  /** The value as a number, where somebody asked for it. */
  number?: number | undefined;
}

/** Reads `name="value"`, whose last byte is the closing quote. `undefined` for a mistake, which is reported. */
export function parseLabel(scan: Scan, { start, end }: Span): KnownLabel | undefined {
  const { bytes } = scan;
  const nameEnd = labelNameEnd(bytes, start);
  if (nameEnd === start) {
    report(scan, "bad-label-name", { start, end }, quoted(scan, { start, end }));
    return undefined;
  }
  const name = nameIn(scan, { start, end: nameEnd });
  if (name === undefined) return undefined;
  const equals = blanksAllowed(scan, nameEnd);
  if (bytes[equals] !== EQUALS) {
    const until = Math.max(equals + 1, bytes.indexOf(QUOTE, nameEnd));
    const span = { start, end: Math.min(until, end) };
    report(scan, "bad-label-name", span, quoted(scan, span));
    return undefined;
  }
  const quote = blanksAllowed(scan, equals + 1);
  if (bytes[quote] !== QUOTE) {
    report(scan, "unquoted-label-value", { start: equals + 1, end }, name);
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

function isPermitted(scan: Scan, name: string, span: Span): boolean {
  if (name === "__name__") {
    report(scan, "reserved-label-name", span, name);
    return false;
  }
  if (scan.strict && name.startsWith("_")) report(scan, "underscore-label-name", span, name);
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
export function nameIn(scan: Scan, { start, end }: Span): string | undefined {
  if (scan.bytes[start] !== QUOTE) return scan.bytes.toString("latin1", start, end);
  const name = unescaped(scan, { start: start + 1, end: end - 1 }, "quotes");
  if (name === "") report(scan, "empty-name", { start, end });
  return name === "" ? undefined : name;
}

/** Text 0.0.4 allows blanks between tokens, OpenMetrics none. */
export function blanksAllowed({ strict, bytes }: Scan, at: number): number {
  return strict ? at : skipBlanks(bytes, at);
}
