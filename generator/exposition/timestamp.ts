import { ZERO } from "./ascii.js";
import { parseNumber } from "./number.js";
import { quoted, report, type Span } from "./report.js";
import type { Scan } from "./scan.js";

const LARGEST = 2n ** 63n - 1n;

/**
 * A timestamp in seconds: in text 0.0.4 milliseconds in digits, in OpenMetrics seconds as a real number.
 * `undefined` for a mistake, which is reported.
 */
export function parseTimestamp(scan: Scan, span: Span): number | undefined {
  const timestamp = scan.strict ? realNumber(scan.bytes, span) : milliseconds(scan.bytes, span);
  if (timestamp === undefined) report(scan, "bad-timestamp", span, quoted(scan, span), scan.strict);
  return timestamp;
}

function realNumber(bytes: Buffer, { start, end }: Span): number | undefined {
  const value = parseNumber(bytes, start, end);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function milliseconds(bytes: Buffer, { start, end }: Span): number | undefined {
  if (start === end) return undefined;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  // What is read is a 64-bit integer; a double cannot tell its last values apart.
  if (value >= 2 ** 62 && BigInt(bytes.toString("latin1", start, end)) > LARGEST) return undefined;
  return value / 1000;
}
