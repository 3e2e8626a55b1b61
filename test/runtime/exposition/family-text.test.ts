import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../runtime/exposition/byte-writer.js";
import { CacheBudget } from "../../../runtime/exposition/cached-text.js";
import { FamilyText } from "../../../runtime/exposition/family-text.js";
import { createCursor } from "../../../runtime/exposition/samples.js";
import { DONE } from "../../../runtime/family/cell-range.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import type { MetricFamily } from "../../../runtime/family/metric-family.js";
import { booleanVector, integerVector } from "../../../runtime/labels.js";
import { exposedText } from "../../support/runtime/exposed-text.js";
import { sampleValues } from "../../support/runtime/sample-values.js";

const definition = { name: "a", vectors: [booleanVector("ok")] };

test.each([
  [
    "a counter",
    { family: new CounterFamily({ ...definition, help: "All." }), want: "All.\n# TYPE a counter\n" },
  ],
  ["a gauge", { family: new GaugeFamily({ ...definition, help: "" }), want: "\n# TYPE a gauge\n" }],
  [
    "a histogram with a hostile help",
    {
      family: new HistogramFamily({ ...definition, help: 'a "\\"\n# TYPE b gauge\nü', buckets: [1] }),
      want: 'a "\\\\"\\n# TYPE b gauge\\nü\n# TYPE a histogram\n',
    },
  ],
])("%s without series is exposed as its HELP and TYPE lines", (_, { family, want }) => {
  expect(exposedText(family)).toBe(`# HELP a ${want}`);
});

