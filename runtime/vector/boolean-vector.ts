import { INVALID, type Vector } from "./vector.js";

/** `false` and `true`, exposed by these words. */
export function booleanVector(name: string): Vector {
  return {
    name,
    size: 2,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
    ordinalOf: (value) => booleanOrdinal(value),
    textOf: (ordinal) => (ordinal === 1 ? "true" : "false"),
  };
}

/**
 * The ordinal of a boolean label value: 0 or 1, or `INVALID` for anything else. Without a branch: which
 * boolean comes next is what a processor cannot guess.
 */
export function booleanOrdinal(value: unknown): number {
  return ((Number(value === true) << 1) | Number(value === false)) + INVALID;
}
