import * as successor from "@prometheus-io/client";
import * as promClient from "prom-client";
import { registerMetrics } from "../../../runtime/client/registry.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { closedVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";

type Client = typeof promClient;
export type Registry = promClient.Registry<promClient.RegistryContentType>;

const METHODS = ["GET", 'P"U\\T\n'];
const method = closedVector("method", METHODS);
const success = closedVector("success", ["false", "true"]);
const REJECTED = "metricsmith_rejected_samples_total";

/** Families in a registry, and the client's own metrics with the same recordings in another. */
export function registryPair(client: Client, contentType?: promClient.RegistryContentType) {
  const metrics = families();
  const ours = registryOf(client, contentType);
  registerMetrics(metrics, ours);
  const own = registryOf(client, contentType);
  recordOwn(client, own);
  return { metrics, ours, own };
}

export function registryOf(client: Client, contentType?: promClient.RegistryContentType): Registry {
  const registry: Registry = new client.Registry();
  if (contentType !== undefined) registry.setContentType(contentType);
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

/** Both clients. The exports that these tests use are the same. */
export const CLIENTS: readonly (readonly [string, typeof promClient])[] = [
  ["prom-client", promClient],
  ["@prometheus-io/client", successor as unknown as typeof promClient], // the same exports, from other classes
];
