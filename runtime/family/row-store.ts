import { createRowTable, type RowTable } from "./row-table.js";
import { type CellsOutlet, sharedCells, sharedCopy } from "./shared-cells.js";

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
  #outlet: CellsOutlet | undefined;
  /** What tells other threads the number of rows. */
  #told: Int32Array | undefined;

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
    this.#tell();
  }

  /** Lets another thread read the rows, from now on and for good. */
  share(outlet: CellsOutlet): void {
    this.#outlet = outlet;
    this.#pages = this.#pages.map(sharedCopy);
    this.#indices = this.#indices.map(sharedCopy);
    this.#tell();
  }

  #tell(): void {
    if (this.#outlet === undefined) return;
    this.#told = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.#outlet.sparse(this.#told);
    this.#pages.forEach((cells, page) => {
      this.#outlet?.page(cells, this.#indices[page] ?? NO_CELLS);
    });
    Atomics.store(this.#told, 0, this.rows);
  }

  get #mask(): number {
    return (1 << this.#shift) - 1;
  }

  #add(index: number): number {
    const row = this.#table.assign(index);
    const page = row >> this.#shift;
    if (page === this.#pages.length) this.#addPage();
    const indices = this.#indices[page];
    if (indices !== undefined) indices[row & this.#mask] = index;
    if (this.#told !== undefined) Atomics.store(this.#told, 0, row + 1);
    return row;
  }

  #addPage(): void {
    const sizes = [this.#width << this.#shift, 1 << this.#shift] as const;
    const [cells, indices] =
      this.#outlet === undefined
        ? [new Float64Array(sizes[0]), new Float64Array(sizes[1])]
        : [sharedCells(sizes[0]), sharedCells(sizes[1])];
    this.#pages.push(cells);
    this.#indices.push(indices);
    this.#outlet?.page(cells, indices);
  }
}

const NO_CELLS = new Float64Array(0);
