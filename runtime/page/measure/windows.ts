/** For each time, where the window that ends there begins: an index. Equal to its own where there is none before. */
export type WindowStarts = Int32Array;

/**
 * The windows that end at each time: from the last time that is at least so long before, or, while there is
 * none, from the first.
 *
 * @param seconds how long a window is
 */
export function windowStarts(times: Float64Array, seconds: number): WindowStarts {
  const starts = new Int32Array(times.length);
  let start = 0;
  for (let end = 0; end < times.length; end++) {
    // Scrapes are never on the dot: half a second early is as good.
    while (start + 1 < end && (times[start + 1] ?? 0) <= (times[end] ?? 0) - seconds + 0.5) start += 1;
    starts[end] = Math.min(start, end);
  }
  return starts;
}

/** By how much totals have grown over each window. */
export function growth(totals: Float64Array, starts: WindowStarts): Float64Array {
  return totals.map((total, end) => total - (totals[starts[end] ?? end] ?? 0));
}

/** The growth per second over each window; NaN where a window has no length. */
export function rates(totals: Float64Array, times: Float64Array, starts: WindowStarts): Float64Array {
  return growth(totals, starts).map((grown, end) => {
    const seconds = (times[end] ?? 0) - (times[starts[end] ?? end] ?? 0);
    return seconds > 0 ? grown / seconds : Number.NaN;
  });
}
