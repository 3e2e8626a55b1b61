import { type CellRange, DONE, nextPosition } from "./cell-range.js";
import { RowStore } from "./row-table.js";
import { type SharedCellsListener, sharedCopy } from "./shared-cells.js";

/** Up to this number of label sets, a family has one cell for each of them: 512 kB. */
const DENSE_LIMIT = 1 << 16;

/** Counts up whenever cells are read, so that a later write can be told from an earlier one. The process has one. */
let currentEpoch = 1;

/**
 * One cell for each label set of a counter or gauge. In a dense family, the label set's index is the cell's index.
 * A cell without a series holds +0, and a series with the value 0 holds -0: new memory is +0, so that a family costs
 * only the memory that it uses.
 */
export class ScalarCells {
  // `private`, not `#`: the engine then treats the fields that never change as constants.
  private dense: Float64Array | undefined;
  private readonly sparse: RowStore;
  private readonly labelSets: number;
  private listener: SharedCellsListener | undefined;
  /** The epoch of the last write. One store per record, so that a scrape can skip families without a write. */
  private lastWriteEpoch = currentEpoch;

  /** @param labelSets the number of label sets that the family can have */
  constructor(labelSets: number) {
    this.labelSets = labelSets;
    this.dense = labelSets <= DENSE_LIMIT ? new Float64Array(labelSets) : undefined;
    this.sparse = new RowStore(this.dense === undefined ? labelSets : 0, 1);
  }

  /** Adds `by`, which is above 0, to a series that is never negative: the sum then needs no check for 0. */
  increase(index: number, by: number): void {
    const dense = this.dense;
    this.lastWriteEpoch = currentEpoch;
    if (dense === undefined) this.updateSparse(index, by, 1);
    else dense[index] = (dense[index] ?? 0) + by;
  }

  /** The same for a series that exists. @returns false, and adds nothing, if it does not exist */
  increaseRecorded(index: number, by: number): boolean {
    const dense = this.dense;
    if (dense === undefined) return this.updateRecorded(index, by, 1);
    const value = dense[index] ?? 0;
    if (!isRecorded(value)) return false;
    this.lastWriteEpoch = currentEpoch;
    dense[index] = value + by;
    return true;
  }

  /** Adds to a series that exists, as `add`. @returns false, and adds nothing, if it does not exist */
  addRecorded(index: number, by: number): boolean {
    const dense = this.dense;
    if (dense === undefined) return this.updateRecorded(index, by, 1);
    const value = dense[index] ?? 0;
    if (!isRecorded(value)) return false;
    this.lastWriteEpoch = currentEpoch;
    dense[index] = cellValueOf(value + by);
    return true;
  }

  /** Sets a series that exists. @returns false, and sets nothing, if it does not exist */
  setRecorded(index: number, value: number): boolean {
    const dense = this.dense;
    if (dense === undefined) return this.updateRecorded(index, value, 0);
    if (!isRecorded(dense[index] ?? 0)) return false;
    this.lastWriteEpoch = currentEpoch;
    dense[index] = cellValueOf(value);
    return true;
  }

  add(index: number, by: number): void {
    const dense = this.dense;
    this.lastWriteEpoch = currentEpoch;
    if (dense === undefined) this.updateSparse(index, by, 1);
    else dense[index] = cellValueOf((dense[index] ?? 0) + by);
  }

  set(index: number, value: number): void {
    const dense = this.dense;
    this.lastWriteEpoch = currentEpoch;
    if (dense === undefined) this.updateSparse(index, value, 0);
    else dense[index] = cellValueOf(value);
  }

  /**
   * Calls `visit` for the recorded label sets in a range. The places of a dense family are all its label sets, by
   * index. The places of a sparse family are its recorded label sets, in the order of first use; a
   * removed one that is recorded again has its old place.
   *
   * @returns the position to continue from, or `DONE`
   */
  walk(range: CellRange, visit: (index: number, value: number) => void): number {
    return this.dense === undefined ? this.walkSparse(range, visit) : walkDense(this.dense, range, visit);
  }

  /** Does the same as `walk` for all label sets. Those that were never recorded have the value 0. */
  walkAll(range: CellRange, visit: (index: number, value: number) => void): number {
    const end = Math.min(range.from + range.places, this.labelSets);
    for (let index = range.from; index < end; index++) visit(index, this.read(index));
    return nextPosition(range, this.labelSets);
  }

  /** Whether a cell was written since an epoch began; always true for 0. */
  writtenSince(epoch: number): boolean {
    return this.lastWriteEpoch >= epoch;
  }

  /**
   * Calls `visit` with the values that `walk` or `walkAll` visits, in the same order, many at a time.
   *
   * @param all whether to visit the label sets that `walkAll` does
   * @param visit receives a block of values and their number
   */
  forEachBlock(all: boolean, visit: (values: Float64Array, count: number) => void): void {
    if (this.dense !== undefined && !all) forEachDenseBlock(this.dense, visit);
    else forEachBlock((range, one) => (all ? this.walkAll(range, one) : this.walk(range, one)), visit);
  }

