import { type CellRange, nextPosition } from "./cell-range.js";
import { RowStore } from "./row-table.js";
import { type SharedCellsListener, sharedCopy } from "./shared-cells.js";

/** Up to this number of cells, a family has one row for each label set: 2 MB, which the system commits as it is used. */
const DENSE_LIMIT = 1 << 18;

/**
 * A row of cells for each label set of a histogram: the number of observations in each bucket (not cumulative, `+Inf`
 * last), then their sum, then their count. The count is written last, so that another thread can check whether a row
 * is consistent: its buckets then add up to the count.
 */
export class HistogramCells {
  // `private`, not `#`: the engine then treats the fields that never change as constants.
  private dense: Float64Array | undefined;
  /** In a dense family: 1 for each label set that was recorded. */
  private live: Uint8Array;
  private readonly sparse: RowStore;
  /** The number of cells in a row. */
  readonly width: number;
  private readonly labelSets: number;
  /** The row of a label set that was never recorded. */
  private readonly zeroes: Float64Array;
  private listener: SharedCellsListener | undefined;

  /**
   * @param labelSets the number of label sets that the family can have
   * @param buckets the number of buckets, with `+Inf`
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

  /** The same for a label set that was recorded. @returns false, and adds nothing, if it was not */
  addRecorded(index: number, bucket: number, value: number): boolean {
    const dense = this.dense;
    if (dense !== undefined) {
      const first = index * this.width;
      if (!this.isRecorded(dense, first)) return false;
      this.addAt(dense, first, bucket, value);
      return true;
    }
    const row = this.sparse.find(index);
    if (row < 0) return false;
    const [page, first] = [this.sparse.page(row), this.sparse.offset(row)];
    if (!this.isRecorded(page, first)) return false;
    this.addAt(page, first, bucket, value);
    return true;
  }

  /** Whether a label set was recorded. */
  has(index: number): boolean {
    if (this.dense !== undefined) return this.isRecorded(this.dense, index * this.width);
    const row = this.sparse.find(index);
    return row >= 0 && this.isRecorded(this.sparse.page(row), this.sparse.offset(row));
  }

  /**
   * Calls `visit` for the recorded label sets in a range, with their rows. The places of a dense family are all its
   * label sets, by index. The places of a sparse family are its recorded label sets, in the order of first use; a
   * removed one that is recorded again has its old place.
   *
   * @returns the position to continue from, or `DONE`
   */
  walk(range: CellRange, visit: (index: number, cells: Float64Array, first: number) => void): number {
    return this.dense === undefined
      ? this.walkSparse(range, visit)
      : this.walkDense(this.dense, range, visit);
  }

  /** Does the same as `walk` for all label sets. Those that were never recorded have a row of zeroes. */
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

  /** Adds a row to a label set's row, cell by cell. */
  addRow(index: number, row: Float64Array): void {
    this.updateRow(index, row, 1);
  }

  /** Replaces a label set's row. */
  setRow(index: number, row: Float64Array): void {
    this.updateRow(index, row, 0);
  }

  /** Removes a label set's series. @returns whether it was there */
  remove(index: number): boolean {
    const row = this.dense === undefined ? this.sparse.find(index) : index;
    if (row < 0) return false;
    const cells = this.dense ?? this.sparse.page(row);
    const first = this.dense === undefined ? this.sparse.offset(row) : index * this.width;
    const recorded = this.isRecorded(cells, first);
    this.removeRow(cells, first);
    if (this.dense !== undefined) this.live[index] = 0;
    return recorded;
  }

  /** Removes every series, in the memory that other threads may see. */
  removeAll(): void {
    this.dense?.fill(0);
    this.live.fill(0);
    for (let row = 0; row < this.sparse.rows; row++) {
      this.removeRow(this.sparse.page(row), this.sparse.offset(row));
    }
  }

  /** Removes every series. */
  clear(): void {
    if (this.listener === undefined) {
      this.dense?.fill(0);
      this.live.fill(0);
    } else if (this.dense !== undefined) {
      this.dense = new Float64Array(this.dense.length);
      this.live = new Uint8Array(this.live.length);
    }
    this.sparse.clear();
    this.shareDense();
  }

  /** Moves the cells to memory that another thread can read, from now on and for good. */
  share(listener: SharedCellsListener): void {
    this.listener = listener;
    if (this.dense === undefined) this.sparse.share(listener);
    else this.shareDense();
  }

  /** @param keep 1 to add to the cells, 0 to replace them */
  private updateRow(index: number, row: Float64Array, keep: 0 | 1): void {
    const sparse = this.dense === undefined ? this.sparse.assign(index) : 0;
    const cells = this.dense ?? this.sparse.page(sparse);
    const first = this.dense === undefined ? this.sparse.offset(sparse) : index * this.width;
    if (this.dense !== undefined) this.live[index] = 1;
    for (let cell = 0; cell < this.width; cell++) {
      cells[first + cell] = (keep === 1 ? (cells[first + cell] ?? 0) : 0) + (row[cell] ?? 0);
    }
  }

  private shareDense(): void {
    if (this.dense === undefined || this.listener === undefined) return;
    this.dense = sharedCopy(this.dense);
    const live = new Uint8Array(new SharedArrayBuffer(this.live.length));
    live.set(this.live);
    this.live = live;
    this.listener.dense(this.dense, live);
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
      const [cells, first] = [this.sparse.page(row), this.sparse.offset(row)];
      if (this.isRecorded(cells, first)) visit(this.sparse.indexOf(row), cells, first);
    }
    return nextPosition(range, this.sparse.rows);
  }

  /** Whether a row has an observation. */
  private isRecorded(cells: Float64Array, first: number): boolean {
    return cells[first + this.width - 1] !== 0;
  }

  /** Clears the count last, as it is written last: until then, another thread finds that the row is inconsistent. */
  private removeRow(cells: Float64Array, first: number): void {
    for (let cell = 0; cell < this.width; cell++) cells[first + cell] = 0;
  }

  private addAt(cells: Float64Array, first: number, bucket: number, value: number): void {
    const count = first + this.width - 1;
    cells[first + bucket] = (cells[first + bucket] ?? 0) + 1;
    cells[count - 1] = (cells[count - 1] ?? 0) + value;
    cells[count] = (cells[count] ?? 0) + 1;
  }
}
