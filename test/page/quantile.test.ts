import { describe, expect, test } from "vitest";
import { histogramQuantile } from "../../page/measure/histogram-lines.js";

function buckets(counts: readonly (readonly [number, number])[]) {
  return counts.map(([upperBound, count]) => ({ upperBound, count }));
}

// Cases of promql/quantile.go in Prometheus and of its tests.
describe("histogramQuantile", () => {
  const testhistogram = buckets([
    [0.1, 5],
    [0.2, 7],
    [1, 12],
    [Infinity, 12],
  ]);

  test.each([
    [0, 0],
    [0.2, 0.048],
    [0.5, 0.15],
    [0.8, 0.616],
    [1, 1],
  ])("interpolates within the bucket: %d is %d", (quantile, want) => {
    expect(histogramQuantile(quantile, testhistogram)).toBeCloseTo(want, 10);
  });

  test("gives the highest finite bound for observations above it", () => {
    expect(
      histogramQuantile(
        0.99,
        buckets([
          [1, 1],
          [2, 2],
          [Infinity, 10],
        ]),
      ),
    ).toBe(2);
  });

  test("gives the lowest bound if it is not positive", () => {
    expect(
      histogramQuantile(
        0.5,
        buckets([
          [-1, 4],
          [1, 4],
          [Infinity, 4],
        ]),
      ),
    ).toBe(-1);
  });

  test.each([
    ["no bucket", []],
    ["only +Inf", [[Infinity, 3]]],
    [
      "no +Inf",
      [
        [1, 3],
        [2, 3],
      ],
    ],
    [
      "no observation",
      [
        [1, 0],
        [Infinity, 0],
      ],
    ],
  ] as const)("has no quantile with %s", (_, counts) => {
    expect(histogramQuantile(0.5, buckets(counts))).toBeNaN();
  });

  test("raises a bucket that is smaller than the one below it", () => {
    const dented = buckets([
      [1, 6],
      [2, 4],
      [4, 10],
      [Infinity, 10],
    ]);
    expect(histogramQuantile(0.5, dented)).toBeCloseTo(5 / 6, 10);
    expect(histogramQuantile(0.8, dented)).toBe(3);
  });
});
