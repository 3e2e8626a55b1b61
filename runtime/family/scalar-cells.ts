import { type CellRange, DONE, nextPosition, type SharedCellsListener, sharedCopy } from "./cell-range.js";
import { RowStore } from "./row-table.js";

/** Up to this many label sets, a family has a cell for each of them: 512 kB. */
const DENSE_LIMIT = 1 << 16;

/** Tells what was written before cells were read from what was written after: see `nextMoment`. */
let currentEpoch = 1;

/**
 * One cell for each label set of a counter or gauge. A dense family's index is its cell. An untouched cell
 * holds +0, which is what memory holds before it is written, so that a family costs what it uses; a series
 * that is 0 holds -0.
 */
export class ScalarCells {
  // No `#`, whose fields are written twice: these are, as the engine sees them, constants.
  private dense: Float64Array | undefined;
  private readonly sparse: RowStore;
  private readonly labelSets: number;
  private outlet: SharedCellsListener | undefined;
  /** The moment when a cell was last written: one store for each record, which spares scrapes to compare. */
  private lastWriteEpoch = currentEpoch;

  /** @param labelSets the number of label sets that the family can have */
  constructor(labelSets: number) {
    this.labelSets = labelSets;
    this.dense = labelSets <= DENSE_LIMIT ? new Float64Array(labelSets) : undefined;
    this.sparse = new RowStore(this.dense === undefined ? labelSets : 0, 1);
  }

  /** Adds to a series that has never been negative: `by` is more than 0, and so is then the sum. */
  increase(index: number, by: number): void {
    const dense = this.dense;
    this.lastWriteEpoch = currentEpoch;
    if (dense === undefined) this.updateSparse(index, by, 1);
    else dense[index] = (dense[index] ?? 0) + by;
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
   * Calls back for the label sets that have been recorded. A dense family's places are its label sets, by
   * index; others' are those that were recorded, in the order of their first use.
   *
   * @returns the position to go on from, or `END`
   */
  walk(range: CellRange, visit: (index: number, value: number) => void): number {
    return this.dense === undefined ? this.walkSparse(range, visit) : walkDense(this.dense, range, visit);
  }

  /** Calls back for all label sets, those that were never recorded with 0. Otherwise as `walk`. */
  walkAll(range: CellRange, visit: (index: number, value: number) => void): number {
    const end = Math.min(range.from + range.places, this.labelSets);
    for (let index = range.from; index < end; index++) visit(index, this.read(index));
    return nextPosition(range, this.labelSets);
  }

  /** Whether a cell has been written since a moment; since 0, always. */
  writtenSince(moment: number): boolean {
    return this.lastWriteEpoch >= moment;
  }

  /**
   * Calls back with the values that `walk` visits, or `walkAll`, in the same order, many at once.
   *
   * @param visit is given a block, and how many values it has
   */
  forEachBlock(all: boolean, visit: (values: Float64Array, count: number) => void): void {
    if (this.dense !== undefined && !all) forEachDenseBlock(this.dense, visit);
    else forEachBlock((range, one) => (all ? this.walkAll(range, one) : this.walk(range, one)), visit);
  }

  /** Makes every label set one that was never recorded. */
  clear(): void {
    this.lastWriteEpoch = currentEpoch;
    if (this.outlet === undefined) this.dense?.fill(0);
    else if (this.dense !== undefined) this.dense = new Float64Array(this.dense.length);
    this.sparse.clear();
    this.shareDense();
  }

  /** Lets another thread read the cells, from now on and for good. */
  share(outlet: SharedCellsListener): void {
    this.outlet = outlet;
    if (this.dense === undefined) this.sparse.share(outlet);
    else this.shareDense();
  }

  /** The value of a label set, 0 if it was never recorded. */
  read(index: number): number {
    if (this.dense !== undefined) return (this.dense[index] ?? 0) + 0;
    const row = this.sparse.find(index);
    return row < 0 ? 0 : (this.sparse.page(row)[this.sparse.offset(row)] ?? 0);
  }

  private shareDense(): void {
    if (this.dense === undefined || this.outlet === undefined) return;
    this.dense = sharedCopy(this.dense);
    this.outlet.dense(this.dense);
  }

  private walkSparse(range: CellRange, visit: (index: number, value: number) => void): number {
    const end = Math.min(range.from + range.places, this.sparse.rows);
    for (let row = range.from; row < end; row++) {
      visit(this.sparse.indexOf(row), this.sparse.page(row)[this.sparse.offset(row)] ?? 0);
    }
    return nextPosition(range, this.sparse.rows);
  }

  /** @param keep 1 to add to the cell, 0 to replace it */
  private updateSparse(index: number, value: number, keep: 0 | 1): void {
    const row = this.sparse.assign(index);
    const page = this.sparse.page(row);
    const offset = this.sparse.offset(row);
    page[offset] = keep === 1 ? (page[offset] ?? 0) + value : value;
  }
}

/** A moment that begins now: what is written from now on is written since, what was before is not. */
export function nextEpoch(): number {
  currentEpoch += 1;
  return currentEpoch;
}

/** What a cell holds for a series' value. */
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

/** Whether a cell is not +0. `Object.is(cell, 0)` is a call. */
function isRecorded(cell: number): boolean {
  return cell !== 0 || 1 / cell < 0;
}

/**
 * Values of many series, the first of its elements; each block overwrites the one before. A call for each value
 * costs more than the value.
 */
export const block = new Float64Array(1024);

/** Calls back with the values of a walk, in the same order, a block and how many values it has at a time. */
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
