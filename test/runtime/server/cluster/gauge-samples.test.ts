import { describe, expect, test } from "vitest";
import type { Combine } from "../../../../runtime/family/combined-cells.js";
import type {
  CollectedFamily,
  CollectedSample,
} from "../../../../runtime/server/cluster/cluster-families.js";
import { decideGauges, WorkerSlots } from "../../../../runtime/server/cluster/worker-slots.js";

const COMBINATIONS: readonly Combine[] = ["sum", "max", "min", "average", "last"];

const unset = (labels = {}): CollectedSample => ({ value: 0, labels });
const set = (value: number, setAt = 0, labels = {}): CollectedSample => ({ value, labels, setAt });

function gauge(combine: Combine, values: readonly CollectedSample[]): CollectedFamily {
  const aggregator = combine === "last" ? "first" : combine;
  return { name: "g", help: "G", type: "gauge", aggregator, values, combine };
}

/** The samples that each process keeps. */
function decided(combine: Combine, processes: readonly (readonly CollectedSample[])[]) {
  const families = decideGauges(processes.map((values) => [gauge(combine, values)]));
  return families.map(([family]) => family?.values);
}

describe("decideGauges", () => {
  test.each(COMBINATIONS)(
    "with %s, drops a series that was never set if another process has set it",
    (combine) => {
      expect(decided(combine, [[unset()], [set(5, 1)], [unset()]])).toEqual([[], [set(5, 1)], []]);
    },
  );

  test.each(["sum", "max", "min", "average"] as const)(
    "with %s, drops NaN if another process has a number",
    (combine) => {
      expect(decided(combine, [[set(NaN)], [set(5)], [set(7)]])).toEqual([[], [set(5)], [set(7)]]);
      expect(decided(combine, [[set(NaN)], [unset()]])).toEqual([[set(NaN)], []]);
    },
  );

  test("with last, keeps the sample that was set last, even NaN", () => {
    expect(decided("last", [[set(1, 10)], [set(NaN, 30)], [set(3, 20)]])).toEqual([[], [set(NaN, 30)], []]);
    expect(decided("last", [[set(1, 10)], [set(2, 10)]])).toEqual([[set(1, 10)], []]);
  });

  test("decides for each label set by itself", () => {
    const a = { x: 'a,b:c"' };
    const b = { x: "a", y: "b" };
    expect(decided("last", [[set(1, 1, a), set(2, 2, b)], [set(3, 3, a)]])).toEqual([
      [set(2, 2, b)],
      [set(3, 3, a)],
    ]);
  });

  test("does not change other families, nor the application's own gauges", () => {
    const own: CollectedFamily = {
      name: "own",
      help: "O",
      type: "gauge",
      aggregator: "min",
      values: [unset()],
    };
    const counter = { ...own, name: "c", type: "counter", aggregator: "sum" };
    const processes = [[own, counter], [own]];
    expect(decideGauges(processes)).toEqual(processes);
  });
});

test("ended workers keep one sample of each series, and none that was never set", () => {
  const slots = new WorkerSlots(() => []);
  const answers = [[set(1, 1)], [set(2, 2), unset({ x: "never" }), set(3, 3, { x: "a" })]];
  for (const [worker, values] of answers.entries()) slots.setAnswer(worker, [gauge("last", values)]);
  for (const worker of answers.keys()) slots.end(worker);
  const gauges = slots.processes().flat();
  expect(gauges.map(({ values }) => values)).toEqual([[set(2, 2), set(3, 3, { x: "a" })]]);
});
