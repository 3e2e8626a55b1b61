import { gunzipSync } from "node:zlib";
import * as promClient from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { integerVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { Mounts } from "../../support/runtime/server-mounts.js";

const TEXT = "text/plain; version=0.0.4; charset=utf-8";
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const VARY = "Accept, Accept-Encoding";

const mounts = new Mounts();
afterEach(() => mounts.close());

describe.each([
  ["startMetricsServer", mounts.serve],
  ["metricsHandler, mounted below a path", mounts.mount],
  ["metricsHandler in Express", mounts.inExpress],
  ["metricsHandler in Fastify", mounts.inFastify],
  ["metricsFetchHandler", mounts.fetchFrom],
  ["metricsFetchHandler in Hono", mounts.inHono],
] as const)("%s", (_, start) => {
  test("serves the families, the application's metrics, Node's and its own, in the text format", async () => {
    const registry = registryWith("own");
    const { status, headers, body } = await (await start(program(), { registry, defaultMetrics: true }))();
    expect([status, headers["content-type"], headers.vary]).toEqual([200, TEXT, VARY]);
    expect(headers["content-length"]).toBe(String(body.length));
    expect(headers["content-encoding"]).toBeUndefined();
    const names = namesOf(body);
    expect(names.slice(0, 2)).toEqual(["users", "took"]);
    expect(names.slice(-5)).toEqual(SELF);
    expect(names).toEqual(expect.arrayContaining(["own", "process_cpu_user_seconds_total"]));
    expect(names.length).toBe(new Set(names).size);
  });

  test.each([
    ["to whom prefers it", { accept: "application/openmetrics-text, text/plain;q=0.5", want: OPEN_METRICS }],
    ["to no other", { accept: "text/plain, application/openmetrics-text;q=0.5", want: TEXT }],
  ])("serves OpenMetrics %s", async (_name, { accept, want }) => {
    const ask = await start(program(), {});
    const { headers, body } = await ask({ headers: { accept } });
    expect([headers["content-type"], headers.vary]).toEqual([want, VARY]);
    expect(body.toString().endsWith("\n# EOF\n")).toBe(want === OPEN_METRICS);
  });

  test.each([
    ["one", { query: "?name[]=users", want: ["users"] }],
    ["one of the application's", { query: "?name[]=own", want: ["own"] }],
    ["one of Node's", { query: "?name%5B%5D=process_cpu_user_seconds_total", want: [NODE] }],
    ["one of its own", { query: `?name[]=${SELF_IN_FLIGHT}`, want: [SELF_IN_FLIGHT] }],
    ["several", { query: "?x=y&name[]=own&name[]=took_sum", want: ["took", "own"] }],
    ["none", { query: "?name[]=nothing", want: [] }],
  ])("serves %s of the families, selected by name", async (_name, { query, want }) => {
    const ask = await start(program(), { registry: registryWith("own", "other"), defaultMetrics: true });
    const { status, body } = await ask({ query });
    expect([status, namesOf(body)]).toEqual([200, want]);
  });

  test.each([
    ["text", { accept: "text/plain", end: "" }],
    ["OpenMetrics", { accept: "application/openmetrics-text", end: "# EOF\n" }],
  ])("in the primary of a cluster serves selected families, too, in %s", async (_name, { accept, end }) => {
    const ask = await start(program(), { registry: registryWith("own", "other"), cluster: true });
    const whole = (await ask({ headers: { accept } })).body;
    expect(namesOf(whole)).toEqual(
      expect.arrayContaining(
        [...FAMILIES, ...SELF, "own", "metricsmith_cluster_workers"].map((name) =>
          end === "" ? name : name.replace(/_total$/, ""),
        ),
      ),
    );
    for (const name of ["users", "own", "metricsmith_cluster_workers", SELF_IN_FLIGHT]) {
      const { body } = await ask({ query: `?name[]=${name}`, headers: { accept } });
      expect(namesOf(body)).toEqual([name]);
      expect(body.toString().match(/# EOF\n$/)?.[0] ?? "").toBe(end);
    }
  });

  test("serves selected families in OpenMetrics, too", async () => {
    const ask = await start(program(), { registry: registryWith("own", "other") });
    const question = { query: "?name[]=own", headers: { accept: "application/openmetrics-text" } };
    expect((await ask(question)).body.toString()).toBe("# TYPE own gauge\n# HELP own h\nown 1\n# EOF\n");
  });

  test("compresses the response for clients that accept it", async () => {
    const ask = await start(program(), {});
    const { headers, body } = await ask({ headers: { "accept-encoding": "br, gzip;q=0.8" } });
    expect([headers["content-encoding"], headers["content-type"], headers.vary]).toEqual([
      "gzip",
      TEXT,
      VARY,
    ]);
    expect(headers["content-length"]).toBe(String(body.length));
    expect(namesOf(gunzipSync(body))).toEqual([...FAMILIES, ...SELF]);
  });

  test.each([
    ["does not compress a small body", { accept: "gzip", want: undefined }],
    ["compresses it where it has to", { accept: "gzip, identity;q=0", want: "gzip" }],
  ])("%s", async (_name, { accept, want }) => {
    const ask = await start(program(), {});
    const question = { query: "?name[]=users", headers: { "accept-encoding": accept } };
    const { headers, body } = await ask(question);
    expect(headers["content-encoding"]).toBe(want);
    expect((want === undefined ? body : gunzipSync(body)).toString()).toContain("\nusers 7\n");
  });

  test.each([
    ["", { encoding: "identity", want: undefined }],
    [" that is compressed", { encoding: "gzip", want: "gzip" }],
  ])("answers HEAD with the headers of GET%s, and no body", async (_name, { encoding, want }) => {
    const ask = await start(program(), {});
    const headers = { "accept-encoding": encoding };
    const get = await ask({ headers });
    const head = await ask({ method: "HEAD", headers });
    expect(head.body.length).toBe(0);
    expect([head.status, head.headers["content-type"], head.headers["content-encoding"]]).toEqual([
      200,
      TEXT,
      want,
    ]);
    expect(head.headers["content-length"]?.length).toBe(
      want === undefined ? get.headers["content-length"]?.length : undefined, // the compressed length is not known
    );
  });

  test("refuses other methods, and names those that are allowed", async () => {
    const ask = await start(program(), {});
    const { status, headers, body } = await ask({ method: "POST", query: "?name[]=users" });
    expect([status, headers.allow, body.toString()]).toEqual([
      405,
      "GET, HEAD",
      "only GET and HEAD are allowed\n",
    ]);
  });

  test("answers 500 while a collector fails, counts the error, and recovers", async () => {
    const registry = new promClient.Registry();
    let fails = true;
    new promClient.Gauge({
      name: "own",
      help: "h",
      registers: [registry],
      collect() {
        if (fails) throw new Error("the pool is gone");
      },
    });
    const ask = await start(program(), { registry });
    const { status, headers, body } = await ask({ headers: { "accept-encoding": "gzip" } });
    expect([status, headers["content-type"], headers["content-encoding"], body.toString()]).toEqual([
      500,
      "text/plain; charset=utf-8",
      undefined,
      "the metrics could not be collected: the pool is gone\n",
    ]);
    fails = false;
    const { body: after } = await ask();
    expect(after.toString()).toContain(
      '\npromhttp_metric_handler_requests_total{code="200"} 0\npromhttp_metric_handler_requests_total{code="500"} 1\n',
    );
    expect(after.toString()).toContain('\npromhttp_metric_handler_errors_total{cause="gathering"} 1\n');
  });

  test("counts responses by their code, and has the current scrape among those in flight", async () => {
    const ask = await start(program(), {});
    const first = (await ask()).body.toString();
    expect(first).toContain(
      ['{code="200"} 0', '{code="500"} 0', '{code="503"} 0']
        .map((sample) => `\npromhttp_metric_handler_requests_total${sample}`)
        .join(""),
    );
    expect(first).toContain(`\n${SELF_IN_FLIGHT} 1\n`);
    expect(first).toContain("\nmetricsmith_scrape_size_bytes_count 0\n");
    await ask({ method: "HEAD" });
    await ask({ method: "DELETE" });
    const last = (await ask({ headers: { "accept-encoding": "gzip" } })).body;
    const text = gunzipSync(last).toString();
    expect(text).toContain('\npromhttp_metric_handler_requests_total{code="200"} 2\n');
    expect(text).toContain('\npromhttp_metric_handler_requests_total{code="405"} 1\n');
    expect(text).toContain(`\n${SELF_IN_FLIGHT} 1\n`);
    expect(text).toContain("\nmetricsmith_scrape_size_bytes_count 2\n");
    expect(text).toContain("\nmetricsmith_scrape_duration_seconds_count 2\n");
  });

  test("leaves out a metric about scrapes if the application has a metric with that name", async () => {
    const registry = new promClient.Registry();
    new promClient.Gauge({ name: SELF_IN_FLIGHT, help: "Own.", registers: [registry] }).set(42);
    const { body } = await (await start(program(), { registry }))();
    expect(namesOf(body)).toEqual([
      ...FAMILIES,
      SELF_IN_FLIGHT,
      ...SELF.filter((name) => name !== SELF_IN_FLIGHT),
    ]);
    expect(body.toString()).toContain(`\n${SELF_IN_FLIGHT} 42\n`);
  });

  test.each([
    ["as it is", { encoding: "identity" }],
    ["compressed", { encoding: "gzip" }],
  ])("serves a large scrape in parts, %s, and completely", async (_name, { encoding }) => {
    const { metrics, text } = largeProgram();
    const ask = await start(metrics, {});
    const { headers, body } = await ask({ headers: { "accept-encoding": encoding } });
    expect([headers["content-length"], headers["content-encoding"]]).toEqual([
      undefined,
      encoding === "gzip" ? "gzip" : undefined,
    ]);
    const whole = encoding === "gzip" ? gunzipSync(body) : body;
    expect(whole.toString("latin1").startsWith(text)).toBe(true);
    const next = (await ask({ query: "?name[]=metricsmith_scrape_size_bytes" })).body.toString();
    expect(next).toContain(`\nmetricsmith_scrape_size_bytes_sum ${whole.length}\n`);
  });
});

const NODE = "process_cpu_user_seconds_total";
const SELF_IN_FLIGHT = "promhttp_metric_handler_requests_in_flight";
const FAMILIES = ["users", "took", "metricsmith_rejected_samples_total", "metricsmith_series"];
const SELF = [
  "promhttp_metric_handler_requests_total",
  SELF_IN_FLIGHT,
  "promhttp_metric_handler_errors_total",
  "metricsmith_scrape_duration_seconds",
  "metricsmith_scrape_size_bytes",
];

function program(): Metrics {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  users.set(0, 7, undefined);
  const took = new HistogramFamily({ name: "took", help: "Took.", vectors: [], buckets: [1, 2] });
  const metrics = new Metrics({ address: "", families: [users, took] });
  metrics.configure({ warn: () => {} }); // of both clients, which are installed here
  return metrics;
}

/** A program whose exposition is of several slices, and that exposition. */
function largeProgram() {
  const vectors = [integerVector("id", { min: 100_000, max: 159_999 })];
  const family = new CounterFamily({ name: "requests_with_a_name_that_fills_its_lines", help: "h", vectors });
  for (let index = 0; index < 60_000; index++) family.record(index, index + 1, {});
  const metrics = new Metrics({ address: "", families: [family] });
  return { metrics, text: new TextDecoder().decode(metrics.expose()) };
}

function registryWith(...names: readonly string[]): promClient.Registry {
  const registry = new promClient.Registry();
  for (const name of names) new promClient.Gauge({ name, help: "h", registers: [registry] }).set(1);
  return registry;
}

function namesOf(body: Buffer): string[] {
  return [...body.toString().matchAll(/^# HELP (\S+)/gm)].map(([, name = ""]) => name);
}
