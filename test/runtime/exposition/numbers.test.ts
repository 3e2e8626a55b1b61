import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changeDigits,
  changeLastDigits,
  digitsOf,
  isSmall,
  writeDecimal,
} from "../../../runtime/exposition/numbers.js";

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

describe("changeDigits", () => {
  test.each<readonly [string, { readonly given: readonly [number, number]; readonly want: string }]>([
    ["by one", { given: [407, 408], want: "[408]" }],
    ["over a carry", { given: [1999, 2000], want: "[2000]" }],
    ["to a smaller one", { given: [500, 100], want: "[100]" }],
    ["to itself", { given: [407, 407], want: "[407]" }],
    ["of one digit", { given: [0, 9], want: "[9]" }],
    ["of nine digits", { given: [100_000_000, 999_999_999], want: "[999999999]" }],
    ["from a fraction of the same length", { given: [1.5, 123], want: "[123]" }],
  ])("changes a number %s, and nothing beside it", (_, { given: [before, value], want }) => {
    const bytes = Buffer.from(`[${before}]`);
    changeDigits(bytes, bytes.length - 1, value, before);
    expect(bytes.toString()).toBe(want);
  });

  test("overwrites a text that is not a small number", () => {
    const bytes = Buffer.from("[xxx]");
    changeDigits(bytes, 4, 207, Number.NaN);
    expect(bytes.toString()).toBe("[207]");
  });

  test("changes any number to any other of as many digits", () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.nat(999_999_999), (before, value) => {
        const bytes = Buffer.from(String(before));
        fc.pre(digitsOf(value) === bytes.length);
        changeDigits(bytes, bytes.length, value, before);
        expect(bytes.toString()).toBe(String(value));
      }),
    );
  });
});

describe("changeLastDigits", () => {
  const changed = (before: number | string, value: number) => {
    const bytes = new TextEncoder().encode(`[${before}]`);
    const done = changeLastDigits(new DataView(bytes.buffer), bytes.length - 1, value, Number(before));
    return { done, text: new TextDecoder().decode(bytes) };
  };

  test.each<readonly [string, readonly [number, number]]>([
    ["by one", [407, 408]],
    ["over a ten", [109, 110]],
    ["to a smaller one", [199, 100]],
    ["of the most digits of 32 bits", [2 ** 31 - 47, 2 ** 31 - 1]],
  ])("changes a number %s, and nothing beside it", (_, [before, value]) => {
    expect(changed(before, value)).toEqual({ done: true, text: `[${value}]` });
  });

  test.each<readonly [string, readonly [number, number]]>([
    ["over a hundred", [199, 200]],
    ["below 100, which may have one digit", [10, 9]],
    ["to more digits", [99, 100]],
    ["from a fraction", [100.5, 101]],
    ["to a fraction", [101, 100.5]],
    ["below 0", [-101, -102]],
    ["of more than 32 bits", [2 ** 32 + 101, 2 ** 32 + 102]],
    ["to what is the same in 32 bits", [101, 2 ** 32 + 101]],
    ["to NaN", [101, Number.NaN]],
    ["from NaN", [Number.NaN, 101]],
    ["to Infinity", [101, Infinity]],
  ])("changes no number %s", (_, [before, value]) => {
    expect(changed(before, value)).toEqual({ done: false, text: `[${before}]` });
  });

  test("changes any number to any other, or leaves it unchanged", () => {
    const number = fc.oneof(fc.nat(3000), fc.integer(), fc.double({ noDefaultInfinity: true }));
    fc.assert(
      fc.property(number, number, (before, value) => {
        const { done, text } = changed(before, value);
        expect(text).toBe(`[${done ? value : before}]`);
      }),
    );
  });
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

  test("writes any number so that it is parsed as the same number", () => {
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
