import { Counter, Histogram, Registry, Summary } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { booleanVector, closedVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../runtime/server.js";
import { debianPackages } from "../support/programs/debian-packages.js";
import { activeTargets, exemplars, metadata, series, unitOf } from "../support/programs/prometheus-api.js";
import { type ServerProcess, startPrometheus } from "../support/programs/prometheus-server.js";
import { run } from "../support/run-program.js";

const DEADLINE = { timeout: 30_000, interval: 250 };
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

const jobs = new CounterFamily({
  name: "shop_jobs_total",
  help: 'Jobs, "done" \\ or not.\nIn two lines.',
  vectors: [booleanVector("success"), closedVector("kind", ['a "b"\\\n', "plain"])],
});
/** Does not end in `_total`. */
const visits = new CounterFamily({ name: "shop_visits", help: "Visits.", vectors: [] });
const size = new GaugeFamily({ name: "shop_size_bytes", help: "Size.", unit: "bytes", vectors: [] });
const waited = new HistogramFamily({
  name: "shop_wait_seconds",
  help: "Waited.",
  unit: "seconds",
  vectors: [booleanVector("success")],
  buckets: [0.005, 1, 10, 1e6],
});
const offset = new HistogramFamily({
  name: "shop_offset",
  help: "Offset.",
  vectors: [],
  buckets: [-1, 0, 1],
});
/** Names that end like those of samples of other types. */
const suffixed = ["total", "created", "count", "sum", "bucket", "info"].flatMap((suffix) => {
  const named = (type: string) => ({ name: `shop_${type}_${suffix}`, help: "Ends so.", vectors: [] });
  return [
    new CounterFamily(named("counter")),
    new GaugeFamily(named("gauge")),
    new HistogramFamily({ ...named("histogram"), buckets: [1] }),
  ];
});
/** A counter and a histogram beside gauges with names that OpenMetrics has for their samples. */
const beside = [
  new CounterFamily({ name: "shop_runs_total", help: "Runs.", vectors: [] }),
  new GaugeFamily({ name: "shop_runs_created", help: "Last run.", vectors: [] }),
  new HistogramFamily({
    name: "shop_batch",
    help: "Batch.",
    vectors: [booleanVector("success")],
    buckets: [1, 2],
  }),
  new GaugeFamily({ name: "shop_batch_created", help: "Last batch.", vectors: [] }),
  new CounterFamily({ name: "shop_size_count_total", help: "Counted.", vectors: [] }),
  new HistogramFamily({ name: "shop_size", help: "Sized.", vectors: [], buckets: [1] }),
];

const traceId = (number: number) => number.toString(16).padStart(32, "f");
const exemplarOf = (number: number) => ({ traceId: traceId(number), spanId: "00f067aa0ba902b7" });

const { TEST_PYTHON: PYTHON = "python3" } = process.env;

let server: MetricsServer;

beforeAll(async () => {
  jobs.record(0, 3, undefined, exemplarOf(1));
  jobs.record(2, 1, undefined);
  visits.record(0, 1, undefined, exemplarOf(2));
  size.set(0, Number.NaN, undefined);
  waited.record(0, 0.5, undefined, exemplarOf(3));
  waited.record(0, 2e6, undefined, exemplarOf(4));
  offset.record(0, -3, undefined);
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: "own_total", help: 'The "own".', labelNames: ["l"], registers }).inc({ l: 'x,le="1"' });
  new Counter({ name: "own_hits", help: "Hits.", registers }).inc();
  new Histogram({ name: "own_wait", help: "Wait.", buckets: [1, 2.5], registers }).observe(2);
  new Summary({ name: "own_size", help: "Size.", percentiles: [0.5, 1], registers }).observe(2);
  for (const family of [...suffixed, ...beside]) {
    if (family.type === "gauge") family.set(0, 1, undefined);
    else family.record(0, 1.5, undefined);
  }
  const families = [jobs, visits, size, waited, offset, ...suffixed, ...beside];
  const metrics = new Metrics({ address: "", families });
  server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, registry, openMetrics: true });
});

afterAll(async () => {
  await server?.close();
});

