import { RowStore } from "./row-store.js";

/** Up to this many label sets, a family has a cell for each of them: 512 kB. */
const DENSE_LIMIT = 1 << 16;

/**
 * One cell for each label set of a counter or gauge. A dense family's index is its cell. An untouched cell
 * holds -0: any addition, even of 0, makes it +0 or more, so "never recorded" costs nothing to tell apart
 * from "recorded as 0".
 */
export class ScalarCells {
  // No `#`, whose fields are written twice: these are, as the engine sees them, constants.
  private readonly dense: Float64Array | undefined;
  private readonly sparse: RowStore;

  /** @param labelSets the number of label sets that the family can have */
  constructor(labelSets: number) {
    this.dense = labelSets <= DENSE_LIMIT ? new Float64Array(labelSets).fill(-0) : undefined;
    this.sparse = new RowStore(this.dense === undefined ? labelSets : 0, 1);
  }

  add(index: number, by: number): void {
    const dense = this.dense;
    if (dense === undefined) this.updateSparse(index, by, 1);
    else dense[index] = (dense[index] ?? 0) + (by + 0);
  }

  set(index: number, value: number): void {
    const dense = this.dense;
    if (dense === undefined) this.updateSparse(index, value, 0);
    else dense[index] = value + 0;
  }

  /** Calls back for every label set that has been recorded, by ascending index. */
  forEach(visit: (index: number, value: number) => void): void {
    const dense = this.dense ?? NO_CELLS;
    for (let index = 0; index < dense.length; index++) {
      const value = dense[index] ?? 0;
      if (!Object.is(value, -0)) visit(index, value);
    }
    for (const index of this.sparse.live()) {
      const row = this.sparse.find(index);
      visit(index, this.sparse.page(row)[this.sparse.offset(row)] ?? 0);
    }
  }

  /** Makes every label set one that was never recorded. */
  clear(): void {
    this.dense?.fill(-0);
    this.sparse.clear();
  }

  /** @param keep 1 to add to the cell, 0 to replace it */
  private updateSparse(index: number, value: number, keep: 0 | 1): void {
    const row = this.sparse.assign(index);
    const page = this.sparse.page(row);
    const offset = this.sparse.offset(row);
    page[offset] = keep === 1 ? (page[offset] ?? 0) + value : value;
  }
}

const NO_CELLS = new Float64Array(0);
