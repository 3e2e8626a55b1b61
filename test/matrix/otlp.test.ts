import { OTLPMetricExporter as JsonExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { booleanVector, closedVector, openVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { metricProducer } from "../../runtime/opentelemetry.js";
import { type MetricsServer, startMetricsServer } from "../../runtime/server.js";
import { query } from "../support/programs/prometheus-api.js";
import { prometheusPrograms } from "../support/programs/prometheus-programs.js";
import { type ServerProcess, startConfiguredPrometheus } from "../support/programs/prometheus-server.js";
import { sampleKey } from "../support/properties/read-exposition.js";
import { run } from "../support/run-program.js";

const DEADLINE = { timeout: 30_000, interval: 250 };

const vectors = [booleanVector("success"), closedVector("kind", ['a "b"\\\n', "plain"])];
const jobs = new CounterFamily({ name: "shop_jobs_total", help: "Jobs.", vectors });
const sent = new CounterFamily({ name: "shop_sent_bytes_total", help: "Sent.", unit: "bytes", vectors: [] });
const waits = [0.005, 1, 2.5, 10, 1e6];
const waited = new HistogramFamily({
  name: "shop_wait_seconds",
  help: "Wait.",
  unit: "seconds",
  vectors,
  buckets: waits,
});
const tenant = openVector("tenant", { maxValues: 10, otherwise: "other" });
const size = new GaugeFamily({ name: "shop_size_bytes", help: "Size.", unit: "bytes", vectors: [tenant] });
const hits = new GaugeFamily({ name: "shop_hit_ratio", help: "Hits.", unit: "ratio", vectors: [] });
const room = new GaugeFamily({ name: "shop_room_celsius", help: "Room.", unit: "celsius", vectors: [] });
/** Units that are not in the name. */
const open = new GaugeFamily({ name: "shop_open", help: "Open.", unit: "requests", vectors: [] });
const latency = new GaugeFamily({ name: "shop_latency", help: "Latency.", unit: "seconds", vectors: [] });
const share = new GaugeFamily({ name: "shop_share", help: "Share.", unit: "ratio", vectors: [] });
const metrics = new Metrics({
  address: "",
  families: [jobs, sent, waited, size, hits, room, open, latency, share],
});
/** Names that Prometheus changes, where it adds suffixes. */
const visits = new CounterFamily({ name: "shop_visits", help: "Visits.", vectors: [] });
const doubled = new GaugeFamily({ name: "shop__pages", help: "Pages.", vectors: [] });
const renamed = new Metrics({ address: "", families: [visits, doubled] });

// reason: Debian's packages of Prometheus are built without a receiver of OTLP. `TEST_PROMETHEUS_DIR` names the folder of
// a release of the Prometheus project, from 3.6 on.
const hasReceiver = await takesOtlp();

let server: MetricsServer;
beforeAll(async () => {
  jobs.record(0, 2, undefined);
  jobs.record(3, 1.5, undefined);
  sent.record(0, 1e9, undefined);
  for (const [value, index] of [0.001, 1, 3, 1e7].map((value, at) => [value, at % 2] as const)) {
    waited.record(index, value, undefined);
  }
  for (const [name, value] of [
    ["ü", 3],
    ["\u{1f600}", -0.25],
  ] as const) {
    size.set(tenant.ordinalOf(name), value, undefined);
  }
  hits.sample(0, async () => 0.75, undefined);
  room.set(0, 21.5, undefined);
  for (const family of [open, latency, share, doubled]) family.set(0, 4, undefined);
  visits.record(0, 5, undefined);
  server = await startMetricsServer([metrics, renamed], {
    host: "127.0.0.1",
    port: 0,
    defaultMetrics: false,
  });
});
afterAll(() => server?.close());

/** The strategies, with other names that they give to some metrics. */
const STRATEGIES: readonly [string, Readonly<Record<string, string>>][] = [
  ["UnderscoreEscapingWithSuffixes", { shop_visits: "shop_visits_total", shop__pages: "shop_pages" }],
  ["NoUTF8EscapingWithSuffixes", { shop_visits: "shop_visits_total" }],
  ["UnderscoreEscapingWithoutSuffixes", {}],
  ["NoTranslation", {}],
];

test("a Prometheus without a receiver of OTLP says so", async () => {
  if (!hasReceiver) await expect(startReceiver("NoTranslation")).rejects.toThrow(/unknown long flag/);
});

describe.each(hasReceiver ? STRATEGIES : [])("a Prometheus that translates by %s", (strategy, names) => {
  let prometheus: ServerProcess;
  beforeAll(async () => {
    prometheus = await startReceiver(strategy);
  });
  afterAll(() => prometheus?.stop());

  test("has by OTLP the series that it has by scrapes", async () => {
    await expect.poll(() => seriesOf(prometheus, "scraped", names), DEADLINE).not.toEqual(new Map());
    const scraped = await seriesOf(prometheus, "scraped", names);
    for (const [encoding, Exporter] of Object.entries({ json: JsonExporter, protobuf: ProtobufExporter })) {
      await push(new Exporter({ url: `${prometheus.url}/api/v1/otlp/v1/metrics` }), encoding);
      await expect.poll(() => seriesOf(prometheus, encoding, {}), DEADLINE).toEqual(scraped);
    }
    expect(scraped.size).toBeGreaterThan(30);
  });
});

async function takesOtlp(): Promise<boolean> {
  const { prometheus } = await prometheusPrograms();
  const { stdout, stderr } = await run(prometheus, ["--help"]);
  return `${stdout}${stderr}`.includes("web.enable-otlp-receiver");
}

function startReceiver(strategy: string): Promise<ServerProcess> {
  return startConfiguredPrometheus({ "prometheus.yml": configuration(strategy) }, [
    "--web.enable-otlp-receiver",
  ]);
}

/** Sends the metrics once, as the service of a name. */
async function push(exporter: PushMetricExporter, service: string): Promise<void> {
  const metricProducers = [metricProducer([metrics, renamed])];
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers });
  const resource = resourceFromAttributes({ "service.name": service });
  const provider = new MeterProvider({ resource, readers: [reader] });
  await provider.shutdown(); // sends
}

/** The series of the application that a job has now. @param names others of some metrics, by the name */
async function seriesOf({ url }: ServerProcess, job: string, names: Readonly<Record<string, string>>) {
  const samples = await query(url, `{__name__=~"(shop|metricsmith_series).*",job="${job}"}`);
  return new Map(
    samples
      .map(({ labels: { __name__: name = "", job: _job, instance: _instance, ...labels }, value }) => {
        const pairs = Object.entries(labels).sort(([first], [second]) => (first < second ? -1 : 1));
        return [sampleKey(names[name] ?? name, pairs), value] as const;
      })
      .sort(([first], [second]) => (first < second ? -1 : 1)),
  );
}

function configuration(strategy: string): string {
  return `global:
  scrape_interval: 1s
otlp:
  translation_strategy: ${strategy}
scrape_configs:
  - job_name: scraped
    static_configs:
      - targets: ["${new URL(server.url).host}"]
`;
}
