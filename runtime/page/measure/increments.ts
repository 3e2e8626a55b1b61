import type { SampleHistory } from "../history/history.js";

/**
 * Adds to a sum how much a counter has grown up to each slot since the one before. As Prometheus has it, a
 * value below the one before is a counter that has begun anew at 0. A scrape without the series counts as 0:
 * the recorders expose a series from its first record on.
 */
export function addIncrements(sum: Float64Array, { values }: SampleHistory, slots: readonly number[]): void {
  let before = valueAt(values, slots[0]);
  for (let index = 1; index < slots.length; index++) {
    const value = valueAt(values, slots[index]);
    sum[index] = (sum[index] ?? 0) + (value >= before ? value - before : value);
    before = value;
  }
}

function valueAt(values: Float64Array, slot: number | undefined): number {
  const value = slot === undefined ? 0 : (values[slot] ?? 0);
  return Number.isNaN(value) ? 0 : value;
}

/** The running totals of increments. */
export function cumulated(increments: Float64Array): Float64Array {
  const totals = new Float64Array(increments.length);
  let total = 0;
  for (let index = 0; index < increments.length; index++) {
    total += increments[index] ?? 0;
    totals[index] = total;
  }
  return totals;
}
