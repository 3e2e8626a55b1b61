import { describe, expect, test } from "vitest";
import { DONE } from "../../../runtime/family/cell-range.js";
import { nextEpoch, ScalarCells } from "../../../runtime/family/scalar-cells.js";

describe.each([
  ["dense cells", { labelSets: 1000 }],
  ["sparse cells", { labelSets: 2 ** 40 }],
] as const)("%s", (_, { labelSets }) => {
  test("visits what was recorded, and nothing else", () => {
    const cells = new ScalarCells(labelSets);
    cells.add(3, 2);
    cells.set(900, -1.5);
    cells.add(3, 0.5);
    cells.add(900, 1);
    expect(contents(cells)).toEqual([
      [3, 2.5],
      [900, -0.5],
    ]);
  });

  test.each([1, 2, 3, 256, 1000, Infinity])(
    "a walk of %d places after another visits each series once",
    (places) => {
      const cells = new ScalarCells(labelSets);
      const indices = [0, 1, 2, 255, 256, 511, 512, 900, 999];
      for (const index of indices) cells.set(index, index);
      expect(walked(cells, places)).toEqual(indices.map((index) => [index, index]));
    },
  );

  test("a walk continues after a reset, to its end", () => {
    const cells = new ScalarCells(labelSets);
    for (let index = 0; index < 10; index++) cells.set(index, 1);
    const next = cells.walk({ from: 0, places: 5 }, () => {});
    cells.clear();
    cells.set(0, 1);
    cells.walk({ from: next, places: Infinity }, () => expect.unreachable());
  });

  test.each([
    ["adding 0", { record: (cells: ScalarCells) => cells.add(5, 0) }],
    ["adding -0", { record: (cells: ScalarCells) => cells.add(5, -0) }],
    ["setting 0", { record: (cells: ScalarCells) => cells.set(5, 0) }],
    ["setting -0", { record: (cells: ScalarCells) => cells.set(5, -0) }],
    [
      "going down to 0",
      {
        record: (cells: ScalarCells) => {
          cells.add(5, 1);
          cells.add(5, -1);
        },
      },
    ],
  ])("%s leaves a recorded series at 0", (_, { record }) => {
    const cells = new ScalarCells(labelSets);
    record(cells);
    expect(contents(cells).map(([index, value]) => [index, String(value)])).toEqual([[5, "0"]]);
  });

  test.each([Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE])("keeps %d", (value) => {
    const cells = new ScalarCells(labelSets);
    cells.set(5, value);
    expect(contents(cells)).toEqual([[5, value]]);
  });

  test("increases a series that is new, one at 0 and one above", () => {
    const cells = new ScalarCells(labelSets);
    cells.set(7, 0);
    cells.add(6, 0.5);
    for (const index of [5, 6, 7, 5]) cells.increase(index, 1.5);
    expect(contents(cells).sort(([a], [b]) => a - b)).toEqual([
      [5, 3],
      [6, 2],
      [7, 1.5],
    ]);
  });

  test("setting replaces what was added", () => {
    const cells = new ScalarCells(labelSets);
    cells.add(5, 3);
    cells.set(5, 2);
    expect(contents(cells)).toEqual([[5, 2]]);
  });

  test.each([0, 1, 5, 3000])("%d values are visited in blocks, in the order of a walk", (series) => {
    const cells = new ScalarCells(Math.max(labelSets, 9000));
    for (let each = 0; each < series; each++) cells.set(3 * each, each === 4 ? Number.NaN : each % 7);
    expect(blocks(cells, false)).toEqual(contents(cells).map(([, value]) => value));
  });

  test.each<readonly [string, (cells: ScalarCells) => void]>([
    ["an increase", (cells) => cells.increase(5, 1)],
    ["adding 0", (cells) => cells.add(5, 0)],
    ["setting the same value", (cells) => cells.set(5, 2)],
    ["a reset", (cells) => cells.clear()],
  ])("distinguishes %s from no record", (_, write) => {
    const cells = new ScalarCells(labelSets);
    cells.set(5, 2);
    expect(cells.writtenSince(0)).toBe(true);
    const [first, second] = [nextEpoch(), nextEpoch()];
    expect([cells.writtenSince(first), cells.writtenSince(second)]).toEqual([false, false]);
    write(cells);
    expect([cells.writtenSince(first), cells.writtenSince(second)]).toEqual([true, true]);
    expect(cells.writtenSince(nextEpoch())).toBe(false);
  });

  test("has no series after clear", () => {
    const cells = new ScalarCells(labelSets);
    cells.add(5, 3);
    cells.clear();
    expect(contents(cells)).toEqual([]);
    cells.add(5, 1);
    expect(contents(cells)).toEqual([[5, 1]]);
  });
});

test.each([
  ["dense cells", { labelSets: 3000 }],
  ["sparse cells", { labelSets: 70_000 }],
])("of %s, blocks include label sets that were never recorded if `all` is true", (_, { labelSets }) => {
  const cells = new ScalarCells(labelSets);
  cells.set(2900, 7);
  cells.set(1, -0);
  const all: number[] = [];
  cells.walkAll({ from: 0, places: Infinity }, (_index, value) => void all.push(value));
  expect(all.length).toBe(labelSets);
  expect(blocks(cells, true)).toEqual(all);
});

describe("the order of a visit", () => {
  test.each([
    ["dense cells is that of the label sets", { labelSets: 1 << 16, want: [3, 5, 900] }],
    ["sparse cells is that of first use", { labelSets: (1 << 16) + 1, want: [900, 3, 5] }],
    [
      "sparse cells too many for a direct table is that of first use",
      { labelSets: 2 ** 40, want: [900, 3, 5] },
    ],
  ])("of %s", (_, { labelSets, want }) => {
    const cells = new ScalarCells(labelSets);
    for (const index of [900, 3, 5, 3, 900]) cells.add(index, 1);
    expect(contents(cells).map(([index]) => index)).toEqual(want);
  });
});

function blocks(cells: ScalarCells, all: boolean): number[] {
  const found: number[] = [];
  cells.forEachBlock(all, (values, count) => void found.push(...values.subarray(0, count)));
  return found;
}

function contents(cells: ScalarCells): [number, number][] {
  return walked(cells, Infinity);
}

/** The visited cells, in walks of this many cells at a time. */
function walked(cells: ScalarCells, places: number): [number, number][] {
  const found: [number, number][] = [];
  for (let from = 0; from !== DONE; ) {
    from = cells.walk({ from, places }, (index, value) => void found.push([index, value]));
  }
  return found;
}
