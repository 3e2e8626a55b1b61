import type { SampleHistory } from "../history.js";
import {
  addIncreases,
  groupSamples,
  keepLargest,
  type Line,
  type LineQuery,
  type PlotLines,
  runningTotals,
  type WindowStarts,
  windowIncreases,
  windowStarts,
} from "./lines.js";

/** The quantiles that the page shows. */
export const QUANTILES = [0.5, 0.95, 0.99] as const;

/** The quantiles of a histogram: p50, p95 and p99 of all observations, or one of them for each group. */
export function histogramLines(query: LineQuery & { readonly quantile: number }): PlotLines {
  const { history, family, grouping, windowSeconds, quantile } = query;
  const slots = history.slots(family);
  const times = history.times(slots);
  const starts = windowStarts(times, windowSeconds);
  const buckets = family.samples.filter(({ labels }) => labels["le"] !== undefined);
  const lines = groupSamples(buckets, grouping).flatMap(({ title, samples }): Line[] => {
    const increases = bucketIncreases(samples, slots, starts);
    const line = (of: number, name: string) => ({
      title: name,
      values: Float64Array.from(slots, (_, index) => quantileAt(of, increases, index)),
    });
    return grouping.kind === "total"
      ? QUANTILES.map((of) => line(of, `p${of * 100}`))
      : [line(quantile, title)];
  });
  return keepLargest(times, lines);
}

/** The increase of a cumulative bucket over the window that ends at each slot. */
interface BucketIncreases {
  readonly upperBound: number;
  readonly increases: Float64Array;
}

/** Sums the buckets of several series by upper bound. The result is sorted by upper bound. */
export function bucketIncreases(
  samples: readonly SampleHistory[],
  slots: readonly number[],
  starts: WindowStarts,
): readonly BucketIncreases[] {
  const sums = new Map<number, Float64Array>();
  for (const sample of samples) {
    const upperBound = upperBoundOf(sample);
    const sum = sums.get(upperBound) ?? new Float64Array(slots.length);
    sums.set(upperBound, sum);
    addIncreases(sum, sample, slots);
  }
  return [...sums]
    .sort(([left], [right]) => left - right)
    .map(([upperBound, sum]) => ({ upperBound, increases: windowIncreases(runningTotals(sum), starts) }));
}

function upperBoundOf({ labels }: SampleHistory): number {
  const text = labels["le"] ?? "";
  return text === "+Inf" ? Infinity : Number(text);
}

/** A quantile over the window that ends at a slot. */
export function quantileAt(quantile: number, buckets: readonly BucketIncreases[], index: number): number {
  return histogramQuantile(
    quantile,
    buckets.map(({ upperBound, increases }) => ({ upperBound, count: increases[index] ?? 0 })),
  );
}

/** A cumulative bucket: the number of observations up to and including the upper bound. */
interface CumulativeBucket {
  readonly upperBound: number;
  readonly count: number;
}

/**
 * Computes a quantile by linear interpolation within its bucket, as Prometheus' `histogram_quantile` does. The lowest
 * bucket starts at 0 if its upper bound is positive. A quantile in the `+Inf` bucket is the highest finite upper bound.
 *
 * @param quantile from 0 to 1
 * @param cumulative sorted by upper bound; the last one is `+Inf`
 * @returns NaN if there is no observation or no finite upper bound
 */
export function histogramQuantile(quantile: number, cumulative: readonly CumulativeBucket[]): number {
  const buckets = makeMonotonic(cumulative);
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
  const lowerBound = below?.upperBound ?? 0;
  const countBelow = below?.count ?? 0;
  const count = bucket.count - countBelow;
  if (count <= 0) return bucket.upperBound;
  return lowerBound + (bucket.upperBound - lowerBound) * ((rank - countBelow) / count);
}

/** After a reset of some of the series, a bucket can be smaller than the one below it. Prometheus raises it, too. */
function makeMonotonic(buckets: readonly CumulativeBucket[]): readonly CumulativeBucket[] {
  let most = 0;
  return buckets.map(({ upperBound, count }) => {
    most = Math.max(most, count);
    return { upperBound, count: most };
  });
}
