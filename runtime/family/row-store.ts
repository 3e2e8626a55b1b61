import { createRowTable, type RowTable } from "./row-table.js";

/** A page of cells holds at most 64 kB, so that growing a family never copies it and never stalls. */
const PAGE_CELLS = 8192;

/**
 * Rows of cells for the label sets that have been recorded, in pages that stay where they are. A row's
 * cells are `page(row)[offset(row)]` and the `width - 1` cells after it.
 */
export class RowStore {
  readonly #table: RowTable;
  readonly #width: number;
  readonly #shift: number;
  #pages: Float64Array[] = [];
  #live: number[] = [];

  /**
   * @param labelSets the number of label sets that the family can have
   * @param width the number of cells in a row
   */
  constructor(labelSets: number, width: number) {
    this.#table = createRowTable(labelSets);
    this.#width = width;
    const rows = Math.max(1, Math.min(labelSets, PAGE_CELLS / width));
    this.#shift = Math.floor(Math.log2(rows));
  }

  /** The row of a label set, or -1 if it was never recorded. */
  find(index: number): number {
    return this.#table.find(index);
  }

  /** The row of a label set, a new one of zeroes if it was never recorded. */
  assign(index: number): number {
    const known = this.#table.find(index);
    if (known >= 0) return known;
    const row = this.#table.assign(index);
    if (row >> this.#shift === this.#pages.length) {
      this.#pages.push(new Float64Array(this.#width << this.#shift));
    }
    return row;
  }

  page(row: number): Float64Array {
    return this.#pages[row >> this.#shift] ?? NO_CELLS;
  }

  offset(row: number): number {
    return (row & ((1 << this.#shift) - 1)) * this.#width;
  }

  /** The indices of the label sets that have been recorded, ascending. */
  live(): readonly number[] {
    if (this.#live.length !== this.#table.rows) {
      this.#live = [];
      this.#table.collect(this.#live);
    }
    return this.#live;
  }

  clear(): void {
    this.#table.clear();
    this.#pages = [];
    this.#live = [];
  }
}

const NO_CELLS = new Float64Array(0);
