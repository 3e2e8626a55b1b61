import { isUtf8 } from "node:buffer";
import { BACKSLASH, LETTER_N, LINE_FEED, parseNumber, QUOTE, ZERO } from "./bytes.js";
import type { ByteSpan, Scan } from "./scan.js";

const LARGEST = 2n ** 63n - 1n;

/**
 * A timestamp in seconds: in text 0.0.4 milliseconds in digits, in OpenMetrics seconds as a real number.
 * `undefined` for a mistake, which is reported.
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
  // What is read is a 64-bit integer; a double cannot tell its last values apart.
  if (value >= 2 ** 62 && BigInt(bytes.toString("latin1", start, end)) > LARGEST) return undefined;
  return value / 1000;
}

/**
 * The text of bytes in which `\\`, `\n` and, with quotes, `\"` are escapes. Another backslash stands for itself, which is
 * reported. `undefined` where the bytes are not UTF-8, which is reported too.
 */
export function unescaped(scan: Scan, span: ByteSpan, quotes: "quotes" | "no quotes"): string | undefined {
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
  return plain ? text : withoutEscapes(scan, span, quotes);
}

function withoutEscapes(scan: Scan, { start, end }: ByteSpan, quotes: "quotes" | "no quotes"): string {
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

/** Where the character ends that starts at a byte. */
function characterEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = Math.min(start + 1, end);
  while (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** Where the quote stands that closes a text, from behind the one that opens it; -1 if none does on this line. */
export function closingQuote(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    const byte = bytes[at] ?? LINE_FEED;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
    if ((bytes[at] ?? LINE_FEED) === LINE_FEED) return -1;
  }
}
