import type * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { registerMetrics } from "../../../runtime/client/register-metrics.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { Metrics } from "../../../runtime/metrics.js";
import { closedVector } from "../../../runtime/vector/closed-vector.js";
import { CLIENTS } from "./clients.js";

type Client = typeof promClient;
type Registry = promClient.Registry<promClient.RegistryContentType>;

const METHODS = ["GET", 'P"U\\T\n'];
const method = closedVector("method", METHODS);
const success = closedVector("success", ["false", "true"]);
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const REJECTED = "metricsmith_rejected_samples_total";

describe.each(CLIENTS)("in a registry of %s", (_, client) => {
  test("the text is that of the client's own metrics", async () => {
    const { ours, own } = pair(client);
    expect(await ours.metrics()).toBe(await own.metrics());
  });

  test("the JSON is that of the client's own metrics", async () => {
    const { ours, own } = pair(client);
    const json = await ours.getMetricsAsJSON();
    expect(json).toEqual(await own.getMetricsAsJSON());
    expect(JSON.stringify(json)).toBe(JSON.stringify(await own.getMetricsAsJSON()));
  });

  test("the text of a single metric is that of the client's own", async () => {
    const { ours, own } = pair(client);
    expect(await ours.getSingleMetricAsString("duration")).toBe(
      await own.getSingleMetricAsString("duration"),
    );
  });

  test("default labels are written as into the client's own, into fresh objects", async () => {
    const { ours, own } = pair(client);
    for (const registry of [ours, own]) registry.setDefaultLabels({ app: "portal", method: "default" });
    for (let time = 0; time < 2; time++) {
      expect(await ours.metrics()).toBe(await own.metrics());
      expect(JSON.stringify(await ours.getMetricsAsJSON())).toBe(
        JSON.stringify(await own.getMetricsAsJSON()),
      );
    }
    ours.setDefaultLabels({});
    expect(await ours.metrics()).not.toContain("portal");
  });

  test("an OpenMetrics text is that of the client's own metrics", async () => {
    const { ours, own } = pair(client, OPEN_METRICS);
    const text = await own.metrics();
    expect(text).toContain("requests_total{");
    expect(await ours.metrics()).toBe(text);
    expect(await ours.metrics()).toBe(text);
  });

  test("an OpenMetrics scrape does not rename a counter of another registry or a later text", async () => {
    const { metrics, ours } = pair(client);
    const before = await ours.metrics();
    const openMetrics = registryOf(client, OPEN_METRICS);
    registerMetrics(metrics, openMetrics);
    await openMetrics.metrics();
    expect(await ours.metrics()).toBe(before);
    registerMetrics(metrics, openMetrics);
    expect(openMetrics.getMetricsAsArray()).toHaveLength(metrics.families.length);
  });

  test("what a merged registry has is what the client's own has", async () => {
    const { ours, own } = pair(client);
    const other = new client.Registry();
    new client.Gauge({ name: "other", help: "o", registers: [other] }).set(1);
    expect(await client.Registry.merge([ours, other] as promClient.Registry[]).metrics()).toBe(
      await client.Registry.merge([own, other] as promClient.Registry[]).metrics(),
    );
  });

  test("the JSON of several processes is added up, as cluster aggregation does", async () => {
    const { ours, own } = pair(client);
    const sent = async (registry: Registry) => structuredClone(await registry.getMetricsAsJSON());
    const aggregate = async (registry: Registry) =>
      client.AggregatorRegistry.aggregate([await sent(registry), await sent(registry)] as unknown as object[])
        .getMetricsAsJSON()
        .then((metrics) => JSON.stringify(metrics));
    expect(await aggregate(ours)).toBe(await aggregate(own));
  });

  test("resetMetrics forgets the series of the families", async () => {
    const { ours, metrics } = pair(client);
    ours.resetMetrics();
    expect(metrics.families.map(seriesCount)).toEqual([0, 1, 0, 1, 0, 0]);
  });

  test("a second call with one registry does nothing", async () => {
    const { ours, metrics } = pair(client);
    const before = await ours.metrics();
    registerMetrics(metrics, ours);
    expect(await ours.metrics()).toBe(before);
  });

  test("several registries have the families, and one that was cleared can have them again", async () => {
    const { ours, metrics } = pair(client);
    const second = new client.Registry();
    registerMetrics(metrics, second);
    expect(await second.metrics()).toBe(await ours.metrics());
    second.clear();
    registerMetrics(metrics, second);
    expect(await second.metrics()).toBe(await ours.metrics());
  });

  test("a name that another metric has is an error that names it, and nothing is registered", () => {
    const { metrics } = pair(client);
    const registry = new client.Registry();
    const taken = new client.Gauge({ name: "duration", help: "mine", registers: [registry] });
    expect(() => registerMetrics(metrics, registry)).toThrow(
      "cannot register metric duration: the registry already has another metric by that name; " +
        "remove that one, or rename the one in the schema",
    );
    expect(registry.getMetricsAsArray()).toEqual([taken]);
  });
});

