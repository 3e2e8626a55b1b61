import { isUtf8 } from "node:buffer";
import { BACKSLASH, LETTER_N, LINE_FEED, parseNumber, QUOTE, ZERO } from "./bytes.js";
import type { ByteSpan, Scan } from "./scan.js";

/** Prometheus reads a timestamp as a signed integer of 64 bits. */
const LARGEST_TIMESTAMP = 2n ** 63n - 1n;

/**
 * Parses a timestamp, and returns it in seconds. Text 0.0.4 writes milliseconds as an integer, OpenMetrics seconds as a
 * real number. It reports anything else, and returns `undefined`.
 */
export function parseTimestamp(scan: Scan, span: ByteSpan): number | undefined {
  const timestamp = scan.strict ? realNumber(scan.bytes, span) : milliseconds(scan.bytes, span);
  if (timestamp === undefined)
    scan.report("bad-timestamp", { token: scan.quote(span), strict: scan.strict }, span);
  return timestamp;
}

function realNumber(bytes: Buffer, { start, end }: ByteSpan): number | undefined {
  const value = parseNumber(bytes, start, end);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function milliseconds(bytes: Buffer, { start, end }: ByteSpan): number | undefined {
  if (start === end) return undefined;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  // A double cannot represent all integers of this size, so the comparison needs a bigint.
  if (value >= 2 ** 62 && BigInt(bytes.toString("latin1", start, end)) > LARGEST_TIMESTAMP) return undefined;
  return value / 1000;
}

/**
 * Reads a text with the escapes `\\`, `\n` and, for a text in quotes, `\"`. It reports any other backslash and keeps it. It
 * also reports bytes that are not UTF-8, and returns `undefined` for them.
 */
export function readText(scan: Scan, span: ByteSpan, quotes: "quotes" | "no quotes"): string | undefined {
  const { bytes } = scan;
  const { start, end } = span;
  let plain = true;
  let ascii = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH) plain = false;
    else if (byte >= 0x80) ascii = false;
  }
  if (!ascii && !isUtf8(bytes.subarray(start, end))) {
    scan.report("not-utf8", { token: scan.quote(span) }, span);
    return undefined;
  }
  const text = bytes.toString(ascii ? "latin1" : "utf8", start, end);
  return plain ? text : replaceEscapes(scan, span, quotes);
}

function replaceEscapes(scan: Scan, { start, end }: ByteSpan, quotes: "quotes" | "no quotes"): string {
  const { bytes } = scan;
  const parts: string[] = [];
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== BACKSLASH) continue;
    const escaped = at + 1 < end ? bytes[at + 1] : undefined;
    if (escaped === LETTER_N || escaped === BACKSLASH || (escaped === QUOTE && quotes === "quotes")) {
      parts.push(
        bytes.toString("utf8", from, at),
        escaped === LETTER_N ? "\n" : String.fromCharCode(escaped),
      );
      from = at + 2;
    } else {
      const span = { start: at, end: characterEnd(bytes, at + 1, end) };
      if (escaped === undefined) scan.report("lone-backslash", {}, span);
      else scan.report("unknown-escape", { token: scan.quote(span) }, span);
    }
    at += 1;
  }
  parts.push(bytes.toString("utf8", from, end));
  return parts.join("");
}

/** The position after the character that starts at a byte. */
function characterEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = Math.min(start + 1, end);
  while (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** The position of the quote that closes a text; -1 if there is none on this line. `start` is after the opening quote. */
export function closingQuote(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    const byte = bytes[at] ?? LINE_FEED;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
    if ((bytes[at] ?? LINE_FEED) === LINE_FEED) return -1;
  }
}
