import type { SampleHistory } from "../history.js";
import {
  addIncrements,
  cumulated,
  groupSamples,
  growth,
  type Line,
  largest,
  type Plotted,
  type Question,
  windowStarts,
} from "./lines.js";

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

/** The observations of a histogram up to and including an upper bound. */
export interface CumulatedBucket {
  readonly upperBound: number;
  readonly count: number;
}

/**
 * A quantile of observations, by linear interpolation within its bucket, as Prometheus' `histogram_quantile`:
 * the lowest bucket begins at 0 if its bound is positive, and a quantile in the `+Inf` bucket is the highest
 * bound there is.
 *
 * @param quantile from 0 to 1
 * @param given by ascending upper bound, `+Inf` last
 * @returns NaN if there is no observation, or no finite bucket
 */
export function histogramQuantile(quantile: number, given: readonly CumulatedBucket[]): number {
  const buckets = monotonic(given);
  const highest = buckets.at(-1);
  if (highest === undefined || buckets.length < 2 || highest.upperBound !== Infinity) return Number.NaN;
  const observations = highest.count;
  if (!(observations > 0)) return Number.NaN;
  const rank = quantile * observations;
  const position = buckets.findIndex(({ count }) => count >= rank);
  const bucket = buckets[position];
  if (bucket === undefined || bucket.upperBound === Infinity) return buckets.at(-2)?.upperBound ?? Number.NaN;
  const below = buckets[position - 1];
  if (below === undefined && bucket.upperBound <= 0) return bucket.upperBound;
  const start = below?.upperBound ?? 0;
  const before = below?.count ?? 0;
  const within = bucket.count - before;
  if (within <= 0) return bucket.upperBound;
  return start + (bucket.upperBound - start) * ((rank - before) / within);
}

/** A counter that begins anew may leave a bucket behind the one below it, as Prometheus has it too. */
function monotonic(buckets: readonly CumulatedBucket[]): readonly CumulatedBucket[] {
  let most = 0;
  return buckets.map(({ upperBound, count }) => {
    most = Math.max(most, count);
    return { upperBound, count: most };
  });
}
