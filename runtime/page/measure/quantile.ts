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
