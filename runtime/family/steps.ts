import { END, type Range } from "./walk.js";

/** Work that is done as it is asked for, step by step, so that the event loop may turn between two steps. */
export type Steps = Iterable<void>;

/** Does all that is left of it at once. */
export function finish(steps: Steps): void {
  for (const _step of steps) {
    // The steps themselves are the work.
  }
}

/** How many cells are looked at in one step: 1 to 3 ms if all of them are taken. */
const STEP_CELLS = 1 << 15;

/**
 * A walk in steps.
 *
 * @param width the number of cells in one of its places
 */
export function* inSteps(width: number, walk: (range: Range) => number): Generator<void, void> {
  const places = Math.ceil(STEP_CELLS / width);
  for (let from = walk({ from: 0, places }); from !== END; from = walk({ from, places })) yield;
}
