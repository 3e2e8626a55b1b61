const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
const PLUS = 0x2b;
export const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
export const ZERO = 0x30;
const COLON = 0x3a;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const LETTER_N = 0x6e;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;

const NAME_START = 1;
const NAME_PART = 2;

/** For each byte, whether it can start a label name without quotes, and whether it can be in one. */
const NAME_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[a-zA-Z_]/.test(character)) return NAME_START | NAME_PART;
  return /[0-9]/.test(character) ? NAME_PART : 0;
});

export function startsLabelName(byte: number): boolean {
  return ((NAME_BYTES[byte] ?? 0) & NAME_START) !== 0;
}

export function continuesLabelName(byte: number): boolean {
  return ((NAME_BYTES[byte] ?? 0) & NAME_PART) !== 0;
}

export function startsMetricName(byte: number): boolean {
  return startsLabelName(byte) || byte === COLON;
}

export function continuesMetricName(byte: number): boolean {
  return continuesLabelName(byte) || byte === COLON;
}

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** The position of the first byte from `at` on that is not a blank. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let next = at;
  while (isBlank(bytes[next] ?? LINE_FEED)) next += 1;
  return next;
}

/** The position where a token ends: at a blank, or at the end of its line. */
export function tokenEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  for (;;) {
    const byte = bytes[end] ?? LINE_FEED;
    if (byte === LINE_FEED || isBlank(byte)) return end;
    end += 1;
  }
}

/** Powers of ten that a double represents exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The most digits of an integer that a double can represent exactly. */
const MOST_DIGITS = 16;

/**
 * Parses a number of either format: decimal, with or without a fraction and an exponent, or `NaN`, `Inf` or `Infinity` in
 * any case, the last two with or without a sign. It returns `undefined` for anything else, and for a number that is too
 * large for a double: Go's `strconv.ParseFloat`, which Prometheus uses, does not accept it either.
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
  // Exact, because one operation on two exact integers rounds only once.
  if (digits <= MOST_DIGITS && mantissa <= Number.MAX_SAFE_INTEGER && power >= -22 && power <= 22) {
    const value = power < 0 ? mantissa / (POWERS[-power] ?? 1) : mantissa * (POWERS[power] ?? 1);
    return sign === MINUS ? -value : value;
  }
  const value = Number(bytes.toString("latin1", start, end));
  return Number.isFinite(value) ? value : undefined;
}

/** Parses an exponent from its `e` on. It returns `undefined` if there is none. */
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
