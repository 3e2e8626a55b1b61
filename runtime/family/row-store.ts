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
  /** The label set's index of each row, in pages of their own. */
  #indices: Float64Array[] = [];

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

  /** The number of label sets that have been recorded. */
  get rows(): number {
    return this.#table.rows;
  }

  /** The row of a label set, or -1 if it was never recorded. */
  find(index: number): number {
    return this.#table.find(index);
  }

  /** The row of a label set, a new one of zeroes if it was never recorded. */
  assign(index: number): number {
    const known = this.#table.find(index);
    return known >= 0 ? known : this.#add(index);
  }

  page(row: number): Float64Array {
    return this.#pages[row >> this.#shift] ?? NO_CELLS;
  }

  offset(row: number): number {
    return (row & this.#mask) * this.#width;
  }

  /** The index of the label set that has a row. */
  indexOf(row: number): number {
    return this.#indices[row >> this.#shift]?.[row & this.#mask] ?? 0;
  }

  clear(): void {
    this.#table.clear();
    this.#pages = [];
    this.#indices = [];
  }

  get #mask(): number {
    return (1 << this.#shift) - 1;
  }

  #add(index: number): number {
    const row = this.#table.assign(index);
    const page = row >> this.#shift;
    if (page === this.#pages.length) {
      this.#pages.push(new Float64Array(this.#width << this.#shift));
      this.#indices.push(new Float64Array(1 << this.#shift));
    }
    const indices = this.#indices[page];
    if (indices !== undefined) indices[row & this.#mask] = index;
    return row;
  }
}

const NO_CELLS = new Float64Array(0);
