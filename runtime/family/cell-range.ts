/** Which of a family's label sets to visit: from a position on, at most a number of places further. */
export interface CellRange {
  readonly from: number;
  readonly places: number;
}

/** All of them. */
export const ALL_CELLS: CellRange = { from: 0, places: Infinity };

/** What a walk returns that has come to the end. */
export const DONE = -1;

/** Where a walk over a number of places ends: the position to go on from, or `END`. */
export function nextPosition({ from, places }: CellRange, size: number): number {
  return from + places < size ? from + places : DONE;
}

/** Work that is done as it is asked for, step by step, so that the event loop may turn between two steps. */
export type Batches = Iterable<void>;

/** Does all that is left of it at once. */
export function runAll(steps: Batches): void {
  for (const _step of steps) {
    // The steps themselves are the work.
  }
}

/** How many cells are looked at in one step: 1 to 3 ms if all of them are taken. */
const BATCH_CELLS = 1 << 15;

/**
 * A walk in steps.
 *
 * @param width the number of cells in one of its places
 */
export function* inBatches(width: number, walk: (range: CellRange) => number): Generator<void, void> {
  const places = Math.ceil(BATCH_CELLS / width);
  for (let from = walk({ from: 0, places }); from !== DONE; from = walk({ from, places })) yield;
}

/**
 * Tells another thread where the cells of a family lie, in memory that both see. One thread writes and the other
 * reads; what is told is told before the first record that it is needed for.
 */
export interface SharedCellsListener {
  /**
   * The cells of a dense family: those told of before are no longer written.
   *
   * @param live of a histogram, 1 for each label set that was recorded
   */
  dense(cells: Float64Array, live?: Uint8Array): void;
  /**
   * A sparse family begins anew, without rows.
   *
   * @param rows the number of its rows, in the first element, which grows when a row can be read
   */
  sparse(rows: Int32Array): void;
  /**
   * The next page of a sparse family.
   *
   * @param indices the label set's index of each row
   */
  page(cells: Float64Array, indices: Float64Array): void;
}

/** A copy that other threads can see. */
export function sharedCopy(cells: Float64Array): Float64Array {
  const copy = sharedCells(cells.length);
  if (cells.some((cell) => !Object.is(cell, 0))) copy.set(cells); // memory that is not written is not taken
  return copy;
}

/** Cells that other threads can see, each +0. */
export function sharedCells(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
