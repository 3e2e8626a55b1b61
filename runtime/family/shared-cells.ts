/** Which cells of a family: its values, the times at which they were set, or the marks of series that expire. */
export type Store = "values" | "times" | "marks";

/** Receives the memory in which one thread writes and another reads, before the first record into that memory. */
export interface SharedCellsListener {
  /**
   * The cells of a dense family, in place of those before, which are no longer written.
   *
   * @param live of a histogram: 1 for each label set that was recorded
   */
  dense(cells: Float64Array, live?: Uint8Array): void;
  /**
   * A sparse family starts again, without rows.
   *
   * @param rows its first element is the number of rows, which grows when another row can be read
   */
  sparse(rows: Int32Array): void;
  /**
   * The next page of a sparse family.
   *
   * @param indices the label set's index of each row
   */
  page(cells: Float64Array, indices: Float64Array): void;
}

/** Copies cells to memory that other threads can see. */
export function sharedCopy(cells: Float64Array): Float64Array {
  const copy = sharedCells(cells.length);
  if (cells.some((cell) => !Object.is(cell, 0))) copy.set(cells); // the system does not allocate unwritten memory
  return copy;
}

/** Creates cells that other threads can see, each +0. */
export function sharedCells(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
