import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRowTable } from "../../../runtime/family/row-table.js";

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

  test("is empty once it is cleared, and begins at row 0 again", () => {
    const table = createRowTable(labelSets);
    for (let index = 0; index < 100; index++) table.assign(index);
    table.clear();
    expect([table.find(5), table.rows]).toEqual([-1, 0]);
    expect([table.assign(5), table.find(5), table.find(6)]).toEqual([0, 0, -1]);
  });
});

describe("a hashed table", () => {
  test("tells indices apart that differ only above 32 bits", () => {
    const table = createRowTable(2 ** 50);
    const indices = [7, 7 + 2 ** 32, 7 + 2 ** 33, 7 + 2 ** 49];
    const rows = indices.map((index) => table.assign(index));
    expect(rows).toEqual([0, 1, 2, 3]);
    expect(indices.map((index) => table.find(index))).toEqual(rows);
    expect(table.find(7 + 2 ** 34)).toBe(-1);
  });

  test("keeps every row while it grows, as a map does", () => {
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
