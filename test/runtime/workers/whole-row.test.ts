import { describe, expect, test } from "vitest";
import { copyFinalRow, copyWholeRow } from "../../../runtime/workers/thread-rows.js";

// Two buckets and that of +Inf, the sum, the count.
const BEFORE = [9, 9, 9, 9, 9];

describe("a histogram's row that another thread writes", () => {
  test("is copied if it is of one moment", () => {
    const cells = Float64Array.of(...BEFORE, 1, 0, 2, 30, 3);
    const row = new Float64Array(5);
    expect(copyWholeRow(cells, 5, row)).toBe(true);
    expect([...row]).toEqual([1, 0, 2, 30, 3]);
  });

  test("is left for later while an observation is written: its bucket is, its count is not", () => {
    const cells = Float64Array.of(1, 1, 2, 30, 3);
    expect(copyWholeRow(cells, 0, new Float64Array(5))).toBe(false);
  });

  test("is copied by one of many looks if its writer goes on", () => {
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

  test("is counted by its buckets once its writer was ended in the middle", () => {
    const row = new Float64Array(5);
    expect(copyFinalRow(Float64Array.of(1, 1, 2, 30, 3), 0, row)).toBe(true);
    expect([...row]).toEqual([1, 1, 2, 30, 4]);
  });
});
