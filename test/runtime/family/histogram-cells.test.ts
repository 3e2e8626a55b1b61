import { describe, expect, test } from "vitest";
import { DONE } from "../../../runtime/family/cell-range.js";
import { HistogramCells } from "../../../runtime/family/histogram-cells.js";

describe.each([
  ["dense cells", { labelSets: 1000 }],
  ["sparse cells", { labelSets: (1 << 18) + 1 }],
  ["sparse cells too many for a direct table", { labelSets: 2 ** 40 }],
] as const)("%s", (_, { labelSets }) => {
  test("visits what was recorded, and nothing else", () => {
    const cells = new HistogramCells(labelSets, 2);
    cells.add(3, 1, 0.5);
    cells.add(900, 0, 0);
    cells.add(3, 0, 2);
    expect(walked(cells, Infinity)).toEqual([
      [3, [1, 1, 2.5]],
      [900, [1, 0, 0]],
    ]);
  });

  test.each([1, 2, 3, 256, 1000, Infinity])(
    "a walk of %d places after another visits each row once",
    (places) => {
      const cells = new HistogramCells(labelSets, 2);
      const indices = [0, 1, 2, 255, 256, 511, 512, 900, 999];
      for (const index of indices) cells.add(index, 0, index);
      expect(walked(cells, places)).toEqual(indices.map((index) => [index, [1, 0, index]]));
    },
  );

  test("a walk continues after a reset, to its end", () => {
    const cells = new HistogramCells(labelSets, 2);
    for (let index = 0; index < 10; index++) cells.add(index, 0, 1);
    const next = cells.walk({ from: 0, places: 5 }, () => {});
    cells.clear();
    cells.add(0, 0, 1);
    cells.walk({ from: next, places: Infinity }, () => expect.unreachable());
  });

  test("a walk over all label sets visits those that were never recorded, with zeroes", () => {
    const cells = new HistogramCells(labelSets, 2);
    cells.add(2, 1, 3);
    const rows: [number, number[]][] = [];
    const next = cells.walkAll({ from: 1, places: 3 }, (index, values, first) => {
      rows.push([index, [...values.subarray(first, first + 3)]]);
    });
    expect([next, rows]).toEqual([
      4,
      [
        [1, [0, 0, 0]],
        [2, [0, 1, 3]],
        [3, [0, 0, 0]],
      ],
    ]);
    expect(cells.walkAll({ from: labelSets - 1, places: 3 }, () => {})).toBe(DONE);
  });

  test("has no series after clear, and starts again with zeroes", () => {
    const cells = new HistogramCells(labelSets, 2);
    cells.add(5, 1, 3);
    cells.clear();
    expect(walked(cells, Infinity)).toEqual([]);
    cells.add(5, 0, 0.5);
    expect(walked(cells, Infinity)).toEqual([[5, [1, 0, 0.5]]]);
  });
});

test.each([
  ["dense cells is that of the label sets", { labelSets: 1000, want: [3, 5, 900] }],
  ["sparse cells is that of first use", { labelSets: 1 << 18, want: [900, 3, 5] }],
])("the order of a visit of %s", (_, { labelSets, want }) => {
  const cells = new HistogramCells(labelSets, 2);
  for (const index of [900, 3, 5, 3, 900]) cells.add(index, 0, 1);
  expect(walked(cells, Infinity).map(([index]) => index)).toEqual(want);
});

/** The visited cells, in walks of this many cells at a time. */
function walked(cells: HistogramCells, places: number): [number, number[]][] {
  const found: [number, number[]][] = [];
  for (let from = 0; from !== DONE; ) {
    from = cells.walk({ from, places }, (index, row, first) => {
      found.push([index, [...row.subarray(first, first + 3)]]);
    });
  }
  return found;
}
