import { describe, expect, test } from "vitest";
import {
  mergeSharedLabels,
  readHistogramSamples,
  readScalarSamples,
} from "../../../runtime/client/client-metric.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector } from "../../../runtime/labels.js";

const vectors = [booleanVector("ok")];

describe("samples for the clients", () => {
  test("of a counter are one for each series, fresh at each call", () => {
    const family = new CounterFamily({ name: "c", help: "h", vectors });
    family.record(0, 2, {});
    const samples = readScalarSamples(family);
    expect(samples).toEqual([{ value: 2, labels: { ok: "false" } }]);
    for (const { labels } of samples) Object.assign(labels, { app: "portal" });
    expect(readScalarSamples(family)).toEqual([{ value: 2, labels: { ok: "false" } }]);
  });

  test("of a sampled gauge are read anew at each call", () => {
    const family = new GaugeFamily({ name: "g", help: "h", vectors });
    let length = 1;
    family.sample(0, () => length++, { ok: false });
    expect(readScalarSamples(family)).toEqual([{ value: 1, labels: { ok: "false" } }]);
    expect(readScalarSamples(family)).toEqual([{ value: 2, labels: { ok: "false" } }]);
  });

  test("of a histogram are cumulated buckets, sum and count, that share their label set", () => {
    const samples = readHistogramSamples(histogram());
    const sharedLabels = { ok: "true" };
    expect(samples).toEqual([
      { value: 1, labels: { le: 1 }, sharedLabels, metricName: "h_bucket", exemplar: null },
      { value: 3, labels: { le: "+Inf" }, sharedLabels, metricName: "h_bucket", exemplar: null },
      { value: 10.5, labels: {}, sharedLabels, metricName: "h_sum" },
      { value: 3, labels: {}, sharedLabels, metricName: "h_count" },
    ]);
    expect(new Set(samples.map((sample) => sample.sharedLabels)).size).toBe(1);
  });

  test("unshared have all labels in one fresh object, which can be cloned", () => {
    const samples = mergeSharedLabels(readHistogramSamples(histogram()));
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

function histogram(): HistogramFamily {
  const family = new HistogramFamily({ name: "h", help: "h", vectors, buckets: [1] });
  for (const value of [0.5, 4, 6]) family.record(1, value, {});
  return family;
}
