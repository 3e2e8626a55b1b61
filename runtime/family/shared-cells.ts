/**
 * Tells another thread where the cells of a family lie, in memory that both see. One thread writes and the other
 * reads; what is told is told before the first record that it is needed for.
 */
export interface CellsOutlet {
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
