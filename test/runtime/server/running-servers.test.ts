import { createServer } from "node:net";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { type Metrics, metricsOf } from "../../../runtime/metrics.js";
import { VERSION } from "../../../runtime/process-state.js";
import { openSchema } from "../../../runtime/schemas.js";
import { metricsFetchHandler } from "../../../runtime/server/handlers.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";

const servers: MetricsServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(
  metrics: Metrics | readonly Metrics[],
  options: MetricsServerOptions,
): Promise<MetricsServer> {
  const server = await startMetricsServer(metrics, { host: "127.0.0.1", environment: {}, ...options });
  servers.push(server);
  return server;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Loads a copy of generated code. */
function load(schemaPackage: string, names: readonly string[] = ["jobs_total"]) {
  const schema = openSchema({
    version: VERSION,
    package: schemaPackage,
    path: "metrics.schema.yaml",
    namespace: "",
  });
  const families = names.map((name) => schema.family(CounterFamily, { name, help: "h", vectors: [] }));
  const metrics = metricsOf(schema.declare({ address: "tcp://:9959/metrics", families }));
  const [jobs] = families as [CounterFamily];
  return { metrics, record: () => jobs.record(0, 1, undefined) };
}

async function scrape(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe("a server that is started again", () => {
  test("by a newer copy of the generated code is the running one, which serves the newer copy", async () => {
    const port = await freePort();
    const first = load("reload");
    const server = await start(first.metrics, { port });
    first.record();
    const second = load("reload", ["jobs_total", "more_total"]);
    expect(await start(second.metrics, { port })).toBe(server);
    second.record();
    const text = await scrape(server.url);
    expect(text).toContain("\njobs_total 2\n");
    expect(text).toContain("\nmore_total 0\n");
  });

  test("before the first start has ended is one server", async () => {
    const port = await freePort();
    const { metrics } = load("at-once");
    const [first, second] = await Promise.all([start(metrics, { port }), start(metrics, { port })]);
    expect(second).toBe(first);
  });

  test("is another one after it was closed", async () => {
    const port = await freePort();
    const { metrics } = load("closed");
    const first = await start(metrics, { port });
    const closed = first.close();
    const second = await start(metrics, { port });
    await closed;
    expect(second).not.toBe(first);
    expect(second.listening).toBe(true);
  });

  test("stays the running one if a close has a bad deadline", async () => {
    const port = await freePort();
    const { metrics } = load("bad-deadline");
    const first = await start(metrics, { port });
    await expect(first.close({ deadline: -1 })).rejects.toThrow(/deadline/);
    expect(await start(metrics, { port })).toBe(first);
  });

  test("can be started if the first start failed", async () => {
    const port = await freePort();
    const { metrics } = load("failed");
    const other = createServer().listen(port, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    await expect(start(metrics, { port })).rejects.toThrow(/already in use/);
    await new Promise((resolve) => other.close(resolve));
    expect((await start(metrics, { port })).listening).toBe(true);
  });

  test.each<[string, MetricsServerOptions, string]>([
    ["page", { page: false }, "page"],
    ["registry", { registry: new Registry() }, "registry"],
    ["limits", { limits: { scrapes: 1 } }, "limits"],
    ["path", { path: "/other" }, "path"],
  ])("with another %s is an error that names it", async (_, options, name) => {
    const port = await freePort();
    const { metrics } = load("settings");
    await start(metrics, { port });
    await expect(start(metrics, { port, ...options })).rejects.toThrow(
      `already listens on 127.0.0.1:${port}, with other settings (${name}); close it first`,
    );
  });

  test("for another schema is an error that says how to serve both", async () => {
    const port = await freePort();
    await start(load("one").metrics, { port });
    await expect(start(load("two", ["others_total"]).metrics, { port })).rejects.toThrow(
      /already in use.*metrics\.schema\.yaml of one.*startMetricsServer\(\[metrics, others\]\)/s,
    );
  });

  test("on any free port is always another one", async () => {
    const { metrics } = load("any-port");
    const [first, second] = [await start(metrics, { port: 0 }), await start(metrics, { port: 0 })];
    expect(second.port).not.toBe(first.port);
  });
});

describe("several schemas in one program", () => {
  test("are served by one server, with a page of all families", async () => {
    const [app, library] = [load("app", ["app_total"]), load("library", ["library_total"])];
    app.record();
    library.record();
    const server = await start([app.metrics, library.metrics], { port: 0 });
    const text = await scrape(server.url);
    expect(text).toContain("\napp_total 1\n");
    expect(text).toContain("\nlibrary_total 1\n");
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(types).toEqual([...new Set(types)]);
    const described = await fetch(new URL("/-/page/program.json", server.url));
    const program = (await described.json()) as { readonly families: readonly { readonly name: string }[] };
    expect(program.families.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["app_total", "library_total"]),
    );
    const openMetrics = await fetch(server.url, { headers: { accept: "application/openmetrics-text" } });
    expect(await openMetrics.text()).toMatch(/\napp_total 1\n[\s\S]*\nlibrary_total 1\n[\s\S]*# EOF\n$/);
    const filtered = await scrape(`${server.url}?name[]=library_total`);
    expect(filtered.match(/^# TYPE \S+/gm)).toEqual(["# TYPE library_total"]);
  });

  test("are served by a handler, also newer copies with other families", async () => {
    const [app, library] = [load("app2", ["app_total"]), load("library2", ["library_total"])];
    const handle = metricsFetchHandler([app.metrics, library.metrics]);
    load("library2", ["renamed_total"]).record();
    const text = await (await handle(new Request("http://localhost/"))).text();
    expect(text).toContain("\nrenamed_total 1\n");
    expect(text).not.toContain("library_total");
  });

  test("that declare one name differently are an error when the server starts", async () => {
    const app = load("app3", ["x_total"]);
    const schema = openSchema({ version: VERSION, package: "other3", path: "m.yaml", namespace: "" });
    const gauge = schema.family(GaugeFamily, { name: "x_total", help: "h", vectors: [] });
    const other = metricsOf(schema.declare({ address: "", families: [gauge] }));
    await expect(startMetricsServer([app.metrics, other], { port: 0 })).rejects.toThrow(
      /x_total is declared by two schemas, metrics\.schema\.yaml of app3 and m\.yaml of other3/,
    );
    expect(() => metricsFetchHandler([app.metrics, other])).toThrow(/x_total is declared by two schemas/);
  });

  test("in an empty list are an error", async () => {
    await expect(startMetricsServer([], { port: 0 })).rejects.toThrow(/startMetricsServer: the metrics are/);
  });
});

describe("two copies of the runtime in one process", () => {
  async function loadRuntime() {
    vi.resetModules();
    const { CounterFamily, HistogramFamily, metricsOf, openSchema } = await import(
      "../../../runtime/codegen.js"
    );
    const { RejectedSampleError } = await import("../../../runtime/family/rejection.js");
    const { startMetricsServer } = await import("../../../runtime/server/metrics-server.js");
    const { MetricsServerError } = await import("../../../runtime/server/errors.js");
    const { registerMetrics } = await import("../../../runtime/client/registry.js");
    const origin = { version: VERSION, package: "copies", path: "m.yaml", namespace: "" };
    const schema = openSchema(origin);
    const kind = schema.openVector("kind", { maxValues: 5, otherwise: "other" });
    const jobs = schema.family(CounterFamily, { name: "jobs_total", help: "h", vectors: [kind] });
    const seconds = schema.family(HistogramFamily, { name: "seconds", help: "h", vectors: [], buckets: [1] });
    const metrics = metricsOf(schema.declare({ address: "", families: [jobs, seconds] }));
    return {
      metrics,
      record: (text: string) => jobs.record(kind.ordinalOf(text), 1, { kind: text }),
      observe: (value: number) => seconds.record(0, value, undefined),
      RejectedSampleError,
      MetricsServerError,
      startMetricsServer,
      registerMetrics,
    };
  }

  test("record into the same families, which either serves", async () => {
    const [first, second] = [await loadRuntime(), await loadRuntime()];
    expect(second.startMetricsServer).not.toBe(first.startMetricsServer);
    first.record("a");
    second.record("b");
    second.record("a");
    first.observe(0.5);
    second.observe(0.5);
    const port = await freePort();
    const options = { host: "127.0.0.1", port, environment: {} };
    const server = await first.startMetricsServer(first.metrics, options);
    servers.push(server);
    expect(await second.startMetricsServer(second.metrics, options)).toBe(server);
    await expect(second.startMetricsServer(second.metrics, { ...options, page: false })).rejects.toThrow(
      first.MetricsServerError,
    );
    const other = await second.startMetricsServer(first.metrics, { ...options, port: 0 });
    servers.push(other);
    for (const { url } of [server, other]) {
      const text = await scrape(url);
      expect(text).toContain('\njobs_total{kind="a"} 2\njobs_total{kind="b"} 1\n');
      expect(text).toContain("\nseconds_count 2\n");
    }
  });

  test("register one metric, and throw errors that both know", async () => {
    const [first, second] = [await loadRuntime(), await loadRuntime()];
    const registry = new Registry();
    first.registerMetrics(first.metrics, registry);
    second.registerMetrics(second.metrics, registry);
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    const server = await second.startMetricsServer(second.metrics, { port: 0, environment: {}, registry });
    servers.push(server);
    const types = (await scrape(server.url)).match(/^# TYPE \S+/gm) ?? [];
    expect(types).toEqual([...new Set(types)]);
    second.metrics.configure({ strict: true });
    expect(() => second.observe(Number.NaN)).toThrow(second.RejectedSampleError);
    expect(() => first.observe(Number.NaN)).toThrow(first.RejectedSampleError);
  });

  test("of other versions refuse each other's metrics", async () => {
    const { metrics } = load("versions");
    const foreign = { ...metrics, version: "0.0.9", families: [], expose: () => new Uint8Array(0) };
    await expect(startMetricsServer(foreign as unknown as Metrics)).rejects.toThrow(
      `the metrics are those of @metricsmith/runtime 0.0.9, and this is ${VERSION}`,
    );
  });
});
