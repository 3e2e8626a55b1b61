/** What tells the time. */
export interface Clock {
  /** Milliseconds from an arbitrary start. */
  now(): number;
}

/**
 * A clock that never goes back, for measuring durations. Node looks the global `performance` up by a call, which
 * takes as long as half a reading: a timer does it once, and both of its readings are of one clock, though a test
 * replaces the global in between.
 */
export function monotonicClock(): Clock {
  return performance;
}

/** Milliseconds of that clock. */
export function now(): number {
  return performance.now();
}
