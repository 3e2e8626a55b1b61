import { DOT, MINUS, PLUS, ZERO } from "./ascii.js";

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

const MOST_DIGITS = 16;

/**
 * A number as both formats write it: decimal, with or without a fraction and an exponent, or `NaN`, `Inf` or
 * `Infinity` in any case, the last two with or without a sign. `undefined` for anything else, and for a number
 * that no double holds: Go's `strconv.ParseFloat`, by which Prometheus reads, refuses it too.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number | undefined {
  const sign = bytes[start];
  const first = sign === MINUS || sign === PLUS ? start + 1 : start;
  let at = first;
  let mantissa = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
  }
  let digits = at - first;
  let power = 0;
  if (at < end && bytes[at] === DOT) {
    const fraction = at + 1;
    for (at = fraction; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    power = fraction - at;
    digits -= power;
  }
  if (digits === 0) return parseSpecial(bytes, start, end);
  if (at < end) {
    const exponent = parseExponent(bytes, at, end);
    if (exponent === undefined) return undefined;
    power += exponent;
  }
  // Exact: one operation on two integers that doubles hold, which rounds once.
  if (digits <= MOST_DIGITS && mantissa <= Number.MAX_SAFE_INTEGER && power >= -22 && power <= 22) {
    const value = power < 0 ? mantissa / (POWERS[-power] ?? 1) : mantissa * (POWERS[power] ?? 1);
    return sign === MINUS ? -value : value;
  }
  const value = Number(bytes.toString("latin1", start, end));
  return Number.isFinite(value) ? value : undefined;
}

/** The exponent of a number from its `e` on; `undefined` if it is none. */
function parseExponent(bytes: Buffer, start: number, end: number): number | undefined {
  if (((bytes[start] ?? 0) | 0x20) !== 0x65) return undefined;
  const sign = bytes[start + 1];
  const first = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  let exponent = 0;
  for (let at = first; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    exponent = Math.min(exponent * 10 + digit, 100_000);
  }
  if (first >= end) return undefined;
  return sign === MINUS ? -exponent : exponent;
}

function parseSpecial(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start > "+infinity".length) return undefined;
  switch (bytes.toString("latin1", start, end).toLowerCase()) {
    case "nan":
      return Number.NaN;
    case "inf":
    case "+inf":
    case "infinity":
    case "+infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    default:
      return undefined;
  }
}
