import { describe, expect, test } from "vitest";
import { registerMetrics } from "../../../../runtime/client/registry.js";
import { CounterFamily } from "../../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../../runtime/family/histogram.js";
import { closedVector } from "../../../../runtime/labels.js";
import { Metrics } from "../../../../runtime/metrics.js";
import { observeProcess } from "../../../../runtime/process.js";
import {
  type CollectedFamily,
  collectFamilies,
  collectRegistry,
  withProcess,
} from "../../../../runtime/server/cluster/cluster-families.js";
import { CLIENTS } from "../../../support/runtime/prom-clients.js";

const VERSION = "nodejs_version_info"; // the same in all processes, however they are combined
const vectors = [closedVector("method", ["GET", "PUT"])];

describe.each(CLIENTS)("with %s", (_, client) => {
  test("families are collected as the registry has them, without what aggregation drops", async () => {
    const counter = new CounterFamily({ name: "c_total", help: "C", vectors });
    const histogram = new HistogramFamily({ name: "h", help: "H", vectors, buckets: [0.1, 1] });
    counter.record(1, 2, undefined);
    histogram.record(0, 0.5, undefined);
    const metrics = new Metrics({ address: "", families: [counter, histogram] });
    const registry = new client.Registry();
    registerMetrics(metrics, registry);
    const json = (await registry.getMetricsAsJSON()) as object[];
    const aggregated = async (families: readonly object[]) =>
      client.AggregatorRegistry.aggregate([[...families]]).metrics();
    expect(await aggregated(collectFamilies(metrics.families, {}))).toBe(await aggregated(json));
    expect(await aggregated(await collectRegistry(registry, []))).toBe(await aggregated(json));
  });

  test("of a registry, the families are collected whose names are not taken", async () => {
    const registry = new client.Registry();
    for (const name of ["taken", "own"]) new client.Gauge({ name, help: "h", registers: [registry] });
    expect((await collectRegistry(registry, ["taken"])).map(({ name }) => name)).toEqual(["own"]);
    expect(await collectRegistry(undefined, [])).toEqual([]);
  });

  test("the metrics of the processes are aggregated as the client aggregates its own", async () => {
    const registry = new client.Registry();
    client.collectDefaultMetrics({ register: registry });
    const processMetrics = observeProcess();
    const own = withProcess([], processMetrics, {});
    processMetrics.close();
    const clients = await collectRegistry(registry, []);
    const aggregators = (families: readonly CollectedFamily[]) =>
      families.map(({ name, type, aggregator }) => [name, type, name === VERSION ? "first" : aggregator]);
    const names = own.map(({ name }) => name); // @prometheus-io/client has some that prom-client does not have
    expect(aggregators(own)).toEqual(aggregators(clients.filter(({ name }) => names.includes(name))));
    const text = await client.AggregatorRegistry.aggregate([[...own], [...own]]).metrics();
    expect(text).toMatch(/^nodejs_version_info\{.*\} 1$/m);
    expect(text).not.toContain("process_start_time_seconds");
    expect(withProcess(clients, processMetrics, {})).toEqual(clients);
  });

  test("a summary without labels gets an empty label set, because aggregation needs it", async () => {
    const registry = new client.Registry();
    new client.Summary({ name: "s", help: "S", registers: [registry] }).observe(1);
    const [summary] = await collectRegistry(registry, []);
    for (const sample of summary?.values ?? []) expect(sample.labels).toBeTypeOf("object");
  });
});

describe("a gauge", () => {
  test("marks the series that were set, and those that are 0 from the start", () => {
    const gauge = new GaugeFamily({ name: "g", help: "G", vectors, initialize: true });
    gauge.set(1, 0, undefined);
    expect(samplesOf(gauge)).toEqual([
      { value: 0, labels: { method: "GET" }, setAt: undefined },
      { value: 0, labels: { method: "PUT" }, setAt: 0 },
    ]);
  });

  test("with `combine: last` has the time of its last set by the machine's clock", () => {
    const gauge = new GaugeFamily({ name: "g", help: "G", vectors: [], combine: "last" });
    const before = Number(process.hrtime.bigint()) / 1e6;
    gauge.set(0, 5, undefined);
    const after = Number(process.hrtime.bigint()) / 1e6;
    const [sample] = samplesOf(gauge);
    const slack = 100; // both clocks are read one after the other, and the process may have to wait in between
    expect(sample?.setAt).toBeGreaterThan(before - slack);
    expect(sample?.setAt).toBeLessThan(after + slack);
  });

  test("that is sampled has the value of its callback", () => {
    const gauge = new GaugeFamily({ name: "g", help: "G", vectors: [] });
    gauge.sample(0, () => 8, undefined);
    expect(samplesOf(gauge)).toEqual([{ value: 8, labels: {}, setAt: 0 }]);
  });
});

function samplesOf(gauge: GaugeFamily) {
  const [collected] = collectFamilies([gauge], {});
  return collected?.values ?? [];
}
