import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import type { RejectedSample } from "../../../runtime/family/rejection.js";
import { booleanVector } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

const YES = { success: true };

describe("HistogramFamily", () => {
  test("counts each observation in one bucket, and adds it to the sum", () => {
    const { family } = watched();
    for (const value of [0.1, 0.5, 1, 7, -1]) family.record(1, value, YES);
    expect(rowsOf(family)).toEqual([[1, [2, 2, 1], 7.6]]);
  });

  test("keeps label sets apart", () => {
    const { family } = watched();
    family.record(1, 0.5, YES);
    family.record(0, 2, { success: false });
    expect(rowsOf(family)).toEqual([
      [0, [0, 0, 1], 2],
      [1, [0, 1, 0], 0.5],
    ]);
  });

  test.each([0, -0, Number.MAX_VALUE, -Number.MAX_VALUE])("observes %d", (value) => {
    const { family, rejected } = watched();
    family.record(1, value, YES);
    expect(rowsOf(family)).toEqual([[1, value > 1 ? [0, 0, 1] : [1, 0, 0], value + 0]]);
    expect(rejected).toEqual([]);
  });

  test.each(HOSTILE_VALUES)("%s is rejected unless it is a finite number", (_, value) => {
    const { family, rejected } = watched();
    family.record(1, value as number, YES); // an untyped caller can pass anything
    const good = Number.isFinite(value);
    const reason = typeof value === "number" && !Number.isNaN(value) ? "infinite" : "not_a_number";
    expect(rejected.map((sample) => sample.reason)).toEqual(good ? [] : [reason]);
    expect(rowsOf(family).length).toBe(good ? 1 : 0);
  });

  test("infinite values are rejected, so that a sum never becomes NaN", () => {
    const { family, rejected } = watched();
    for (const value of [Infinity, 1, -Infinity]) family.bind(1, YES).record(value);
    expect(rowsOf(family)).toEqual([[1, [0, 1, 0], 1]]);
    expect(rejected.map(({ detail }) => detail)).toEqual([
      "the value is Infinity; expected a finite number",
      "the value is -Infinity; expected a finite number",
    ]);
  });

  test("a bad label set is rejected, even when it is bound", () => {
    const { family, rejected } = watched();
    family.record(-1, 1, { success: "yes" });
    family.bind(-1, {}).record(1);
    expect(rejected.map(({ reason }) => reason)).toEqual(["unknown_label_value", "missing_label"]);
    expect(rowsOf(family)).toEqual([]);
  });

  test("a bound label set is the same label set", () => {
    const { family } = watched();
    family.bind(1, YES).record(0.25);
    family.record(1, 0.25, YES);
    expect(rowsOf(family)).toEqual([[1, [0, 2, 0], 0.5]]);
  });

  test("without labels, its series exist from the start, and again after reset", () => {
    const family = new HistogramFamily({ name: "m", help: "h", vectors: [], buckets: [1] });
    expect(rowsOf(family)).toEqual([[0, [0, 0], 0]]);
    family.record(0, 1, undefined);
    family.reset();
    expect(rowsOf(family)).toEqual([[0, [0, 0], 0]]);
  });

  test("without bounds, everything is in +Inf", () => {
    const family = new HistogramFamily({ name: "m", help: "h", vectors: [], buckets: [] });
    family.record(0, 3, undefined);
    expect(rowsOf(family)).toEqual([[0, [1], 3]]);
  });

  test("reset removes the label sets", () => {
    const { family } = watched();
    family.record(1, 1, YES);
    family.reset();
    expect(rowsOf(family)).toEqual([]);
  });

  test("a cumulative bucket has the number of observations up to its bound", () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }));
    const bounds = fc.uniqueArray(fc.integer({ min: -10, max: 10 }), { maxLength: 40, size: "max" });
    fc.assert(
      fc.property(values, bounds, (observations, buckets) => {
        buckets.sort((a, b) => a - b);
        const family = new HistogramFamily({ name: "m", help: "h", vectors: [], buckets });
        for (const value of observations) family.record(0, value, undefined);
        const [, cells] = rowsOf(family)[0] ?? [0, []];
        let cumulated = 0;
        for (const [position, bound] of [...buckets, Infinity].entries()) {
          cumulated += cells[position] ?? 0;
          expect(cumulated).toBe(observations.filter((value) => value <= bound).length);
        }
      }),
    );
  });
});

function watched(): { readonly family: HistogramFamily; readonly rejected: readonly RejectedSample[] } {
  const vectors = [booleanVector("success")];
  const family = new HistogramFamily({ name: "d", help: "h", vectors, buckets: [0.1, 1] });
  const rejected: RejectedSample[] = [];
  family.onReject((sample) => rejected.push(sample));
  return { family, rejected };
}

/** Each label set's index, the observations of its buckets, and their sum. */
function rowsOf(family: HistogramFamily): [number, number[], number][] {
  const rows: [number, number[], number][] = [];
  family.forEach((index, cells, first) => {
    const sum = first + family.bounds.length + 1;
    rows.push([index, [...cells.subarray(first, sum)], cells[sum] ?? Number.NaN]);
  });
  return rows;
}
