import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRowTable, RowStore } from "../../../runtime/family/row-table.js";

describe("RowStore", () => {
  test("always returns the same row for a label set, first of zeroes", () => {
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

  test("a page is not moved when the store grows", () => {
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

  test("has no rows after clear", () => {
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

const TABLES = [
  ["a direct table", { labelSets: 1000 }],
  ["a hashed table", { labelSets: 2 ** 50 }],
] as const;

describe.each(TABLES)("%s", (_, { labelSets }) => {
  test("has no row until one is assigned, then the next one", () => {
    const table = createRowTable(labelSets);
    expect([table.find(0), table.find(999), table.rows]).toEqual([-1, -1, 0]);
    expect([table.assign(999), table.assign(0)]).toEqual([0, 1]);
    expect([table.find(999), table.find(0), table.find(1), table.rows]).toEqual([0, 1, -1, 2]);
  });

  test("is empty after clear, and starts at row 0 again", () => {
    const table = createRowTable(labelSets);
    for (let index = 0; index < 100; index++) table.assign(index);
    table.clear();
    expect([table.find(5), table.rows]).toEqual([-1, 0]);
    expect([table.assign(5), table.find(5), table.find(6)]).toEqual([0, 0, -1]);
  });
});

describe("a hashed table", () => {
  test("distinguishes indices that differ only above 32 bits", () => {
    const table = createRowTable(2 ** 50);
    const indices = [7, 7 + 2 ** 32, 7 + 2 ** 33, 7 + 2 ** 49];
    const rows = indices.map((index) => table.assign(index));
    expect(rows).toEqual([0, 1, 2, 3]);
    expect(indices.map((index) => table.find(index))).toEqual(rows);
    expect(table.find(7 + 2 ** 34)).toBe(-1);
  });

  test("keeps every row while it grows, like a map", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.maxSafeNat(), { maxLength: 500, size: "max" }), (indices) => {
        const table = createRowTable(Number.MAX_SAFE_INTEGER);
        for (const index of indices) table.assign(index);
        expect(indices.map((index) => table.find(index))).toEqual([...indices.keys()]);
        expect(table.rows).toBe(indices.length);
      }),
      { numRuns: 30 },
    );
  });

  test("finds every one of 10,000 indices that are a multiple of a large power of two", () => {
    const table = createRowTable(2 ** 53);
    const indices = Array.from({ length: 10_000 }, (_, row) => row * 2 ** 30);
    for (const index of indices) table.assign(index);
    expect(indices.every((index, row) => table.find(index) === row)).toBe(true);
  });
});
