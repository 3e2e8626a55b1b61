import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { registerMetrics } from "../../runtime/client/registry.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { integerVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";

describe("the number of series of each family", () => {
  test("is that of the same exposition, also in a cached text", () => {
    const { metrics, counter, histogram } = program();
    expect(seriesIn(textOf(metrics))).toEqual({ c_total: 0, h: 0, up: 1 });
    counter.record(3, 1, {});
    counter.record(5, 0, {});
    histogram.record(0, 1, {});
    expect(seriesIn(textOf(metrics))).toEqual({ c_total: 2, h: 5, up: 1 });
    counter.record(3, 1, {});
    expect(seriesIn(textOf(metrics))).toEqual({ c_total: 2, h: 5, up: 1 });
    metrics.reset();
    expect(seriesIn(textOf(metrics))).toEqual({ c_total: 0, h: 0, up: 1 });
  });

  test("is exposed in slices while other slices are written", () => {
    const { metrics, counter, histogram } = program();
    for (let index = 0; index < 40_000; index++) counter.record(index, 1, {});
    for (let index = 0; index < 20_000; index++) histogram.record(index, 1, {});
    const begun = metrics.slices();
    begun.next();
    const others = [...metrics.slices()];
    const texts = [[...begun], others].map((slices) => Buffer.concat(slices).toString());
    expect(texts.map(seriesIn)).toEqual(Array(2).fill({ c_total: 40_000, h: 100_000, up: 1 }));
  });

  test("is counted for a client's registry", async () => {
    const { metrics, counter, histogram } = program();
    counter.record(3, 1, {});
    histogram.record(0, 1, {});
    const registry = new promClient.Registry();
    registerMetrics(metrics, registry);
    expect(seriesIn(await registry.metrics())).toEqual({ c_total: 1, h: 5, up: 1 });
  });
});

function program() {
  const vectors = [integerVector("id", { min: 0, max: 99_999 })];
  const counter = new CounterFamily({ name: "c_total", help: "h", vectors });
  const histogram = new HistogramFamily({ name: "h", help: "h", vectors, buckets: [1, 2] });
  const up = new CounterFamily({ name: "up", help: "h", vectors: [] });
  return { metrics: new Metrics({ address: "", families: [counter, histogram, up] }), counter, histogram };
}

function textOf(metrics: Metrics): string {
  return new TextDecoder().decode(metrics.expose());
}

function seriesIn(text: string): Record<string, number> {
  const lines = text.matchAll(/^metricsmith_series\{metric="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, metric, series]) => [metric, Number(series)]));
}
