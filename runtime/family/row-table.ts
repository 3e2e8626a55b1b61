import { type SharedCellsListener, sharedCells, sharedCopy } from "./shared-cells.js";

/** A page has at most 64 kB of cells. A family grows by pages, so that growing never copies it and never stalls. */
const PAGE_CELLS = 8192;

/**
 * Rows of cells for the recorded label sets of a sparse family, in pages that never move. A row has `width` cells, from
 * `page(row)[offset(row)]` on.
 */
export class RowStore {
  readonly #table: RowTable;
  readonly #width: number;
  readonly #shift: number;
  #pages: Float64Array[] = [];
  /** The label set's index of each row, in pages of their own. */
  #indices: Float64Array[] = [];
  #listener: SharedCellsListener | undefined;
  /** The number of rows, in memory that other threads can see. */
  #rowCount: Int32Array | undefined;

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

  /** The row of a label set: a new row of zeroes if it was never recorded. */
  assign(index: number): number {
    const row = this.#table.find(index);
    return row >= 0 ? row : this.#add(index);
  }

  page(row: number): Float64Array {
    return this.#pages[row >> this.#shift] ?? NO_CELLS;
  }

  offset(row: number): number {
    return (row & this.#mask) * this.#width;
  }

  /** The index of a row's label set. */
  indexOf(row: number): number {
    return this.#indices[row >> this.#shift]?.[row & this.#mask] ?? 0;
  }

  clear(): void {
    this.#table.clear();
    this.#pages = [];
    this.#indices = [];
    this.#publish();
  }

  /** Moves the rows to memory that another thread can read, from now on and for good. */
  share(listener: SharedCellsListener): void {
    this.#listener = listener;
    this.#pages = this.#pages.map(sharedCopy);
    this.#indices = this.#indices.map(sharedCopy);
    this.#publish();
  }

  #publish(): void {
    if (this.#listener === undefined) return;
    this.#rowCount = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.#listener.sparse(this.#rowCount);
    this.#pages.forEach((cells, page) => {
      this.#listener?.page(cells, this.#indices[page] ?? NO_CELLS);
    });
    Atomics.store(this.#rowCount, 0, this.rows);
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
    if (this.#rowCount !== undefined) Atomics.store(this.#rowCount, 0, row + 1);
    return row;
  }

  #addPage(): void {
    const sizes = [this.#width << this.#shift, 1 << this.#shift] as const;
    const [cells, indices] =
      this.#listener === undefined
        ? [new Float64Array(sizes[0]), new Float64Array(sizes[1])]
        : [sharedCells(sizes[0]), sharedCells(sizes[1])];
    this.#pages.push(cells);
    this.#indices.push(indices);
    this.#listener?.page(cells, indices);
  }
}

const NO_CELLS = new Float64Array(0);

/** Numbers recorded label sets from 0, in the order of first use. The key is a label set's index, never a string. */
interface RowTable {
  /** The number of rows assigned so far. */
  readonly rows: number;
  /** The row of a label set, or -1 if it has none. */
  find(index: number): number;
  /** Assigns the next row to a label set that has none. */
  assign(index: number): number;
  clear(): void;
}

/** Up to this number of label sets, a family's table is an array with one entry for each of them: 4 MB. */
const DIRECT_LIMIT = 1 << 20;

/** @param labelSets the number of label sets that a family can have */
export function createRowTable(labelSets: number): RowTable {
  return labelSets <= DIRECT_LIMIT ? new DirectRowTable(labelSets) : new HashedRowTable();
}

class DirectRowTable implements RowTable {
  /** The row plus one: 0 means no row, so that the system never commits memory that is not used. */
  readonly #entries: Int32Array;
  rows = 0;

  constructor(labelSets: number) {
    this.#entries = new Int32Array(labelSets);
  }

  find(index: number): number {
    return (this.#entries[index] ?? 0) - 1;
  }

  assign(index: number): number {
    this.rows += 1;
    this.#entries[index] = this.rows;
    return this.rows - 1;
  }

  clear(): void {
    this.#entries.fill(0);
    this.rows = 0;
  }
}

const FREE = -1;

/** Open addressing with linear probing, at most half full. Keys are doubles: an index may exceed 32 bits. */
class HashedRowTable implements RowTable {
  #keys = new Float64Array(64).fill(FREE);
  #rows = new Int32Array(64);
  rows = 0;

  find(index: number): number {
    const slot = slotOf(this.#keys, index);
    return this.#keys[slot] === index ? (this.#rows[slot] ?? -1) : -1;
  }

  assign(index: number): number {
    if (2 * (this.rows + 1) > this.#keys.length) this.#grow();
    const slot = slotOf(this.#keys, index);
    this.#keys[slot] = index;
    this.#rows[slot] = this.rows;
    this.rows += 1;
    return this.rows - 1;
  }

  clear(): void {
    this.#keys = new Float64Array(64).fill(FREE);
    this.#rows = new Int32Array(64);
    this.rows = 0;
  }

  #grow(): void {
    const keys = new Float64Array(2 * this.#keys.length).fill(FREE);
    const rows = new Int32Array(keys.length);
    this.#keys.forEach((key, old) => {
      if (key === FREE) return;
      const slot = slotOf(keys, key);
      keys[slot] = key;
      rows[slot] = this.#rows[old] ?? -1;
    });
    this.#keys = keys;
    this.#rows = rows;
  }
}

/** The slot that has a key, or the free slot where it belongs. The length of `keys` is a power of two. */
function slotOf(keys: Float64Array, key: number): number {
  const mask = keys.length - 1;
  const high = (key / 0x100000000) | 0;
  const mixed = Math.imul(key ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  let slot = (mixed ^ (mixed >>> 15)) & mask;
  while (keys[slot] !== key && keys[slot] !== FREE) slot = (slot + 1) & mask;
  return slot;
}
