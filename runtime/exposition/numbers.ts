import { sampleText } from "../text.js";

const BILLION = 1_000_000_000;

/** Whether a sample value is a whole number from 0 to 999,999,999. Its text then has digits only. */
export function isSmall(value: number): boolean {
  return value >= 0 && value < BILLION && (value | 0) === value;
}

/** Writes a sample value and returns the position after it. */
export function writeDecimal(bytes: Uint8Array, start: number, value: number): number {
  if (isSmall(value)) return writeDigits(bytes, start, value | 0);
  if (value >= BILLION && value <= Number.MAX_SAFE_INTEGER && value % 1 === 0) {
    return writeLarge(bytes, start, value);
  }
  return writeAscii(bytes, start, sampleText(value));
}

/** Writes a small value with leading zeroes up to `digits` digits and returns the position after it. */
function writePadded(bytes: Uint8Array, start: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let at = start + digits - 1; at >= start; at--) {
    const quotient = (rest / 10) | 0;
    bytes[at] = 48 + rest - quotient * 10;
    rest = quotient;
  }
  return start + digits;
}

/**
 * Overwrites the digits of a value with those of a small value that has as many. It begins at the last digit and stops
 * where both are equal: most values have grown by little.
 *
 * @param end the position after the digits
 * @param before the value whose digits are overwritten; if it is not small, all digits are written
 */
export function changeDigits(bytes: Uint8Array, end: number, value: number, before: number): void {
  let rest = value | 0;
  let old = isSmall(before) ? before | 0 : 0;
  let at = end;
  do {
    const quotient = (rest / 10) | 0;
    at -= 1;
    bytes[at] = 48 + rest - quotient * 10;
    rest = quotient;
    old = (old / 10) | 0;
  } while (rest !== old);
}

/** The two digits of 0 to 99, the first in the lower byte. */
const PAIRS = Uint16Array.from(
  { length: 100 },
  (_, pair) => 48 + ((pair / 10) | 0) + ((48 + (pair % 10)) << 8),
);

/**
 * Overwrites the last two digits of a whole number from 100 on, if the new value differs in no other digit. That is so
 * for most counts between two scrapes, and takes half the time of `changeDigits`.
 *
 * @param end the position after the digits
 * @param before the value whose digits are overwritten
 * @returns false if more digits differ; then nothing is written
 */
export function changeLastDigits(view: DataView, end: number, value: number, before: number): boolean {
  const whole = value | 0;
  const old = before | 0;
  const hundreds = (whole / 100) | 0;
  if (hundreds !== ((old / 100) | 0) || whole < 100 || whole !== value || old !== before) return false;
  view.setUint16(end - 2, PAIRS[whole - hundreds * 100] ?? 0, true);
  return true;
}

/** The number of digits of a small value. */
export function digitsOf(value: number): number {
  if (value < 10_000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : 9;
}

function writeLarge(bytes: Uint8Array, start: number, value: number): number {
  const billions = Math.floor(value / BILLION);
  const end = writeDigits(bytes, start, billions);
  return writePadded(bytes, end, value - billions * BILLION, 9);
}

function writeDigits(bytes: Uint8Array, start: number, value: number): number {
  if (value < 10) {
    bytes[start] = 48 + value;
    return start + 1;
  }
  return writePadded(bytes, start, value, digitsOf(value));
}

/** Writes ASCII text and returns the position after it. */
export function writeAscii(bytes: Uint8Array, start: number, text: string): number {
  for (let at = 0; at < text.length; at++) bytes[start + at] = text.charCodeAt(at);
  return start + text.length;
}