/** Families in a registry, and the client's own metrics with the same recordings in another. */
function pair(client: Client, contentType?: promClient.RegistryContentType) {
  const metrics = families();
  const ours = registryOf(client, contentType);
  registerMetrics(metrics, ours);
  const own = registryOf(client, contentType);
  recordOwn(client, own);
  return { metrics, ours, own };
}

function registryOf(
  client: Client,
  contentType: promClient.RegistryContentType = client.prometheusContentType,
): Registry {
  const registry: Registry = new client.Registry();
  registry.setContentType(contentType);
  return registry;
}

function families(): Metrics {
  const requests = new CounterFamily({
    name: "requests_total",
    help: "All\\\nof them.",
    vectors: [method, success],
  });
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const duration = new HistogramFamily({
    name: "duration",
    help: "Duration.",
    vectors: [method, success],
    buckets: [0.00001, 0.005, 1, 1e6],
  });
  const startup = new HistogramFamily({ name: "startup", help: "Startup.", vectors: [], buckets: [1] });
  requests.record(0, 1, {});
  requests.record(3, 2.5, {});
  users.set(0, -Infinity, {});
  for (const value of [0.00001, 0.1, 5e9]) duration.record(1, value, {});
  duration.record(2, 0, {});
  startup.record(0, 3, {});
  return new Metrics({ address: "", families: [requests, users, duration, startup] });
}

function recordOwn(client: Client, registry: Registry): void {
  const [get = "", put = ""] = METHODS;
  const registers = [registry] as promClient.Registry[];
  const labelNames = ["method", "success"];
  const requests = new client.Counter({
    name: "requests_total",
    help: "All\\\nof them.",
    labelNames,
    registers,
  });
  const users = new client.Gauge({ name: "users", help: "Users.", registers });
  const buckets = [0.00001, 0.005, 1, 1e6];
  const duration = new client.Histogram({
    name: "duration",
    help: "Duration.",
    labelNames,
    buckets,
    registers,
  });
  const startup = new client.Histogram({ name: "startup", help: "Startup.", buckets: [1], registers });
  const help = "Samples that were not recorded, by the metric they were meant for and the reason.";
  new client.Counter({ name: REJECTED, help, labelNames: ["metric", "reason"], registers });
  const series = new client.Gauge({
    name: "metricsmith_series",
    help: "Series that a metric exposes now.",
    labelNames: ["metric"],
    aggregator: "max",
    registers,
  });
  for (const [metric, count] of Object.entries({ requests_total: 2, users: 1, duration: 14, startup: 4 })) {
    series.set({ metric }, count);
  }
  requests.inc({ method: get, success: "false" }, 1);
  requests.inc({ method: put, success: "true" }, 2.5);
  users.inc(-Infinity);
  for (const value of [0.00001, 0.1, 5e9]) duration.observe({ method: get, success: "true" }, value);
  duration.observe({ method: put, success: "false" }, 0);
  startup.observe(3);
}

function seriesCount(family: Metrics["families"][number]): number {
  let series = 0;
  family.forEach(() => {
    series++;
  });
  return series;
}
