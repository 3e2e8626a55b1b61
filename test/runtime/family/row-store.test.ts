import { describe, expect, test } from "vitest";
import { RowStore } from "../../../runtime/family/row-table.js";

describe("RowStore", () => {
  test("gives a label set one row of zeroes, always the same", () => {
    const store = new RowStore(10, 3);
    const row = store.assign(4);
    expect([store.assign(4), store.rows, store.indexOf(row)]).toEqual([row, 1, 4]);
    expect([...cellsOf(store, row, 3)]).toEqual([0, 0, 0]);
  });

  test.each([
    ["a narrow row", { width: 1, rows: 20_000 }],
    ["a histogram's row", { width: 19, rows: 5_000 }],
    ["a row wider than a page", { width: 10_000, rows: 5 }],
  ] as const)("rows over several pages stay apart: %s", (_, { width, rows }) => {
    const store = new RowStore(rows, width);
    for (let index = 0; index < rows; index++) {
      const row = store.assign(index);
      store.page(row).fill(index, store.offset(row), store.offset(row) + width);
    }
    for (let index = 0; index < rows; index++) {
      const cells = cellsOf(store, store.assign(index), width);
      expect([cells.length, cells[0], cells[width - 1]]).toEqual([width, index, index]);
    }
  });

  test("a page stays where it is when the store grows", () => {
    const store = new RowStore(2 ** 40, 2);
    const page = store.page(store.assign(0));
    for (let index = 1; index < 10_000; index++) store.assign(index * 2 ** 20);
    expect(store.page(store.assign(0))).toBe(page);
  });

  test.each([
    ["a table with an entry for each label set", { labelSets: 30_000, step: 7 }],
    ["a hashed table", { labelSets: 2 ** 50, step: 2 ** 35 + 1 }],
  ] as const)("rows are in the order of first use, over several pages, in %s", (_, { labelSets, step }) => {
    const store = new RowStore(labelSets, 3);
    const indices = Array.from({ length: 4000 }, (_row, row) => (4000 - row) * step);
    for (const index of indices) store.assign(index);
    for (const index of indices.toReversed()) store.assign(index);
    expect(Array.from({ length: store.rows }, (_row, row) => store.indexOf(row))).toEqual(indices);
  });

  test("forgets everything when it is cleared", () => {
    const store = new RowStore(10, 1);
    const row = store.assign(7);
    store.page(row)[store.offset(row)] = 5;
    store.clear();
    expect(store.rows).toBe(0);
    expect([...cellsOf(store, store.assign(3), 1)]).toEqual([0]);
    expect([store.rows, store.indexOf(0)]).toEqual([1, 3]);
  });
});

function cellsOf(store: RowStore, row: number, width: number): Float64Array {
  return store.page(row).subarray(store.offset(row), store.offset(row) + width);
}