describe("a Prometheus that stores exemplars", () => {
  let prometheus: ServerProcess;

  beforeAll(async () => {
    prometheus = await startPrometheus(server.url, ["--enable-feature=exemplar-storage"]);
    await vi.waitFor(async () => {
      // The first scrape is not done at once: samples, exemplars and the target's state come one after the other.
      expect(await activeTargets(prometheus.url)).toMatchObject([{ health: "up" }]);
      expect(await exemplars(prometheus.url, "shop_jobs_total")).not.toEqual([]);
      expect(await series(prometheus.url, '{job="portal",__name__="up"}')).not.toEqual([]);
    }, DEADLINE);
  });

  afterAll(async () => {
    await prometheus?.stop();
  });

  test("requests OpenMetrics by default, and can read it", async () => {
    const [target] = await activeTargets(prometheus.url);
    expect(target).toMatchObject({ health: "up", lastError: "" });
    expect(await unitOf(prometheus.url, "shop_wait_seconds")).toBe("seconds");
    expect(await unitOf(prometheus.url, "shop_size_bytes")).toBe("bytes");
  });

  test("has the trace of a counter's increment", async () => {
    expect(await exemplars(prometheus.url, "shop_jobs_total")).toEqual([
      {
        series: expect.objectContaining({ __name__: "shop_jobs_total", kind: 'a "b"\\\n' }),
        labels: { trace_id: traceId(1), span_id: "00f067aa0ba902b7" },
        value: 3,
      },
    ]);
  });

  test("has the trace of an observation, by its bucket, and new ones as they come", async () => {
    const stored = async () =>
      (await exemplars(prometheus.url, "shop_wait_seconds_bucket")).map(
        ({ series: { le }, labels, value }) => [le, labels["trace_id"], value],
      );
    expect((await stored()).sort()).toEqual([
      ["+Inf", traceId(4), 2e6],
      ["1.0", traceId(3), 0.5],
    ]);
    waited.record(0, 0.75, undefined, exemplarOf(5));
    await vi.waitFor(async () => expect(await stored()).toContainEqual(["1.0", traceId(5), 0.75]), DEADLINE);
  });

  test("sees every series by the name that it has in the text format, but sums of what can be negative", async () => {
    // Again if need be: Node has a metric more once it has collected garbage.
    await vi.waitFor(async () => {
      const text = await (await fetch(server.url, { headers: { Accept: "text/plain" } })).text();
      const inText = new Set(text.split("\n").flatMap((line) => /^[^#{\s][^{\s]*/.exec(line)?.[0] ?? []));
      for (const name of ["shop_offset_sum", "shop_offset_count"]) expect(inText.delete(name)).toBe(true);
      const scraped = (await series(prometheus.url, '{job="portal"}')).map(({ __name__ = "" }) => __name__);
      const names = scraped.filter((name) => name !== "up" && !name.startsWith("scrape_"));
      expect([...new Set(names)].sort()).toEqual([...inText].sort());
    }, DEADLINE);
  });

  test("has the types and descriptions", async () => {
    const help = 'Jobs, "done" \\ or not.\nIn two lines.';
    expect(await metadata(prometheus.url, "shop_jobs")).toEqual([{ type: "counter", help }]);
    expect(await metadata(prometheus.url, "shop_visits")).toEqual([{ type: "unknown", help: "Visits." }]);
    expect(await metadata(prometheus.url, "own")).toEqual([{ type: "counter", help: 'The "own".' }]);
  });
});

describe("the parser of Prometheus' own client for Python", () => {
  test("reads the exposition, and every sample in it", async () => {
    const [root = ""] = await debianPackages(["python3-prometheus-client"]);
    const response = await fetch(server.url, { headers: { Accept: "application/openmetrics-text" } });
    expect(response.headers.get("content-type")).toContain(OPEN_METRICS);
    const exposition = await response.text();
    const { stdout } = await run(PYTHON, ["-c", PARSE, `${root}/usr/lib/python3/dist-packages`], {
      input: exposition,
    });
    const families = JSON.parse(stdout) as readonly ParsedFamily[]; // what the program below prints
    const familyOf = (name: string) => families.find((family) => family.name === name);
    expect(familyOf("shop_jobs")).toMatchObject({
      type: "counter",
      help: 'Jobs, "done" \\ or not.\nIn two lines.',
      samples: expect.arrayContaining([
        [
          "shop_jobs_total",
          { success: "false", kind: 'a "b"\\\n' },
          { trace_id: traceId(1), span_id: "00f067aa0ba902b7" },
        ],
      ]),
    });
    expect(familyOf("shop_visits")).toMatchObject({ type: "unknown" });
    expect(familyOf("shop_wait_seconds")).toMatchObject({ type: "histogram", unit: "seconds" });
    expect(familyOf("shop_gauge_count")).toMatchObject({ type: "gauge" });
    expect(familyOf("shop_counter_count")).toMatchObject({ type: "unknown" });
    expect(familyOf("shop_histogram_total")).toMatchObject({ type: "histogram" });
    expect(familyOf("shop_runs_total")).toMatchObject({ type: "unknown" });
    expect(familyOf("shop_batch_sum")).toMatchObject({
      type: "unknown",
      samples: [["shop_batch_sum", { success: "false" }, null]],
    });
    expect(familyOf("own")).toMatchObject({ samples: [["own_total", { l: 'x,le="1"' }, null]] });
    const samples = families.reduce((sum, family) => sum + family.samples.length, 0);
    expect(samples).toBe(
      exposition.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length,
    );
  });
});

test("the parser reads single families, compressed", async () => {
  const [root = ""] = await debianPackages(["python3-prometheus-client"]);
  const headers = { Accept: "application/openmetrics-text", "Accept-Encoding": "gzip, identity;q=0" };
  const names = ["shop_jobs_total", "own_wait_bucket", "promhttp_metric_handler_requests_total"];
  const response = await fetch(`${server.url}?${names.map((name) => `name[]=${name}`).join("&")}`, {
    headers,
  });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  const { stdout } = await run(PYTHON, ["-c", PARSE, `${root}/usr/lib/python3/dist-packages`], {
    input: await response.text(),
  });
  const families = JSON.parse(stdout) as readonly ParsedFamily[]; // what the program below prints
  expect(families.map(({ name, type }) => [name, type])).toEqual([
    ["shop_jobs", "counter"],
    ["own_wait", "histogram"],
    ["promhttp_metric_handler_requests", "counter"],
  ]);
});

interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
  /** Name, labels, and the exemplar's labels. */
  readonly samples: readonly (readonly [string, object, object | null])[];
}

const PARSE = `
import json, sys
sys.path.insert(0, sys.argv[1])
from prometheus_client.openmetrics.parser import text_string_to_metric_families
text = sys.stdin.buffer.read().decode("utf-8")
print(json.dumps([
    {
        "name": family.name,
        "type": family.type,
        "help": family.documentation,
        "unit": family.unit,
        "samples": [[s.name, s.labels, s.exemplar and s.exemplar.labels] for s in family.samples],
    }
    for family in text_string_to_metric_families(text)
]))
`;