describe("a family's text", () => {
  test.each(familiesOfEachKind())(
    "of %s is cached: it is composed again for a new series or after a reset, not for new values",
    (_, { make, record }) => {
      const family = make();
      const budget = new WatchedBudget(Infinity);
      const text = new FamilyText(family, budget);
      const composed = (change: () => void) => {
        const before = budget.exchanges;
        change();
        expect(exposed(text)).toBe(fresh(family));
        return budget.exchanges > before;
      };
      expect(composed(() => record(family, 0, 1))).toBe(true);
      expect(composed(() => {})).toBe(false);
      expect(composed(() => record(family, 0, -1.5))).toBe(false);
      expect(composed(() => record(family, 5, 2))).toBe(true);
      for (const series of [0, 5]) expect(composed(() => record(family, series, 1000))).toBe(false);
      expect(composed(() => record(family, 2, 3))).toBe(true);
      for (const series of [0, 2, 5]) expect(composed(() => record(family, series, 3))).toBe(false);
      expect(composed(() => family.reset())).toBe(true);
      expect(composed(() => {})).toBe(false);
    },
  );

  test.each(familiesOfEachKind())(
    "of %s is right after a reset that brings other label sets, as many as before",
    (_, { make, record }) => {
      const family = make();
      const text = new FamilyText(family, new CacheBudget(Infinity));
      for (const [series, value] of [
        [0, 1],
        [3, 7],
        [3, 7],
      ] as const) {
        record(family, series, value);
      }
      const before = exposed(text);
      family.reset();
      for (const [series, value] of [
        [1, 1],
        [4, 7],
        [4, 7],
      ] as const) {
        record(family, series, value);
      }
      expect(exposed(text)).toBe(fresh(family));
      expect(exposed(text)).not.toBe(before);
    },
  );

  test.each(familiesOfEachKind())(
    "of %s is that of one never exposed before, whatever the budget is",
    (_, { make, record }) => {
      const recording = fc.record({ series: fc.nat({ max: 600 }), value: sampleValues() });
      const step = fc.oneof(
        { weight: 8, arbitrary: fc.array(recording, { maxLength: 8 }) },
        { weight: 1, arbitrary: fc.constant("reset" as const) },
      );
      const bound = fc.constantFrom(0, 100, 400, 2000, Infinity);
      fc.assert(
        fc.property(bound, fc.array(step, { maxLength: 12 }), (bytes, steps) => {
          const family = make();
          const text = new FamilyText(family, new CacheBudget(bytes));
          for (const each of steps) {
            if (each === "reset") family.reset();
            else for (const { series, value } of each) record(family, series, value);
            expect(exposed(text)).toBe(fresh(family));
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  test("is composed each time, and allocates nothing, if the budget is too small for it", () => {
    const budget = new WatchedBudget(200);
    const [small, large] = [gauge(), gauge()];
    const [smallText, largeText] = [new FamilyText(small, budget), new FamilyText(large, budget)];
    for (let index = 0; index < 20; index++) large.set(index, index, {});
    exposed(largeText);
    exposed(smallText);
    expect(budget.exchange(0, 200)).toBe(false);
    expect(budget.exchange(0, 50)).toBe(true);
    large.set(3, -0.5, {});
    small.set(3, 2, {});
    exposed(smallText);
    for (let time = 0; time < 2; time++) {
      const { exchanges } = budget;
      expect([exposed(largeText), exposed(smallText)]).toEqual([fresh(large), fresh(small)]);
      expect(budget.exchanges).toBe(exchanges + 1);
    }
  });

  test("returns its part of the budget when it becomes larger than the budget", () => {
    const budget = new CacheBudget(200);
    const family = gauge();
    const text = new FamilyText(family, budget);
    exposed(text);
    expect(budget.exchange(0, 200)).toBe(false);
    for (let index = 0; index < 20; index++) family.set(index, index, {});
    expect(exposed(text)).toBe(fresh(family));
    expect(budget.exchange(0, 200)).toBe(true);
  });

  test("that becomes larger than its part of the budget is composed again, and allocates more", () => {
    const budget = new WatchedBudget(100_000);
    const family = gauge();
    const text = new FamilyText(family, budget);
    for (let index = 0; index < 100; index++) family.set(index, 1, {});
    const exchanges = [1, 100, Math.PI].flatMap((value) => {
      for (let index = 0; index < 100; index++) family.set(index, value, {});
      return [0, 1].map(() => {
        expect(exposed(text)).toBe(fresh(family));
        return budget.exchanges;
      });
    });
    expect(exchanges).toEqual([1, 1, 1, 2, 2, 3]);
    expect(budget.exchange(0, 100_000 - 100 * 13)).toBe(false);
  });

  test("of a family that shrinks allocates less of the budget, and is cached again", () => {
    const budget = new WatchedBudget(200);
    const family = gauge();
    const text = new FamilyText(family, budget);
    for (let index = 0; index < 20; index++) family.set(index, index, {});
    exposed(text);
    family.reset();
    exposed(text);
    const { exchanges } = budget;
    expect(exposed(text)).toBe(fresh(family));
    expect(budget.exchanges).toBe(exchanges);
  });

  test.each(familiesOfEachKind())(
    "of %s can be written in parts, and then is not cached",
    (_, { make, record }) => {
      const family = make();
      const budget = new WatchedBudget(1_000_000);
      const text = new FamilyText(family, budget);
      for (let series = 0; series < 600; series++) record(family, series, series);
      for (let time = 0; time < 2; time++) {
        const parts = partsOf(text, 1);
        expect(parts.length).toBeGreaterThanOrEqual(3);
        expect(parts.join("")).toBe(fresh(family));
        record(family, 7, 1000);
      }
      expect([budget.exchanges, budget.exchange(0, 1_000_000)]).toEqual([2, true]);
      expect(exposed(text)).toBe(fresh(family));
    },
  );

  test("that was cached is still right when it no longer fits into a part", () => {
    const family = gauge();
    const text = new FamilyText(family, new CacheBudget(Infinity));
    family.set(0, 1, {});
    expect(partsOf(text, 1000)).toEqual([fresh(family)]);
    for (let series = 0; series < 600; series++) family.set(series, series, {});
    expect(partsOf(text, 1000).join("")).toBe(fresh(family));
    family.set(599, 0, {});
    expect(exposed(text)).toBe(fresh(family));
  });
});

class WatchedBudget extends CacheBudget {
  exchanges = 0;

  override exchange(taken: number, wanted: number): boolean {
    this.exchanges += 1;
    return super.exchange(taken, wanted);
  }
}

function gauge(): GaugeFamily {
  return new GaugeFamily({ name: "g", help: "h", vectors: [integerVector("x", { min: 0, max: 999 })] });
}

/** How each kind of family is made, and how a value is recorded in one of its series. */
function familiesOfEachKind() {
  const small = { help: "h", vectors: [integerVector("x", { min: 0, max: 999 })] };
  const large = { help: "h", vectors: [integerVector("x", { min: 0, max: 2 ** 30 }), booleanVector("ok")] };
  return [
    ["a counter", { make: () => new CounterFamily({ name: "c", ...small }), record }],
    ["a sparse counter", { make: () => new CounterFamily({ name: "c", ...large }), record: recordFar }],
    ["a gauge", { make: () => new GaugeFamily({ name: "g", ...small }), record }],
    ["a sparse gauge", { make: () => new GaugeFamily({ name: "g", ...large }), record: recordFar }],
    ["a histogram", { make: () => new HistogramFamily({ name: "h", buckets: [0, 10], ...small }), record }],
    [
      "a sparse histogram",
      { make: () => new HistogramFamily({ name: "h", buckets: [0, 10], ...large }), record: recordFar },
    ],
  ] as const satisfies readonly (readonly [string, { make: () => MetricFamily; record: typeof record }])[];
}

function record(family: MetricFamily, series: number, value: number): void {
  if (family.type === "gauge") family.set(series, value, {});
  else family.record(series, family.type === "counter" ? Math.abs(value) : value, {});
}

/** Neighbours in the order of first use are not neighbours in the order of label sets. */
function recordFar(family: MetricFamily, series: number, value: number): void {
  record(family, (series * 7919) % 65_536, value);
}

function exposed(text: FamilyText): string {
  const writer = new ByteWriter();
  writer.start(undefined);
  const cursor = createCursor();
  text.write(writer, cursor, Infinity);
  const written = decode(writer);
  const samples = written.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(cursor).toEqual({ position: DONE, samples: samples.length });
  return written;
}

/** The text of a family that was never exposed before. */
function fresh(family: MetricFamily): string {
  return exposed(new FamilyText(family, new CacheBudget(0)));
}

/** A family's text in parts that each end as soon as the writer holds a number of bytes. */
function partsOf(text: FamilyText, until: number): string[] {
  const parts: string[] = [];
  const cursor = createCursor();
  while (cursor.position !== DONE) {
    const writer = new ByteWriter();
    writer.start(undefined);
    text.write(writer, cursor, until);
    parts.push(decode(writer));
  }
  return parts;
}

function decode(writer: ByteWriter): string {
  return new TextDecoder().decode(writer.finish());
}
