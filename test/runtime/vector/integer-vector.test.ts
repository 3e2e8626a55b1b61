import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INVALID, integerOrdinal, integerVector } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

describe("integerVector", () => {
  const code = integerVector("code", { min: 100, max: 599 });

  test.each([
    ["the lowest", { given: 100, want: 0 }],
    ["the highest", { given: 599, want: 499 }],
    ["one too low", { given: 99, want: INVALID }],
    ["one too high", { given: 600, want: INVALID }],
    ["a fraction", { given: 200.5, want: INVALID }],
    ["digits", { given: "200", want: INVALID }],
    ["Infinity", { given: Infinity, want: INVALID }],
    ["2^32 above one in the range", { given: 200 + 2 ** 32, want: INVALID }],
  ] as const)("%s has its ordinal or none", (_, { given, want }) => {
    expect(code.ordinalOf(given)).toBe(want);
  });

  test.each(HOSTILE_VALUES)("rejects %s", (_, value) => {
    expect(code.ordinalOf(value)).toBe(INVALID);
  });

  test("a range may begin below 0 and include it, from either side", () => {
    const vector = integerVector("offset", { min: -2, max: 1 });
    expect([-2, -1, -0, 0, 1].map((value) => vector.ordinalOf(value))).toEqual([0, 1, 2, 2, 3]);
    expect(vector.textOf(0)).toBe("-2");
  });

  test("a range may have more numbers than 32 bits can count", () => {
    const vector = integerVector("id", { min: 0, max: 2 ** 40 });
    const values = [2 ** 31, 2 ** 32, 2 ** 40, 2 ** 40 + 1, 2 ** 33 + 0.5];
    expect(values.map((value) => vector.ordinalOf(value))).toEqual([
      2 ** 31,
      2 ** 32,
      2 ** 40,
      INVALID,
      INVALID,
    ]);
  });

  test("says what it expects", () => {
    expect(code.expected).toBe("a whole number from 100 to 599");
  });

  test("the text of an ordinal is the number that has it", () => {
    const range = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.nat({ max: 1e6 }), fc.nat({ max: 1e6 }));
    fc.assert(
      fc.property(range, ([min, span, distance]) => {
        const value = min + Math.min(distance, span);
        const ordinal = integerOrdinal(value, min, min + span);
        return integerVector("n", { min, max: min + span }).textOf(ordinal) === String(value);
      }),
    );
  });
});
