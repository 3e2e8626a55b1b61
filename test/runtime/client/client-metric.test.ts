import { describe, expect, test } from "vitest";
import {
  clientMetric,
  mergeSharedLabels,
  readHistogramSamples,
  readScalarSamples,
} from "../../../runtime/client/client-metric.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector } from "../../../runtime/labels.js";

const vectors = [booleanVector("ok")];
const counter = () => new CounterFamily({ name: "c_total", help: "c", vectors });
const gauge = () => new GaugeFamily({ name: "g", help: "g", vectors });
const histogram = () => new HistogramFamily({ name: "h", help: "h", vectors, buckets: [1] });

describe("clientMetric", () => {
  test("is always the same object for a family", () => {
    const family = counter();
    expect(clientMetric(family)).toBe(clientMetric(family));
    expect(clientMetric(family)).not.toBe(clientMetric(counter()));
  });

  test.each([
    ["counter", { family: counter() }],
    ["gauge", { family: gauge() }],
    ["histogram", { family: histogram() }],
  ] as const)("of a %s has what a registry reads", async (type, { family }) => {
    const { name, help } = family;
    expect(clientMetric(family)).toMatchObject({ name, help, type, aggregator: "sum" });
    expect(await clientMetric(family).get()).toEqual({ name, help, type, aggregator: "sum", values: [] });
  });

  test.each([
    ["sum", { want: "sum" }],
    ["max", { want: "max" }],
    ["min", { want: "min" }],
    ["average", { want: "average" }],
    ["last", { want: "first" }],
  ] as const)("of a gauge with `combine: %s` has the clients' name for it", async (combine, { want }) => {
    const metric = clientMetric(new GaugeFamily({ name: "g", help: "g", vectors, combine }));
    expect([metric.aggregator, (await metric.get()).aggregator]).toEqual([want, want]);
  });

  test("uses an assigned name for the next `get` only", async () => {
    const metric = clientMetric(counter());
    metric.name = "c";
    expect(metric.name).toBe("c_total");
    expect([(await metric.get()).name, (await metric.get()).name]).toEqual(["c", "c_total"]);
  });

  test("reads the samples when `get` is called", async () => {
    const family = counter();
    family.record(1, 1, {});
    const { values } = await clientMetric(family).get();
    const pending = clientMetric(family).get();
    family.record(1, 1, {});
    expect([values[0]?.value, (await pending).values[0]?.value]).toEqual([1, 1]);
  });

  test("reset removes the family's series", async () => {
    const families = [counter(), gauge(), histogram()];
    for (const family of families) {
      if (family.type === "gauge") family.set(1, 1, {});
      else family.record(1, 1, {});
      clientMetric(family).reset();
      expect((await clientMetric(family).get()).values).toEqual([]);
    }
  });
});

describe("samples for the clients", () => {
  test("of a counter are one for each series, and new objects at each call", () => {
    const family = new CounterFamily({ name: "c", help: "h", vectors });
    family.record(0, 2, {});
    const samples = readScalarSamples(family);
    expect(samples).toEqual([{ value: 2, labels: { ok: "false" } }]);
    for (const { labels } of samples) Object.assign(labels, { app: "portal" });
    expect(readScalarSamples(family)).toEqual([{ value: 2, labels: { ok: "false" } }]);
  });

  test("of a sampled gauge are read at each call", () => {
    const family = new GaugeFamily({ name: "g", help: "h", vectors });
    let length = 1;
    family.sample(0, () => length++, { ok: false });
    expect(readScalarSamples(family)).toEqual([{ value: 1, labels: { ok: "false" } }]);
    expect(readScalarSamples(family)).toEqual([{ value: 2, labels: { ok: "false" } }]);
  });

  test("of a histogram are cumulative buckets, sum and count, which share their label set", () => {
    const samples = readHistogramSamples(recordedHistogram());
    const sharedLabels = { ok: "true" };
    expect(samples).toEqual([
      { value: 1, labels: { le: 1 }, sharedLabels, metricName: "h_bucket", exemplar: null },
      { value: 3, labels: { le: "+Inf" }, sharedLabels, metricName: "h_bucket", exemplar: null },
      { value: 10.5, labels: {}, sharedLabels, metricName: "h_sum" },
      { value: 3, labels: {}, sharedLabels, metricName: "h_count" },
    ]);
    expect(new Set(samples.map((sample) => sample.sharedLabels)).size).toBe(1);
  });

  test("have all labels in one new object, which can be cloned, once shared labels are merged", () => {
    const samples = mergeSharedLabels(readHistogramSamples(recordedHistogram()));
    expect(samples.map(({ labels }) => labels)).toEqual([
      { le: 1, ok: "true" },
      { le: "+Inf", ok: "true" },
      { ok: "true" },
      { ok: "true" },
    ]);
    expect(new Set(samples.map(({ labels }) => labels)).size).toBe(4);
    expect(samples.some((sample) => "sharedLabels" in sample)).toBe(false);
    expect(structuredClone(samples)).toEqual(samples);
  });
});

function recordedHistogram(): HistogramFamily {
  const family = new HistogramFamily({ name: "h", help: "h", vectors, buckets: [1] });
  for (const value of [0.5, 4, 6]) family.record(1, value, {});
  return family;
}
