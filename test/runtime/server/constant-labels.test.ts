import * as promClient from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { registerMetrics } from "../../../runtime/client/registry.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { closedVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { collectFamilies } from "../../../runtime/server/cluster/cluster-families.js";
import { metricsHandler } from "../../../runtime/server/handlers.js";
import { createRegistry } from "../../../runtime/server/installed-client.js";
import { startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";
import { createScrape } from "../../../runtime/server/scrape.js";
import { CLIENTS } from "../../support/runtime/prom-clients.js";

const OPEN_METRICS = { headers: { accept: "application/openmetrics-text" } };

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

describe("the option labels", () => {
  test("is on all series: the families, those about them, the process and the scrapes", async () => {
    const { url } = await serve({ labels: { app: "shop" } });
    for (let scrapes = 0; scrapes < 2; scrapes++) {
      // the second has cached texts
      const text = await (await fetch(url)).text();
      expect(samplesOf(text).filter((sample) => !sample.includes('{app="shop"'))).toEqual([]);
      expect(text).toContain('\norders_total{app="shop",method="PUT"} 2\n');
      expect(text).toContain('\ntook_bucket{app="shop",le="1"} 1\n');
      expect(text).toContain('\ntook_sum{app="shop"} 0.5\n');
      expect(text).toContain('\nusers{app="shop"} 7\n');
      expect(text).toContain('\nmetricsmith_series{app="shop",metric="users"} 1\n');
      expect(text).toContain('\nnodejs_version_info{app="shop",version=');
    }
  });

  test("is on all series in OpenMetrics, too", async () => {
    const { url } = await serve({
      labels: { app: "shop" },
      openMetrics: true,
      registry: registryWith("own"),
    });
    const text = await (await fetch(url, OPEN_METRICS)).text();
    expect(samplesOf(text).filter((sample) => !sample.includes('{app="shop"'))).toEqual([]);
    expect(text).toContain('\ntook_bucket{app="shop",le="1.0"} 1\n');
    expect(text).toContain('\nown{app="shop"} 1\n');
  });

  test("has values that are escaped", async () => {
    const { url } = await serve({ labels: { app: 'a"b\\c\nd}', env: "prod" } });
    const text = await (await fetch(url)).text();
    expect(text).toContain('\nusers{app="a\\"b\\\\c\\nd}",env="prod"} 7\n');
  });

  test("is on the metrics of a registry, whose own labels win", async () => {
    const registry = registryWith("own");
    new promClient.Gauge({ name: "labelled", help: "h", labelNames: ["app", "path"], registers: [registry] })
      .labels({ app: "mine", path: 'a} b="c"' })
      .set(1);
    new promClient.Gauge({ name: "pathed", help: 'h app="x"', labelNames: ["path"], registers: [registry] })
      .labels({ path: 'a{app="' })
      .set(1);
    new promClient.Histogram({ name: "h", help: "h", buckets: [1], registers: [registry] }).observe(1);
    const { url } = await serve({ registry, labels: { app: "shop", env: "prod" } });
    const text = await (await fetch(url)).text();
    expect(text).toContain('\nown{app="shop",env="prod"} 1\n');
    expect(text).toContain('\nlabelled{env="prod",app="mine",path="a} b=\\"c\\""} 1\n');
    expect(text).toContain('\n# HELP pathed h app="x"\n');
    expect(text).toContain('\npathed{app="shop",env="prod",path="a{app=\\""} 1\n');
    expect(text).toContain('\nh_bucket{app="shop",env="prod",le="1"} 1\n');
    expect(text).toContain('\nh_sum{app="shop",env="prod"} 1\n');
  });

  test("gives way to labels of the metrics of the process and the scrapes", async () => {
    const { url } = await serve({ labels: { version: "7", code: "x" } });
    const text = await (await fetch(url)).text();
    expect(text).toContain(`\nnodejs_version_info{code="x",version="${process.version}",`);
    expect(text).toContain('\npromhttp_metric_handler_requests_total{version="7",code="200"} 0\n');
    expect(text).toContain('\nusers{version="7",code="x"} 7\n');
  });

  test("is on what the primary of a cluster serves", async () => {
    const { url } = await serve({ cluster: true, labels: { app: "shop" } });
    const text = await (await fetch(url)).text();
    expect(text).toContain('\nmetricsmith_cluster_workers{app="shop",state="answered"} 0\n');
    expect(samplesOf(text).filter((sample) => !sample.includes('{app="shop"'))).toEqual([]);
  });

  test("of two servers of the same metrics are on the series of each", async () => {
    const metrics = program();
    const servers = [await serve({ labels: { app: "a" } }, metrics), await serve({}, metrics)];
    const texts = await Promise.all(servers.map(async ({ url }) => (await fetch(url)).text()));
    expect(texts[0]).toContain('\nusers{app="a"} 7\n');
    expect(texts[1]).toContain("\nusers 7\n");
  });

  test.each([
    [
      "a label of a family",
      {
        given: { method: "x" },
        want: "has method, which is a label of metric orders_total, too; rename one",
      },
    ],
    [
      "no label name",
      { given: { "my-app": "x" }, want: 'has the name "my-app"; expected letters, digits and _' },
    ],
    ["a reserved name", { given: { __name__: "x" }, want: 'has the name "__name__"; expected' }],
    ["the label of buckets", { given: { le: "x" }, want: 'has the name "le"; expected' }],
    ["a number as a value", { given: { app: 3 }, want: "the option labels.app is 3; expected a text" }],
    ["an empty value", { given: { app: "" }, want: 'the option labels.app is ""; expected a text' }],
    ["a list", { given: ["app"], want: "expected an object of label values by name" }],
  ])("with %s is an error that says so", async (_name, { given, want }) => {
    const labels = given as unknown as Record<string, string>; // an untyped caller can pass anything
    await expect(serve({ labels })).rejects.toThrow(want);
    expect(() => metricsHandler(program(), { labels })).toThrow(want);
    await expect(createRegistry(program(), { labels })).rejects.toThrow(want);
  });

  test("of createRegistry is on all of its series", async () => {
    const registry = await createRegistry(program(), { labels: { app: "shop" } });
    const samples = samplesOf(await registry.metrics());
    expect(samples.filter((sample) => !sample.includes('app="shop"'))).toEqual([]);
    expect(samples).toContain('users{app="shop"} 7');
  });
});

describe.each(CLIENTS)("default labels of a registry of %s", (_name, client) => {
  test("are on all series, as they are at the time of the scrape", async () => {
    const registry = new client.Registry();
    new client.Gauge({ name: "own", help: "o", registers: [registry] }).set(1);
    const { url } = await serve({ registry });
    const scrape = async () => (await fetch(url)).text();
    expect(await scrape()).toContain("\nusers 7\n");
    registry.setDefaultLabels({ app: "portal", replica: 3 });
    const text = await scrape();
    expect(text).toContain('\nusers{app="portal",replica="3"} 7\n');
    expect(text).toContain('\nown{app="portal",replica="3"} 1\n');
    expect(samplesOf(text).filter((sample) => !sample.includes('app="portal",replica="3"'))).toEqual([]);
  });

  test("give way to labels of a family, and to the option labels", async () => {
    const registry = new client.Registry();
    registry.setDefaultLabels({ method: "x", app: "portal" });
    const { url } = await serve({ registry, labels: { app: "shop" } });
    const text = await (await fetch(url)).text();
    expect(text).toContain('\norders_total{app="shop",method="PUT"} 2\n');
    expect(text).toContain('\nusers{method="x",app="shop"} 7\n');
  });

  test("are the same on families that are in the registry", async () => {
    const registry = new client.Registry();
    registry.setDefaultLabels({ app: "portal" });
    const metrics = program();
    const { url } = await serve({ registry, defaultMetrics: false }, metrics);
    const before = samplesOf(await (await fetch(url)).text()).filter(
      (sample) => !/promhttp|scrape/.test(sample),
    );
    registerMetrics(metrics, registry);
    const after = samplesOf(await (await fetch(url)).text()).filter(
      (sample) => !/promhttp|scrape/.test(sample),
    );
    expect(after).toEqual(before);
  });
});

test("default labels that change at each scrape do not use up the memory of cached texts", async () => {
  const metrics = program();
  const registry = new promClient.Registry();
  const scrape = createScrape({ metrics, registry, processMetrics: undefined });
  for (let at = 0; at < 50; at++) {
    registry.setDefaultLabels({ at: String(at) });
    const bytes = [...{ [Symbol.iterator]: await iteratorOf(scrape()) }];
    expect(Buffer.concat(bytes).toString()).toContain(`users{at="${at}"} 7\n`);
  }
});

test("a process of a cluster sends its own default labels with its families", () => {
  const [orders] = collectFamilies(program().families, { app: "portal", method: "x" });
  expect(orders?.values).toEqual([{ value: 2, labels: { app: "portal", method: "PUT" } }]);
});

async function iteratorOf(slices: Promise<Iterator<Uint8Array, void>>) {
  const iterator = await slices;
  return () => iterator;
}

async function serve(options: MetricsServerOptions, metrics = program()) {
  const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, ...options });
  opened.push(server);
  return server;
}

function program(): Metrics {
  const vectors = [closedVector("method", ["GET", "PUT"])];
  const orders = new CounterFamily({ name: "orders_total", help: "Orders.", vectors });
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const took = new HistogramFamily({ name: "took", help: "Took.", vectors: [], buckets: [1, 2] });
  orders.record(1, 2, undefined);
  users.set(0, 7, undefined);
  took.record(0, 0.5, undefined);
  const metrics = new Metrics({ address: "", families: [orders, users, took] });
  metrics.configure({ warn: () => {} }); // of both clients, which are installed here
  return metrics;
}

function registryWith(name: string): promClient.Registry {
  const registry = new promClient.Registry();
  new promClient.Gauge({ name, help: "h", registers: [registry] }).set(1);
  return registry;
}

function samplesOf(text: string): string[] {
  return text.match(/^[^#\n].*/gm) ?? [];
}
