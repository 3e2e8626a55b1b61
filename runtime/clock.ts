/** Milliseconds of a clock that never goes back, from an arbitrary start. For measuring durations. */
export function now(): number {
  return performance.now();
}
