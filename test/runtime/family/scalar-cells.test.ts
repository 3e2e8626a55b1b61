import { describe, expect, test } from "vitest";
import { ScalarCells } from "../../../runtime/family/scalar-cells.js";

describe.each([
  ["dense cells", { labelSets: 1000 }],
  ["sparse cells", { labelSets: 2 ** 40 }],
] as const)("%s", (_, { labelSets }) => {
  test("visits what was recorded, by ascending index, and nothing else", () => {
    const cells = new ScalarCells(labelSets);
    cells.add(900, 2);
    cells.set(3, -1.5);
    cells.add(900, 0.5);
    cells.add(3, 1);
    expect(contents(cells)).toEqual([
      [3, -0.5],
      [900, 2.5],
    ]);
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

  test("setting replaces what was added", () => {
    const cells = new ScalarCells(labelSets);
    cells.add(5, 3);
    cells.set(5, 2);
    expect(contents(cells)).toEqual([[5, 2]]);
  });

  test("has nothing once it is cleared", () => {
    const cells = new ScalarCells(labelSets);
    cells.add(5, 3);
    cells.clear();
    expect(contents(cells)).toEqual([]);
    cells.add(5, 1);
    expect(contents(cells)).toEqual([[5, 1]]);
  });
});

function contents(cells: ScalarCells): [number, number][] {
  const found: [number, number][] = [];
  cells.forEach((index, value) => {
    found.push([index, value]);
  });
  return found;
}
