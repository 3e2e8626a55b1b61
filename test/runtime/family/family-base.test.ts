import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import type { RejectedSample } from "../../../runtime/family/rejection.js";
import { closedVector } from "../../../runtime/labels.js";

const method = closedVector("method", ["GET", "POST"]);
const definition = { name: "m", help: "h", vectors: [method] };

type Sink = (sample: RejectedSample) => void;

/** How each family records, by itself and bound, and the first number of each of its series. */
const RECORDERS = [
  ["a counter", { record: counter }],
  ["a gauge that is added to", { record: gauge }],
  ["a histogram", { record: histogram }],
] as const;

describe("a family", () => {
  test("knows how many label sets it can have", () => {
    expect(new CounterFamily(definition).labelSets).toBe(2);
  });

  test("reports to the last sink only, and a bad label set rather than a bad value", () => {
    const family = new CounterFamily(definition);
    const samples: RejectedSample[] = [];
    family.onReject(() => expect.unreachable("the first sink was replaced"));
    family.onReject((sample) => samples.push(sample));
    family.record(-1, -1, { method: "PUT" });
    family.record(0, -1, { method: "GET" });
    expect(samples.map(({ metric, reason }) => [metric, reason])).toEqual([
      ["m", "unknown_label_value"],
      ["m", "negative"],
    ]);
  });

  test("rejects without a report until there is a sink", () => {
    expect(() => new CounterFamily(definition).record(-1, 1, {})).not.toThrow();
  });

  test.each(RECORDERS)("%s does not look at the labels of a sample with a bad value", (_, { record }) => {
    const { rejected, sink } = watch();
    record(sink).unbound(0, Number.NaN, untouchable());
    expect(rejected.map(({ reason }) => reason)).toEqual(["not_a_number"]);
  });

  test.each(RECORDERS)(
    "%s counts a bad label set, even if it is good when it is read again",
    (_, { record }) => {
      const { rejected, sink } = watch();
      record(sink).unbound(-1, 1, fickle());
      record(sink).bound(-1, fickle())(1);
      const want = { reason: "unknown_label_value", detail: "its labels changed while it was recorded" };
      expect(rejected).toMatchObject([want, want]);
    },
  );

  test.each(RECORDERS)("%s stores the fault of a label set when it is bound", (_, { record }) => {
    const { rejected, sink } = watch();
    const [unknown, missing]: Record<string, string>[] = [{ method: "PUT" }, {}];
    const bound = [unknown, missing].map((labels) => record(sink).bound(-1, labels));
    for (const labels of [unknown, missing]) Object.assign(labels ?? {}, { method: "GET" });
    for (const each of [...bound, ...bound]) each(1);
    const want = ['label method is "PUT"; expected', "label method is missing; expected"];
    expect(rejected.map(({ detail }) => want.findIndex((text) => detail.startsWith(text)))).toEqual([
      0, 1, 0, 1,
    ]);
  });

  test.each(RECORDERS)(
    "%s keeps the series of a bound label set, even if the object is changed",
    (_, { record }) => {
      const { rejected, sink } = watch();
      const labels = { method: "GET" };
      const { bound, values } = record(sink);
      const series = bound(0, labels);
      labels.method = "PUT";
      series(1);
      series(Number.NaN);
      expect(values()).toEqual([[0, 1]]);
      expect(rejected.map(({ reason }) => reason)).toEqual(["not_a_number"]);
    },
  );

  test.each(RECORDERS)("%s has a new generation after each reset", (_, { record }) => {
    const { family } = record(() => {});
    const before = family.generation;
    family.reset();
    expect(family.generation).toBe(before + 1);
  });
});

function watch() {
  const rejected: RejectedSample[] = [];
  return { rejected, sink: (sample: RejectedSample) => void rejected.push(sample) };
}

/** Labels that must not be read. */
function untouchable(): unknown {
  return new Proxy({}, { get: () => expect.unreachable("the labels were read") });
}

/** A label set that was bad when it was recorded, and is good by the time that it is reported. */
function fickle(): unknown {
  return {
    get method() {
      return "GET";
    },
  };
}

function counter(sink: Sink) {
  const family = new CounterFamily(definition);
  family.onReject(sink);
  return {
    family,
    unbound: (index: number, value: number, labels: unknown) => family.record(index, value, labels),
    bound: (index: number, labels: unknown) => {
      const series = family.bind(index, labels);
      return (value: number) => series.record(value);
    },
    values: () => seriesOf(family),
  };
}

function gauge(sink: Sink) {
  const family = new GaugeFamily(definition);
  family.onReject(sink);
  return {
    family,
    unbound: (index: number, value: number, labels: unknown) => family.add(index, value, labels),
    bound: (index: number, labels: unknown) => {
      const series = family.bind(index, labels);
      return (value: number) => series.add(value);
    },
    values: () => seriesOf(family),
  };
}

function histogram(sink: Sink) {
  const family = new HistogramFamily({ ...definition, buckets: [1] });
  family.onReject(sink);
  return {
    family,
    unbound: (index: number, value: number, labels: unknown) => family.record(index, value, labels),
    bound: (index: number, labels: unknown) => {
      const series = family.bind(index, labels);
      return (value: number) => series.record(value);
    },
    values: () => {
      const series: [number, number | undefined][] = [];
      family.forEach((index, cells, first) => void series.push([index, cells[first]]));
      return series;
    },
  };
}

function seriesOf(family: CounterFamily | GaugeFamily): [number, number][] {
  const series: [number, number][] = [];
  family.forEach((index, value) => void series.push([index, value]));
  return series;
}
