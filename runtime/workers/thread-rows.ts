import { type CellRange, nextPosition } from "../family/cell-range.js";

/** Takes a row, by writing it to `taken` at the same place. */
export type CollectRow = (index: number, cells: Float64Array, taken: Float64Array, first: number) => void;

/**
 * The rows of one family that another thread records in, and what of them was taken already. A walk's places are
 * rows, and it returns the position to go on from, or `DONE`.
 */
export interface ThreadRows {
  /** Calls back for each row that has changed since it was last taken, and for one that is new. */
  walkChanged(range: CellRange, take: CollectRow): number;
  /** Calls back for each row that was recorded, with its first cell. */
  walk(range: CellRange, visit: (index: number, value: number, row: number) => void): number;
  /** The first cell of a row; 0 if there is no such row. */
  valueAt(row: number): number;
}

/** Of a family that has a row for each of its label sets. */
export class DenseThreadRows implements ThreadRows {
  readonly #cells: Float64Array;
  readonly #live: Uint8Array | undefined;
  readonly #width: number;
  #taken: Float64Array | undefined;

  /** @param width the number of cells in a row, of which the last changes with each record */
  constructor(cells: Float64Array, live: Uint8Array | undefined, width: number) {
    this.#cells = cells;
    this.#live = live;
    this.#width = width;
  }

  walkChanged(range: CellRange, take: CollectRow): number {
    const cells = this.#cells;
    const width = this.#width;
    const taken = this.#taken ?? new Float64Array(cells.length);
    this.#taken = taken;
    const end = Math.min(range.from + range.places, this.#rows);
    for (let row = this.#next(range.from); row >= 0 && row < end; row = this.#next(row + 1)) {
      const last = row * width + width - 1;
      if (!Object.is(cells[last], taken[last])) take(row, cells, taken, row * width);
    }
    return nextPosition(range, this.#rows);
  }

  walk(range: CellRange, visit: (index: number, value: number, row: number) => void): number {
    const end = Math.min(range.from + range.places, this.#rows);
    for (let row = range.from; row < end; row++) {
      const value = this.#cells[row] ?? 0;
      if (!Object.is(value, 0)) visit(row, value, row);
    }
    return nextPosition(range, this.#rows);
  }

  valueAt(row: number): number {
    return this.#cells[row] ?? 0;
  }

  /** The next row that may have been recorded, or -1. */
  #next(row: number): number {
    return this.#live === undefined ? row : this.#live.indexOf(1, row);
  }

  get #rows(): number {
    return this.#cells.length / this.#width;
  }
}

/** Of a family that has a row for each label set that was recorded. */
export class SparseThreadRows implements ThreadRows {
  readonly #rows: Int32Array;
  readonly #width: number;
  readonly #pages: Page[] = [];

  constructor(rows: Int32Array, width: number) {
    this.#rows = rows;
    this.#width = width;
  }

  addPage(cells: Float64Array, indices: Float64Array): void {
    const taken = new Float64Array(cells.length);
    if (this.#width === 1) taken.fill(Number.NaN); // a counter may have been recorded as 0
    this.#pages.push({ cells, indices, taken });
  }

  walkChanged(range: CellRange, take: CollectRow): number {
    const width = this.#width;
    return this.#walkRows(range, ({ cells, indices, taken }, _row, at) => {
      const last = at * width + width - 1;
      if (!Object.is(cells[last], taken[last])) take(indices[at] ?? 0, cells, taken, at * width);
    });
  }

  walk(range: CellRange, visit: (index: number, value: number, row: number) => void): number {
    return this.#walkRows(range, ({ cells, indices }, row, at) =>
      visit(indices[at] ?? 0, cells[at] ?? 0, row),
    );
  }

  valueAt(row: number): number {
    const size = this.#pages[0]?.indices.length ?? 1;
    return this.#pages[Math.floor(row / size)]?.cells[row % size] ?? 0;
  }

  #walkRows(range: CellRange, visit: (page: Page, row: number, at: number) => void): number {
    const size = this.#pages[0]?.indices.length ?? 1;
    const rows = Math.min(Atomics.load(this.#rows, 0), this.#pages.length * size); // of pages that were told of
    const end = Math.min(range.from + range.places, rows);
    for (let row = range.from; row < end; row++) {
      const page = this.#pages[Math.floor(row / size)];
      if (page !== undefined) visit(page, row, row % size);
    }
    return nextPosition(range, rows);
  }
}

interface Page {
  readonly cells: Float64Array;
  /** The label set's index of each row. */
  readonly indices: Float64Array;
  /** NaN for a counter that was never taken. */
  readonly taken: Float64Array;
}

/** How often a row is read that the other thread is writing, before it is left for the next time. */
const READ_ATTEMPTS = 100;

/**
 * Copies a histogram's row of one moment. Its writer adds to a bucket, then to the sum, then to the count; read the
 * other way round, the buckets add up to the count only if nothing was written in between.
 *
 * @param cells in which another thread may be writing
 * @param row takes the copy; its length is the row's
 * @returns false if there was no such moment
 */
export function copyWholeRow(cells: Float64Array, first: number, row: Float64Array): boolean {
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
    copyRow(cells, first, row);
    if (countOf(row) === row.at(-1)) return true;
  }
  return false;
}

/** Copies a histogram's row that is no longer written. */
export function copyFinalRow(cells: Float64Array, first: number, row: Float64Array): boolean {
  copyRow(cells, first, row);
  row[row.length - 1] = countOf(row);
  return true;
}

function copyRow(cells: Float64Array, first: number, row: Float64Array): void {
  for (let cell = row.length - 1; cell >= 0; cell--) row[cell] = cells[first + cell] ?? 0;
}

function countOf(row: Float64Array): number {
  let count = 0;
  for (let bucket = 0; bucket < row.length - 2; bucket++) count += row[bucket] ?? 0;
  return count;
}
