import { describe, expect, test } from "vitest";
import { ALL_CELLS, DONE } from "../../../runtime/family/cell-range.js";
import {
  copyFinalRow,
  copyWholeRow,
  DenseThreadRows,
  SparseThreadRows,
  type ThreadRows,
} from "../../../runtime/workers/thread-rows.js";

describe("the cells of a dense family", () => {
  test("are collected if they have changed", () => {
    const cells = new Float64Array(4);
    const rows = new DenseThreadRows(cells, undefined, 1);
    cells[2] = 5;
    cells[3] = -0; // recorded as 0
    expect(taken(rows)).toEqual([2, 3]);
    expect(taken(rows)).toEqual([]);
    cells[3] = 1;
    expect(taken(rows)).toEqual([3]);
  });

  test("are rows of a histogram, of which the recorded ones are read", () => {
    const cells = Float64Array.of(0, 0, 0, 1, 7, 1, 0, 0, 0);
    const rows = new DenseThreadRows(cells, Uint8Array.of(0, 1, 1), 3);
    expect(taken(rows, 3)).toEqual([1]);
    cells[3] = 2;
    expect(taken(rows, 3)).toEqual([]); // an observation that is being written
    cells[5] = 2;
    expect(taken(rows, 3)).toEqual([1]);
  });

  test("are walked as values, range by range", () => {
    const rows = new DenseThreadRows(Float64Array.of(0, 5, -0, 6), undefined, 1);
    expect(values(rows)).toEqual([
      [1, 5, 1],
      [2, -0, 2],
      [3, 6, 3],
    ]);
    expect([rows.valueAt(3), rows.valueAt(9)]).toEqual([6, 0]);
  });
});

describe("the cells of a sparse family", () => {
  test("are those of the rows and pages that the thread has reported", () => {
    const reported = Int32Array.of(0);
    const rows = new SparseThreadRows(reported, 1);
    const indices = Float64Array.of(70, 80);
    rows.addPage(Float64Array.of(1, -0), indices);
    expect(taken(rows)).toEqual([]);
    reported[0] = 1;
    expect(taken(rows)).toEqual([70]);
    reported[0] = 3; // the third is on a page that was not reported yet
    expect(taken(rows)).toEqual([80]); // recorded as 0
    rows.addPage(Float64Array.of(3, 0), Float64Array.of(90, 0));
    expect(taken(rows)).toEqual([90]);
    expect(values(rows)).toEqual([
      [70, 1, 0],
      [80, -0, 1],
      [90, 3, 2],
    ]);
    expect([rows.valueAt(2), rows.valueAt(9)]).toEqual([3, 0]);
  });

  test("are rows of a histogram, collected if their count has changed", () => {
    const cells = Float64Array.of(1, 7, 1, 0, 0, 0);
    const rows = new SparseThreadRows(Int32Array.of(2), 3);
    rows.addPage(cells, Float64Array.of(70, 80));
    expect(taken(rows, 3)).toEqual([70]);
    cells.set([1, 2, 1], 3);
    expect(taken(rows, 3)).toEqual([80]);
  });
});

/** The label sets of the rows that are taken, by whole walks and by walks of one row at a time alike. */
function taken(rows: ThreadRows, width = 1): readonly number[] {
  const indices: number[] = [];
  let from = 0;
  while (from !== DONE) {
    from = rows.walkChanged({ from, places: 1 }, (index, cells, before, first) => {
      indices.push(index);
      before.set(cells.subarray(first, first + width), first);
    });
  }
  rows.walkChanged(ALL_CELLS, () => expect.unreachable());
  return indices;
}

function values(rows: ThreadRows): readonly (readonly number[])[] {
  const walked: number[][] = [];
  rows.walk(ALL_CELLS, (...value) => void walked.push(value));
  const again: number[][] = [];
  let from = 0;
  while (from !== DONE) from = rows.walk({ from, places: 1 }, (...value) => void again.push(value));
  expect(again).toEqual(walked);
  return walked;
}

// Two buckets and that of +Inf, the sum, the count.
const BEFORE = [9, 9, 9, 9, 9];

describe("a histogram's row that another thread writes", () => {
  test("is copied if it is consistent", () => {
    const cells = Float64Array.of(...BEFORE, 1, 0, 2, 30, 3);
    const row = new Float64Array(5);
    expect(copyWholeRow(cells, 5, row)).toBe(true);
    expect([...row]).toEqual([1, 0, 2, 30, 3]);
  });

  test("is not copied while an observation is written: its bucket is written, its count is not", () => {
    const cells = Float64Array.of(1, 1, 2, 30, 3);
    expect(copyWholeRow(cells, 0, new Float64Array(5))).toBe(false);
  });

  test("is copied by a later attempt if its writer continues", () => {
    let looks = 0;
    const cells = new Proxy(Float64Array.of(1, 1, 2, 30, 3), {
      get(target, key) {
        if (key === "4") looks += 1;
        if (key === "4" && looks === 7) target[4] = 4;
        return Reflect.get(target, key) as unknown;
      },
    });
    const row = new Float64Array(5);
    expect([copyWholeRow(cells, 0, row), looks, row[4]]).toEqual([true, 7, 4]);
  });

  test("gets its count from its buckets if its writer was terminated while writing", () => {
    const row = new Float64Array(5);
    expect(copyFinalRow(Float64Array.of(1, 1, 2, 30, 3), 0, row)).toBe(true);
    expect([...row]).toEqual([1, 1, 2, 30, 4]);
  });
});
