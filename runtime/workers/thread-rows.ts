/**
 * The rows of one family that another thread records in, and what of them was taken already.
 */
export interface ThreadRows {
  /**
   * Calls back for each row that has changed since it was last taken, and for one that is new.
   *
   * @param visit takes the row by writing it to `taken`, at the same place
   */
  forEachChanged(
    visit: (index: number, cells: Float64Array, taken: Float64Array, first: number) => void,
  ): void;
  /** Calls back for each row that was recorded, with its first cell. */
  forEach(visit: (index: number, value: number, row: number) => void): void;
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

  forEachChanged(
    visit: (index: number, cells: Float64Array, taken: Float64Array, first: number) => void,
  ): void {
    const cells = this.#cells;
    const width = this.#width;
    const taken = this.#taken ?? new Float64Array(cells.length);
    this.#taken = taken;
    for (let row = this.#next(0); row >= 0; row = this.#next(row + 1)) {
      const last = row * width + width - 1;
      if (!Object.is(cells[last], taken[last])) visit(row, cells, taken, row * width);
    }
  }

  forEach(visit: (index: number, value: number, row: number) => void): void {
    this.#cells.forEach((value, row) => {
      if (!Object.is(value, 0)) visit(row, value, row);
    });
  }

  valueAt(row: number): number {
    return this.#cells[row] ?? 0;
  }

  /** The next row that may have been recorded, or -1. */
  #next(row: number): number {
    if (this.#live !== undefined) return this.#live.indexOf(1, row);
    return row < this.#cells.length ? row : -1;
  }
}

/** Of a family that has a row for each label set that was recorded. */
export class SparseThreadRows implements ThreadRows {
  readonly #rows: Int32Array;
  readonly #width: number;
  readonly #pages: Page[] = [];
  /** How many rows were looked at. */
  #known = 0;

  constructor(rows: Int32Array, width: number) {
    this.#rows = rows;
    this.#width = width;
  }

  addPage(cells: Float64Array, indices: Float64Array): void {
    this.#pages.push({ cells, indices, taken: undefined });
  }

  forEachChanged(
    visit: (index: number, cells: Float64Array, taken: Float64Array, first: number) => void,
  ): void {
    const width = this.#width;
    const known = this.#known;
    this.#known = this.#eachRow((page, row, at) => {
      const { cells } = page;
      page.taken ??= new Float64Array(cells.length);
      const last = at * width + width - 1;
      const isNew = row >= known && width === 1; // a counter may have been recorded as 0
      if (isNew || !Object.is(cells[last], page.taken[last])) {
        visit(page.indices[at] ?? 0, cells, page.taken, at * width);
      }
    });
  }

  forEach(visit: (index: number, value: number, row: number) => void): void {
    this.#eachRow(({ cells, indices }, row, at) => visit(indices[at] ?? 0, cells[at] ?? 0, row));
  }

  valueAt(row: number): number {
    const size = this.#pages[0]?.indices.length ?? 1;
    return this.#pages[Math.floor(row / size)]?.cells[row % size] ?? 0;
  }

  /** @returns the number of rows */
  #eachRow(visit: (page: Page, row: number, at: number) => void): number {
    const rows = Atomics.load(this.#rows, 0);
    let row = 0;
    for (const page of this.#pages) {
      for (let at = 0; at < page.indices.length && row < rows; at++) visit(page, row++, at);
    }
    return row;
  }
}

interface Page {
  readonly cells: Float64Array;
  /** The label set's index of each row. */
  readonly indices: Float64Array;
  taken: Float64Array | undefined;
}
