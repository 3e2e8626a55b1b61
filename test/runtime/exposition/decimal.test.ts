import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digitsOf, isSmall, writeDecimal, writePadded } from "../../../runtime/exposition/decimal.js";

describe("isSmall", () => {
  test.each([
    ["0", { given: 0, want: true }],
    ["999,999,999", { given: 999_999_999, want: true }],
    ["1,000,000,000", { given: 1_000_000_000, want: false }],
    ["a whole number of more than 32 bits", { given: 2 ** 32 + 1, want: false }],
    ["-1", { given: -1, want: false }],
    ["a fraction", { given: 0.5, want: false }],
    ["NaN", { given: Number.NaN, want: false }],
    ["Infinity", { given: Infinity, want: false }],
    ["-Infinity", { given: -Infinity, want: false }],
  ])("of %s", (_, { given, want }) => {
    expect(isSmall(given)).toBe(want);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  "the digits of the smallest and the largest number above 10^%d",
  (power) => {
    expect([digitsOf(10 ** power), digitsOf(10 ** (power + 1) - 1)]).toEqual([power + 1, power + 1]);
  },
);

test.each([
  ["as many digits as the number has", { given: [407, 3], want: "[407]" }],
  ["more", { given: [407, 9], want: "[000000407]" }],
  ["none but zeroes", { given: [0, 4], want: "[0000]" }],
] as const)("writePadded writes %s, and nothing beside them", (_, { given: [value, digits], want }) => {
  const bytes = Buffer.from(`[${"x".repeat(digits)}]`);
  expect(writePadded(bytes, 1, value, digits)).toBe(1 + digits);
  expect(bytes.toString()).toBe(want);
});

describe("writeDecimal", () => {
  test.each([
    0,
    9,
    10,
    99,
    100,
    999,
    1000,
    9999,
    10_000,
    99_999,
    100_000,
    999_999,
    1_000_000,
    9_999_999,
    10_000_000,
    99_999_999,
    100_000_000,
    999_999_999,
    1_000_000_000,
    1_000_000_001,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    999_999_999_999_999,
    1_000_000_000_000_000,
    2 ** 53 - 1,
    2 ** 53,
    1e21,
    -1,
    0.1,
    5e-324,
    1.7976931348623157e308,
  ])("writes %d", (value) => {
    expect(written(value)).toBe(String(value));
  });

  test.each([
    ["-0", { given: -0, want: "0" }],
    ["Infinity", { given: Infinity, want: "+Inf" }],
    ["-Infinity", { given: -Infinity, want: "-Inf" }],
    ["NaN", { given: Number.NaN, want: "NaN" }],
  ] as const)("writes %s", (_, { given, want }) => {
    expect(written(given)).toBe(want);
  });

  test("writes any number so that it reads back as the same", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.nat(),
    );
    fc.assert(fc.property(number, (value) => Number(written(value)) === value));
  });
});

function written(value: number): string {
  const bytes = new Uint8Array(40);
  return Buffer.from(bytes.subarray(3, writeDecimal(bytes, 3, value))).toString();
}
