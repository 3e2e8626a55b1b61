import { Counter, Histogram, Registry } from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { Metrics } from "../../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";

const TEXT = "text/plain; version=0.0.4; charset=utf-8";
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PREFERS_OPEN_METRICS = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";

let server: MetricsServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("a request for OpenMetrics", () => {
  test("gets OpenMetrics if no counter is renamed, and other requests get the same series as text", async () => {
    const metrics = program("jobs_total");
    const openMetrics = await get(metrics, PREFERS_OPEN_METRICS);
    expect(openMetrics).toMatchObject({ type: OPEN_METRICS, vary: "Accept, Accept-Encoding" });
    expect(openMetrics.body).toMatch(/^# TYPE jobs counter\n# HELP jobs Help\.\njobs_total 0\n/);
    expect(openMetrics.body.match(/# EOF/g)).toHaveLength(1);
    expect(openMetrics.body.endsWith("\n# EOF\n")).toBe(true);
    const text = await get(metrics, "text/plain");
    expect(text).toMatchObject({ type: TEXT, vary: "Accept, Accept-Encoding" });
    expect(text.body).not.toContain("# EOF");
    expect(sampleNames(openMetrics.body)).toEqual(sampleNames(text.body));
  });

  test.each([
    ["a counter would change", { name: "jobs", options: {} }],
    ["the application does not want it", { name: "jobs_total", options: { openMetrics: false } }],
  ])("serves text if %s", async (_, { name, options }) => {
    const want = { type: TEXT, vary: "Accept, Accept-Encoding" };
    expect(await get(program(name), PREFERS_OPEN_METRICS, options)).toMatchObject(want);
  });

  test("gets OpenMetrics if the application enables it, with every series by its name", async () => {
    const metrics = program("jobs");
    const { type, body } = await get(metrics, PREFERS_OPEN_METRICS, { openMetrics: true });
    expect(type).toBe(OPEN_METRICS);
    expect(body).toContain("# TYPE jobs unknown\n# HELP jobs Help.\njobs 0\n");
  });

  test("gets the application's metrics and Node's", async () => {
    const registry = new Registry();
    new Counter({ name: "own_total", help: "Own.", registers: [registry] }).inc();
    new Histogram({ name: "took", help: "Took.", buckets: [1], registers: [registry] }).observe(1);
    const options = { registry, defaultMetrics: true };
    const { body } = await get(program("jobs_total"), PREFERS_OPEN_METRICS, options);
    expect(body).toContain("\n# TYPE own counter\n# HELP own Own.\nown_total 1\n");
    expect(body).toContain('\ntook_bucket{le="1.0"} 1\n');
    expect(body).toContain("\n# TYPE process_cpu_user_seconds counter\n");
    expect(body.match(/# EOF/g)).toHaveLength(1);
    expect(body).not.toContain("\n\n");
  });

  test("gets the metrics of all processes of a cluster", async () => {
    const { type, body } = await get(program("jobs_total"), PREFERS_OPEN_METRICS, { cluster: true });
    expect(type).toBe(OPEN_METRICS);
    expect(body).toContain("# TYPE jobs counter\n# HELP jobs Help.\njobs_total 0\n");
    expect(body).toContain('\nwaited_bucket{le="1.0"} 0\n');
    expect(body).toContain("\n# TYPE metricsmith_cluster_workers gauge\n");
    expect(body.match(/# EOF/g)).toHaveLength(1);
    expect(body.endsWith("\n# EOF\n")).toBe(true);
    expect(body).not.toContain("\n\n");
  });

  test("by HEAD gets the headers of GET", async () => {
    const metrics = program("jobs_total");
    server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, defaultMetrics: false });
    const headers = { Accept: PREFERS_OPEN_METRICS, "Accept-Encoding": "identity" };
    const head = await fetch(server.url, { method: "HEAD", headers });
    const whole = await fetch(server.url, { headers });
    expect(head.headers.get("content-type")).toBe(OPEN_METRICS);
    const { byteLength } = await whole.arrayBuffer(); // a few more digits, because the first request is counted now
    expect(Math.abs(Number(head.headers.get("content-length")) - byteLength)).toBeLessThan(100);
    expect(await head.text()).toBe("");
  });
});

function program(counterName: string): Metrics {
  const common = { help: "Help.", vectors: [] };
  return new Metrics({
    address: "",
    families: [
      new CounterFamily({ ...common, name: counterName }),
      new HistogramFamily({ ...common, name: "waited", buckets: [1] }),
    ],
  });
}

async function get(metrics: Metrics, accept: string, options: MetricsServerOptions = {}) {
  await server?.close();
  server = await startMetricsServer(metrics, {
    host: "127.0.0.1",
    port: 0,
    defaultMetrics: false,
    ...options,
  });
  const response = await fetch(server.url, { headers: { Accept: accept } });
  return {
    type: response.headers.get("content-type"),
    vary: response.headers.get("vary"),
    body: await response.text(),
  };
}

function sampleNames(exposition: string): readonly string[] {
  return exposition.split("\n").flatMap((line) => /^[^#{\s][^{\s]*/.exec(line)?.[0] ?? []);
}
