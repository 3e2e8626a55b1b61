import type { SampleHistory } from "../history/history.js";
import { groupSamples } from "./groups.js";
import { addIncrements, cumulated } from "./increments.js";
import { type Line, largest, type Plotted, type Question } from "./line.js";
import { histogramQuantile } from "./quantile.js";
import { growth, windowStarts } from "./windows.js";

/** The quantiles that are shown. */
export const QUANTILES = [0.5, 0.95, 0.99] as const;

/** A histogram's quantiles: p50, p95 and p99 of all observations, or one of them for each group. */
export function histogramLines(question: Question & { readonly quantile: number }): Plotted {
  const { history, family, grouping, windowSeconds, quantile } = question;
  const slots = history.slots(family);
  const times = history.times(slots);
  const starts = windowStarts(times, windowSeconds);
  const buckets = family.samples.filter(({ labels }) => labels["le"] !== undefined);
  const lines = groupSamples(buckets, grouping).flatMap(({ title, samples }): Line[] => {
    const grown = bucketGrowth(samples, slots, starts);
    const line = (of: number, name: string) => ({
      title: name,
      values: Float64Array.from(slots, (_, index) => quantileAt(of, grown, index)),
    });
    return grouping.kind === "total"
      ? QUANTILES.map((of) => line(of, `p${of * 100}`))
      : [line(quantile, title)];
  });
  return largest(times, lines);
}

/** By how much a bucket has grown over the window that ends at each slot. */
export interface BucketGrowth {
  readonly upperBound: number;
  readonly grown: Float64Array;
}

/** The buckets of several series by upper bound, summed. */
export function bucketGrowth(
  samples: readonly SampleHistory[],
  slots: readonly number[],
  starts: Int32Array,
): readonly BucketGrowth[] {
  const sums = new Map<number, Float64Array>();
  for (const sample of samples) {
    const upperBound = upperBoundOf(sample);
    const sum = sums.get(upperBound) ?? new Float64Array(slots.length);
    sums.set(upperBound, sum);
    addIncrements(sum, sample, slots);
  }
  return [...sums]
    .sort(([left], [right]) => left - right)
    .map(([upperBound, sum]) => ({ upperBound, grown: growth(cumulated(sum), starts) }));
}

/** A quantile over the window that ends at a slot. */
export function quantileAt(quantile: number, buckets: readonly BucketGrowth[], index: number): number {
  return histogramQuantile(
    quantile,
    buckets.map(({ upperBound, grown }) => ({ upperBound, count: grown[index] ?? 0 })),
  );
}

function upperBoundOf({ labels }: SampleHistory): number {
  const text = labels["le"] ?? "";
  return text === "+Inf" ? Infinity : Number(text);
}
