/** A part of a family's label sets: at most `places` places, from the position `from` on. */
export interface CellRange {
  readonly from: number;
  readonly places: number;
}

/** The range of all label sets. */
export const ALL_CELLS: CellRange = { from: 0, places: Infinity };

/** The position that a walk returns when it has reached the end. */
export const DONE = -1;

/** The position after a range, or `DONE` if the range reaches the end of `size` places. */
export function nextPosition({ from, places }: CellRange, size: number): number {
  return from + places < size ? from + places : DONE;
}

/** Work that runs as it is iterated, one batch at a time, so that the event loop can turn between two batches. */
export type Batches = Iterable<void>;

/** Runs all batches that are left, without a pause. */
export function runAll(batches: Batches): void {
  for (const _batch of batches) {
    // Iterating does the work.
  }
}

/** The number of cells that one batch reads: 1 to 3 ms if every one of them is used. */
const BATCH_CELLS = 1 << 15;

/** Runs a walk in batches. @param width the number of cells in one place */
export function* inBatches(width: number, walk: (range: CellRange) => number): Generator<void, void> {
  const places = Math.ceil(BATCH_CELLS / width);
  for (let from = walk({ from: 0, places }); from !== DONE; from = walk({ from, places })) yield;
}
