import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBuckets } from "../../../runtime/family/buckets.js";

describe("a value's bucket", () => {
  test.each([
    ["below the lowest bound", { given: -7, want: [0, 0] }],
    ["on a bound: the bucket includes it", { given: 0.1, want: [2, 0] }],
    ["just above a bound", { given: 0.1 + Number.EPSILON, want: [3, 1] }],
    ["-0, which equals 0", { given: -0, want: [1, 0] }],
    ["the smallest number", { given: Number.MIN_VALUE, want: [2, 0] }],
    ["on the highest bound", { given: 5, want: [3, 2] }],
    ["above the highest bound", { given: 5.01, want: [4, 3] }],
    ["the largest number", { given: Number.MAX_VALUE, want: [4, 3] }],
    ["Infinity", { given: Infinity, want: [4, 3] }],
    ["-Infinity", { given: -Infinity, want: [0, 0] }],
  ] as const)("%s", (_, { given, want }) => {
    const layouts = [createBuckets([-1, 0, 0.1, 5]), createBuckets([0.1, 1, 5])];
    expect(layouts.map((buckets) => buckets.bucketOf(given))).toEqual(want);
  });

  test("without bounds is +Inf", () => {
    expect(createBuckets([]).bucketOf(3)).toBe(0);
  });

  test.each([
    ["any bounds", { bound: fc.double({ noNaN: true, noDefaultInfinity: true }), most: 80 }],
    [
      "positive bounds",
      { bound: fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-9, max: 1e9 }), most: 30 },
    ],
    ["the smallest bounds", { bound: fc.double({ noNaN: true, min: 0, max: 1e-310 }), most: 10 }],
    [
      "bounds beside each other",
      { bound: fc.integer({ min: 1, max: 64 }).map((steps) => 1 + steps * Number.EPSILON), most: 20 },
    ],
    ["whole bounds", { bound: fc.integer({ min: 1, max: 5000 }), most: 400 }],
    ["decades", { bound: fc.integer({ min: -12, max: 12 }).map((exponent) => 10 ** exponent), most: 20 }],
  ])("is the first whose bound is not less, for %s", (_, { bound, most }) => {
    const values = fc.array(fc.oneof(fc.double({ noNaN: true }), bound));
    fc.assert(
      fc.property(fc.uniqueArray(bound, { maxLength: most, size: "max" }), values, (bounds, others) => {
        const ascending = bounds.map((value) => value + 0).sort((a, b) => a - b);
        const buckets = createBuckets([...new Set(ascending)]);
        for (const value of [...others, ...ascending.flatMap(neighbours)]) {
          const first = [...new Set(ascending)].findIndex((upper) => value <= upper);
          expect(buckets.bucketOf(value)).toBe(first < 0 ? new Set(ascending).size : first);
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** A number, and those just below and above it. */
function neighbours(value: number): number[] {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  const [middle = 0n] = bits;
  return [-1n, 0n, 1n]
    .map((step) => new Float64Array(BigInt64Array.of(middle + step).buffer)[0] ?? 0)
    .filter((number) => !Number.isNaN(number));
}
