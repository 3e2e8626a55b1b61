import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import type { RejectedSample } from "../../../runtime/family/rejection.js";
import { closedVector, integerVector } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

const method = closedVector("method", ["GET", "POST"]);
const GET = { method: "GET" };

describe("CounterFamily", () => {
  test("adds up each series separately", () => {
    const family = counter();
    family.record(1, 1, { method: "POST" });
    family.record(0, 0.5, GET);
    family.record(1, 2, { method: "POST" });
    expect(seriesOf(family)).toEqual([
      [0, 0.5],
      [1, 3],
    ]);
  });

  test("a series exists once it was increased by 0", () => {
    const family = counter();
    family.record(1, 0, { method: "POST" });
    expect(seriesOf(family)).toEqual([[1, 0]]);
  });

  test("without labels, its series exists from the start", () => {
    expect(seriesOf(new CounterFamily({ name: "m", help: "h", vectors: [] }))).toEqual([[0, 0]]);
  });

  test.each([
    ["a bad label value", { given: [-1, 1, { method: "PUT" }], want: "unknown_label_value" }],
    ["a missing label", { given: [-1, 1, {}], want: "missing_label" }],
    ["a missing label set", { given: [-1, 1, undefined], want: "missing_label" }],
    ["a decrease", { given: [0, -1, GET], want: "negative" }],
    ["-Infinity", { given: [0, -Infinity, GET], want: "negative" }],
    ["Infinity", { given: [0, Infinity, GET], want: "infinite" }],
    ["NaN", { given: [0, Number.NaN, GET], want: "not_a_number" }],
  ] as const)("rejects %s, and the series does not change", (_, { given, want }) => {
    const { family, rejected } = watched();
    family.record(0, 5, GET);
    const [index, by, labels] = given;
    family.record(index, by, labels);
    expect(rejected.map(({ reason }) => reason)).toEqual([want]);
    expect(seriesOf(family)).toEqual([[0, 5]]);
  });

  test.each(HOSTILE_VALUES)("an increase by %s is rejected unless it is a good number", (_, value) => {
    const { family, rejected } = watched();
    family.record(0, value as number, GET); // an untyped caller can pass anything
    const good = typeof value === "number" && value >= 0;
    expect(rejected.length).toBe(good ? 0 : 1);
    expect(seriesOf(family)).toEqual(good ? [[0, value]] : []);
  });

  // Reading any label of a proxy that throws does so in the recorder, before a family is called.
  test.each(HOSTILE_VALUES.filter(([name]) => !name.includes("proxy")))(
    "%s for a label set is rejected, not thrown",
    (_, value) => {
      const { family, rejected } = watched();
      family.record(-1, 1, value);
      expect(rejected.map(({ reason }) => reason)).toEqual(["missing_label"]);
    },
  );

  test("a bound series is the same series", () => {
    const family = counter();
    const bound = family.bind(1, { method: "POST" });
    bound.record();
    bound.record(2);
    family.record(1, 1, { method: "POST" });
    expect(seriesOf(family)).toEqual([[1, 4]]);
  });

  test("a bad label set can be bound, and each record is rejected", () => {
    const { family, rejected } = watched();
    const bound = family.bind(-1, { method: "PUT" });
    bound.record();
    bound.record();
    expect(rejected.map(({ detail }) => detail)).toEqual(
      new Array(2).fill('label method is "PUT"; expected one of "GET", "POST"'),
    );
  });

  test("a family of more label sets than 32 bits can number keeps them apart", () => {
    const vectors = [
      integerVector("a", { min: 1, max: 2 ** 20 }),
      integerVector("b", { min: 1, max: 2 ** 20 }),
    ];
    const family = new CounterFamily({ name: "m", help: "h", vectors });
    const indices = [5, 5 + 2 ** 32, 2 ** 40 - 1];
    for (const index of indices) family.record(index, 1 + index, {});
    expect(seriesOf(family)).toEqual(indices.map((index) => [index, 1 + index]));
  });

  test("reset removes the series; without labels, it starts again at 0", () => {
    const family = counter();
    family.record(0, 1, GET);
    family.reset();
    expect(seriesOf(family)).toEqual([]);
    const plain = new CounterFamily({ name: "m", help: "h", vectors: [] });
    plain.record(0, 1, undefined);
    plain.reset();
    expect(seriesOf(plain)).toEqual([[0, 0]]);
  });
});

function counter(): CounterFamily {
  return new CounterFamily({ name: "m_total", help: "h", vectors: [method] });
}

function watched(): { readonly family: CounterFamily; readonly rejected: readonly RejectedSample[] } {
  const family = counter();
  const rejected: RejectedSample[] = [];
  family.onReject((sample) => rejected.push(sample));
  return { family, rejected };
}

function seriesOf(family: CounterFamily): [number, number][] {
  const series: [number, number][] = [];
  family.forEach((index, value) => {
    series.push([index, value]);
  });
  return series;
}
