/** A number of PromQL, and why Prometheus refuses it. */
export interface ReadNumber {
  /** In seconds for a duration. */
  readonly value: number;
  /** What follows the literal in a sentence: "is longer than 292 years"; `undefined` if Prometheus takes it. */
  readonly fault: string | undefined;
}

/** Reads a number or duration without a sign. */
export function readNumber(literal: string): ReadNumber {
  const milliseconds = millisecondsOf(literal);
  if (milliseconds !== undefined) {
    const fault = milliseconds > LONGEST_DURATION ? TOO_LONG : undefined;
    return { value: Number(milliseconds) / 1000, fault };
  }
  const value = numberOf(literal);
  if (value === undefined) return { value: Number.NaN, fault: "is larger than any number of Prometheus" };
  return { value, fault: undefined };
}

/** Why a number of seconds is no range of a selector or subquery, and no step. */
export function rangeFault(seconds: number): string | undefined {
  if (seconds <= 0) return "is no range: it must be more than 0";
  return offsetFault(seconds);
}

export function offsetFault(seconds: number): string | undefined {
  return Math.abs(seconds) > Number(LONGEST_DURATION) / 1000 ? TOO_LONG : undefined;
}

/** Why a number of seconds is no timestamp. */
export function timestampFault(seconds: number): string | undefined {
  return Math.abs(seconds) < LARGEST_TIMESTAMP ? undefined : "is out of bounds for `@`";
}

const TOO_LONG = "is longer than 292 years";

/** In milliseconds: as many nanoseconds as 64 bits with a sign can count. */
const LONGEST_DURATION = 9_223_372_036_854n;

/** In seconds, as Prometheus' parser compares it. */
const LARGEST_TIMESTAMP = 2 ** 63;

const LARGEST_INTEGER = 2n ** 63n - 1n;

/** Milliseconds in each unit. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["y", 31_536_000_000n],
  ["w", 604_800_000n],
  ["d", 86_400_000n],
  ["h", 3_600_000n],
  ["m", 60_000n],
  ["s", 1000n],
  ["ms", 1n],
]);

/** `undefined` for a number without a unit. */
function millisecondsOf(literal: string): bigint | undefined {
  if (!/^\d+(?:[ywdhs]|ms?)/.test(literal)) return undefined;
  let sum = 0n;
  for (const [, amount = "", unit = ""] of literal.matchAll(/(?<!\d)(\d+)([a-z]+)/g)) {
    // An amount of more digits takes time with their square, and is too long in each unit.
    if (amount.replace(/^0+/, "").length > 20) return LONGEST_DURATION + 1n;
    sum += BigInt(amount) * (UNITS.get(unit) ?? 0n);
  }
  return sum;
}

/** As Go reads it: hexadecimal numbers are whole ones of 64 bits. `undefined` if it is out of range. */
function numberOf(literal: string): number | undefined {
  const digits = literal.replaceAll("_", "");
  if (/^inf$/i.test(digits)) return Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(digits)) return Number.NaN;
  if (/^0x/i.test(digits)) {
    const isLong = digits.replace(/^0x0*/i, "").length > 16;
    return isLong || BigInt(digits) > LARGEST_INTEGER ? undefined : Number(digits);
  }
  const isOctal = /^0[0-7]{1,20}$/.test(digits);
  const value = isOctal ? Number.parseInt(digits, 8) : Number(digits);
  return Number.isFinite(value) ? value : undefined;
}
