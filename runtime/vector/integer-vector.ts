import { INVALID, type Vector } from "./vector.js";

/** Whole numbers from `min` to `max`, both included, such as an HTTP status code. */
export function integerVector(name: string, range: { readonly min: number; readonly max: number }): Vector {
  const { min, max } = range;
  return {
    name,
    size: max - min + 1,
    expected: `a whole number from ${min} to ${max}`,
    accepts: (value) => integerOrdinal(value, min, max) !== INVALID,
    ordinalOf: (value) => integerOrdinal(value, min, max),
    textOf: (ordinal) => String(min + ordinal),
  };
}

/** The ordinal of a whole number in a range: its distance from `min`, or `INVALID` for anything else. */
export function integerOrdinal(value: unknown, min: number, max: number): number {
  const whole = typeof value === "number" && Math.floor(value) === value && value >= min && value <= max;
  return whole ? value - min : INVALID;
}
