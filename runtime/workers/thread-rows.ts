import { type CellRange, nextPosition } from "../family/cell-range.js";

/** Collects a row, and stores what it has collected in `collected`, at the same position. */
export type CollectRow = (index: number, cells: Float64Array, collected: Float64Array, first: number) => void;

/** The rows in which another thread records a family, and what was collected of them. The places of a walk are rows. */
export interface ThreadRows {
  /** Calls `collect` for each row that is new or has changed since it was collected. */
  walkChanged(range: CellRange, collect: CollectRow): number;
  /** Calls `visit` for each recorded row, with the value of its first cell. */
  walk(range: CellRange, visit: (index: number, value: number, row: number) => void): number;
  /** The value of a row's first cell; 0 if there is no such row. */
  valueAt(row: number): number;
  /** Removes the series in a row of one cell: the thread begins a new one with its next record. */
  erase(row: number): void;
  /** Replaces the value of a row of one cell, unless the thread has changed it. @returns whether it is replaced */
  replace(row: number, replacement: Replacement): boolean;
  /** Forgets what was collected of a label set, or of all, because the thread has removed it. */
  forget(index: number | undefined): void;
}

/** A value of a cell, and the one that takes its place. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
}

/** The rows of a dense family: one for each label set. */
export class DenseThreadRows implements ThreadRows {
  readonly #cells: Float64Array;
  readonly #live: Uint8Array | undefined;
  readonly #width: number;
  #collected: Float64Array | undefined;

  /** @param width the number of cells in a row; each record changes the last of them */
  constructor(cells: Float64Array, live: Uint8Array | undefined, width: number) {
    this.#cells = cells;
    this.#live = live;
    this.#width = width;
  }

  walkChanged(range: CellRange, collect: CollectRow): number {
    const cells = this.#cells;
    const width = this.#width;
    const collected = this.#collected ?? new Float64Array(cells.length);
    this.#collected = collected;
    const end = Math.min(range.from + range.places, this.#rows);
    for (let row = this.#next(range.from); row >= 0 && row < end; row = this.#next(row + 1)) {
      const last = row * width + width - 1;
      if (!Object.is(cells[last], collected[last])) collect(row, cells, collected, row * width);
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

  erase(row: number): void {
    this.#cells[row] = 0;
  }

  replace(row: number, replacement: Replacement): boolean {
    return replaceCell(this.#cells, row, replacement);
  }

  forget(index: number | undefined): void {
    if (index === undefined) this.#collected?.fill(0);
    else this.#collected?.fill(0, index * this.#width, (index + 1) * this.#width);
  }

  /** The next row that may have been recorded, or -1. */
  #next(row: number): number {
    return this.#live === undefined ? row : this.#live.indexOf(1, row);
  }

  get #rows(): number {
    return this.#cells.length / this.#width;
  }
}

/** The rows of a sparse family: one for each recorded label set. */
export class SparseThreadRows implements ThreadRows {
  readonly #rows: Int32Array;
  readonly #width: number;
  readonly #pages: Page[] = [];

  constructor(rows: Int32Array, width: number) {
    this.#rows = rows;
    this.#width = width;
  }

  addPage(cells: Float64Array, indices: Float64Array): void {
    this.#pages.push({ cells, indices, collected: new Float64Array(cells.length) });
  }

  walkChanged(range: CellRange, collect: CollectRow): number {
    const width = this.#width;
    return this.#walkRows(range, ({ cells, indices, collected }, _row, at) => {
      const last = at * width + width - 1;
      if (!Object.is(cells[last], collected[last])) collect(indices[at] ?? 0, cells, collected, at * width);
    });
  }

  walk(range: CellRange, visit: (index: number, value: number, row: number) => void): number {
    return this.#walkRows(range, ({ cells, indices }, row, at) => {
      const value = cells[at] ?? 0;
      if (!Object.is(value, 0)) visit(indices[at] ?? 0, value, row);
    });
  }

  erase(row: number): void {
    const size = this.#pages[0]?.indices.length ?? 1;
    const page = this.#pages[Math.floor(row / size)];
    if (page !== undefined) page.cells[row % size] = 0;
  }

  replace(row: number, replacement: Replacement): boolean {
    const size = this.#pages[0]?.indices.length ?? 1;
    const page = this.#pages[Math.floor(row / size)];
    return page !== undefined && replaceCell(page.cells, row % size, replacement);
  }

  forget(index: number | undefined): void {
    const width = this.#width;
    for (const { indices, collected } of this.#pages) {
      const at = index === undefined ? -1 : indices.indexOf(index);
      if (index === undefined) collected.fill(0);
      else if (at >= 0) collected.fill(0, at * width, (at + 1) * width);
    }
  }

  valueAt(row: number): number {
    const size = this.#pages[0]?.indices.length ?? 1;
    return this.#pages[Math.floor(row / size)]?.cells[row % size] ?? 0;
  }

  #walkRows(range: CellRange, visit: (page: Page, row: number, at: number) => void): number {
    const size = this.#pages[0]?.indices.length ?? 1;
    const rows = Math.min(Atomics.load(this.#rows, 0), this.#pages.length * size); // the pages of others are not reported yet
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
  /** The values that were collected. */
  readonly collected: Float64Array;
}

function replaceCell(cells: Float64Array, cell: number, { from, to }: Replacement): boolean {
  const bits = new BigInt64Array(cells.buffer, cells.byteOffset, cells.length);
  return Atomics.compareExchange(bits, cell, bitsOf(from), bitsOf(to)) === bitsOf(from);
}

/** The bits of a number, as those of an integer. */
function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0] ?? 0n;
}

/** How many times a row is read while the other thread writes it, before it is left for the next scrape. */
const READ_ATTEMPTS = 100;

/**
 * Copies a consistent state of a histogram's row. The writer adds to a bucket, then to the sum, then to the count. The
 * cells are read in reverse order, so that the buckets add up to the count only if nothing was written meanwhile.
 *
 * @param cells another thread may be writing to them
 * @param row receives the copy; its length is that of the row
 * @returns false if every attempt found an inconsistent state
 */
export function copyWholeRow(cells: Float64Array, first: number, row: Float64Array): boolean {
  for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
    copyRow(cells, first, row);
    if (countOf(row) === row.at(-1)) return true;
  }
  return false;
}

/** Copies the row of a thread that has ended. If it ended during a record, the count is that of the buckets. */
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
