import { type CellRange, nextPosition, type SharedCellsListener, sharedCopy } from "./cell-range.js";
import { RowStore } from "./row-table.js";

/** Up to this many cells, a family has a row for each of its label sets: 2 MB, committed as it is used. */
const DENSE_LIMIT = 1 << 18;

/**
 * A row of cells for each label set of a histogram: the observations of each bucket, `+Inf` last, not
 * cumulated, then their sum, and then their count. The count is written last, so that another thread can see
 * whether a row is whole: its buckets then add up to it.
 */
export class HistogramCells {
  // No `#`, whose fields are written twice: these are, as the engine sees them, constants.
  private dense: Float64Array | undefined;
  private live: Uint8Array;
  private readonly sparse: RowStore;
  /** The number of cells in a row. */
  readonly width: number;
  private readonly labelSets: number;
  /** The row of a label set that has none. */
  private readonly zeroes: Float64Array;
  private outlet: SharedCellsListener | undefined;

  /**
   * @param labelSets the number of label sets that the family can have
   * @param buckets the number of buckets, `+Inf` too
   */
  constructor(labelSets: number, buckets: number) {
    const width = buckets + 2;
    const dense = labelSets * width <= DENSE_LIMIT;
    this.width = width;
    this.labelSets = labelSets;
    this.zeroes = new Float64Array(width);
    this.dense = dense ? new Float64Array(labelSets * width) : undefined;
    this.live = new Uint8Array(dense ? labelSets : 0);
    this.sparse = new RowStore(dense ? 0 : labelSets, width);
  }

  /** Adds an observation to a label set's bucket. */
  add(index: number, bucket: number, value: number): void {
    const dense = this.dense;
    if (dense === undefined) {
      const row = this.sparse.assign(index);
      this.addAt(this.sparse.page(row), this.sparse.offset(row), bucket, value);
    } else {
      this.live[index] = 1;
      this.addAt(dense, index * this.width, bucket, value);
    }
  }

  /**
   * Calls back for the label sets that have been recorded, with their rows. A dense family's places are its
   * label sets, by index; others' are those that were recorded, in the order of their first use.
   *
   * @returns the position to go on from, or `END`
   */
  walk(range: CellRange, visit: (index: number, cells: Float64Array, first: number) => void): number {
    return this.dense === undefined
      ? this.walkSparse(range, visit)
      : this.walkDense(this.dense, range, visit);
  }

  /** Calls back for all label sets, those that were never recorded with a row of zeroes. Otherwise as `walk`. */
  walkAll(range: CellRange, visit: (index: number, cells: Float64Array, first: number) => void): number {
    const end = Math.min(range.from + range.places, this.labelSets);
    for (let index = range.from; index < end; index++) {
      const row = this.dense === undefined ? this.sparse.find(index) : -1;
      if (this.dense !== undefined) visit(index, this.dense, index * this.width);
      else if (row < 0) visit(index, this.zeroes, 0);
      else visit(index, this.sparse.page(row), this.sparse.offset(row));
    }
    return nextPosition(range, this.labelSets);
  }

  /** Adds to each cell of a label set's row. */
  addRow(index: number, row: Float64Array): void {
    const sparse = this.dense === undefined ? this.sparse.assign(index) : 0;
    const cells = this.dense ?? this.sparse.page(sparse);
    const first = this.dense === undefined ? this.sparse.offset(sparse) : index * this.width;
    if (this.dense !== undefined) this.live[index] = 1;
    for (let cell = 0; cell < this.width; cell++) {
      cells[first + cell] = (cells[first + cell] ?? 0) + (row[cell] ?? 0);
    }
  }

  /** Makes every label set one that was never recorded. */
  clear(): void {
    if (this.outlet === undefined) {
      this.dense?.fill(0);
      this.live.fill(0);
    } else if (this.dense !== undefined) {
      this.dense = new Float64Array(this.dense.length);
      this.live = new Uint8Array(this.live.length);
    }
    this.sparse.clear();
    this.shareDense();
  }

  /** Lets another thread read the cells, from now on and for good. */
  share(outlet: SharedCellsListener): void {
    this.outlet = outlet;
    if (this.dense === undefined) this.sparse.share(outlet);
    else this.shareDense();
  }

  private shareDense(): void {
    if (this.dense === undefined || this.outlet === undefined) return;
    this.dense = sharedCopy(this.dense);
    const live = new Uint8Array(new SharedArrayBuffer(this.live.length));
    live.set(this.live);
    this.live = live;
    this.outlet.dense(this.dense, live);
  }

  private walkDense(
    dense: Float64Array,
    range: CellRange,
    visit: (index: number, cells: Float64Array, first: number) => void,
  ): number {
    const end = Math.min(range.from + range.places, this.live.length);
    for (let index = this.live.indexOf(1, range.from); index >= 0 && index < end; ) {
      visit(index, dense, index * this.width);
      index = this.live[index + 1] === 1 ? index + 1 : this.live.indexOf(1, index + 1);
    }
    return nextPosition(range, this.live.length);
  }

  private walkSparse(
    range: CellRange,
    visit: (index: number, cells: Float64Array, first: number) => void,
  ): number {
    const end = Math.min(range.from + range.places, this.sparse.rows);
    for (let row = range.from; row < end; row++) {
      visit(this.sparse.indexOf(row), this.sparse.page(row), this.sparse.offset(row));
    }
    return nextPosition(range, this.sparse.rows);
  }

  private addAt(cells: Float64Array, first: number, bucket: number, value: number): void {
    const count = first + this.width - 1;
    cells[first + bucket] = (cells[first + bucket] ?? 0) + 1;
    cells[count - 1] = (cells[count - 1] ?? 0) + value;
    cells[count] = (cells[count] ?? 0) + 1;
  }
}