  /** Whether a label set was recorded. */
  has(index: number): boolean {
    if (this.dense !== undefined) return isRecorded(this.dense[index] ?? 0);
    const row = this.sparse.find(index);
    return row >= 0 && isRecorded(this.sparse.page(row)[this.sparse.offset(row)] ?? 0);
  }

  /** Removes a label set's series. @returns whether it was there */
  remove(index: number): boolean {
    if (!this.has(index)) return false;
    this.lastWriteEpoch = currentEpoch;
    if (this.dense !== undefined) this.dense[index] = 0;
    else {
      const row = this.sparse.find(index);
      this.sparse.page(row)[this.sparse.offset(row)] = 0;
    }
    return true;
  }

  /** Removes every series, in the memory that other threads may see. */
  removeAll(): void {
    this.lastWriteEpoch = currentEpoch;
    this.dense?.fill(0);
    for (let row = 0; row < this.sparse.rows; row++) this.sparse.page(row)[this.sparse.offset(row)] = 0;
  }

  /** Removes every series. */
  clear(): void {
    this.lastWriteEpoch = currentEpoch;
    if (this.listener === undefined) this.dense?.fill(0);
    else if (this.dense !== undefined) this.dense = new Float64Array(this.dense.length);
    this.sparse.clear();
    this.shareDense();
  }

  /** Moves the cells to memory that another thread can read, from now on and for good. */
  share(listener: SharedCellsListener): void {
    this.listener = listener;
    if (this.dense === undefined) this.sparse.share(listener);
    else this.shareDense();
  }

  /** The value of a label set, 0 if it was never recorded. */
  read(index: number): number {
    if (this.dense !== undefined) return (this.dense[index] ?? 0) + 0;
    const row = this.sparse.find(index);
    return row < 0 ? 0 : (this.sparse.page(row)[this.sparse.offset(row)] ?? 0) + 0;
  }

  private shareDense(): void {
    if (this.dense === undefined || this.listener === undefined) return;
    this.dense = sharedCopy(this.dense);
    this.listener.dense(this.dense);
  }

  private walkSparse(range: CellRange, visit: (index: number, value: number) => void): number {
    const end = Math.min(range.from + range.places, this.sparse.rows);
    for (let row = range.from; row < end; row++) {
      const value = this.sparse.page(row)[this.sparse.offset(row)] ?? 0;
      if (isRecorded(value)) visit(this.sparse.indexOf(row), value + 0);
    }
    return nextPosition(range, this.sparse.rows);
  }

  /** The same as `updateSparse` for a series that exists. @returns whether it does */
  private updateRecorded(index: number, value: number, keep: 0 | 1): boolean {
    const row = this.sparse.find(index);
    if (row < 0) return false;
    const page = this.sparse.page(row);
    const offset = this.sparse.offset(row);
    const before = page[offset] ?? 0;
    if (!isRecorded(before)) return false;
    this.lastWriteEpoch = currentEpoch;
    page[offset] = cellValueOf(keep === 1 ? before + value : value);
    return true;
  }

  /** @param keep 1 to add to the cell, 0 to replace it */
  private updateSparse(index: number, value: number, keep: 0 | 1): void {
    const row = this.sparse.assign(index);
    const page = this.sparse.page(row);
    const offset = this.sparse.offset(row);
    page[offset] = cellValueOf(keep === 1 ? (page[offset] ?? 0) + value : value);
  }
}

/** Starts a new epoch and returns it: later writes are since this epoch, earlier ones are not. */
export function nextEpoch(): number {
  currentEpoch += 1;
  return currentEpoch;
}

/** The content of a cell for a series' value. */
function cellValueOf(value: number): number {
  return value === 0 ? -0 : value;
}

function walkDense(
  dense: Float64Array,
  range: CellRange,
  visit: (index: number, value: number) => void,
): number {
  const end = Math.min(range.from + range.places, dense.length);
  for (let index = range.from; index < end; index++) {
    const value = dense[index] ?? 0;
    if (isRecorded(value)) visit(index, value + 0);
  }
  return nextPosition(range, dense.length);
}

function forEachDenseBlock(dense: Float64Array, visit: (values: Float64Array, count: number) => void): void {
  for (let from = 0; from < dense.length; from += block.length) {
    const end = Math.min(from + block.length, dense.length);
    let count = 0;
    for (let index = from; index < end; index++) {
      const value = dense[index] ?? 0;
      if (isRecorded(value)) block[count++] = value + 0;
    }
    visit(block, count);
  }
}

/** Whether a cell has a series, that is, is not +0. `Object.is(cell, 0)` would be a call. */
function isRecorded(cell: number): boolean {
  return cell !== 0 || 1 / cell < 0;
}

/** Holds the values of many series, until the next block. A call for each value would cost more than the value. */
const block = new Float64Array(1024);

/** Calls `visit` with the values of a walk, in the same order: a block of values and their number. */
export function forEachBlock(
  walk: (range: CellRange, visit: (index: number, value: number) => void) => number,
  visit: (values: Float64Array, count: number) => void,
): void {
  let count = 0;
  const collect = (_index: number, value: number) => {
    block[count] = value;
    count += 1;
  };
  for (let from = 0; from !== DONE; ) {
    count = 0;
    from = walk({ from, places: block.length }, collect);
    visit(block, count);
  }
}
