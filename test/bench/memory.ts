import { CounterFamily, closedVector, HistogramFamily, Metrics } from "@metricsmith/runtime/codegen";
import { CLIENTS, type Client, SDK } from "./clients.js";
import { BOUNDS } from "./inputs.js";
import { openTelemetry } from "./open-telemetry.js";
import { markdown } from "./table.js";

/**
 * A process of its own: the memory of 100,000 live label sets with three labels, after two scrapes, and so with
 * everything that is cached for the next scrape. Heap and array buffers, before and after, each after a collection.
 */
const LABEL_SETS = 100_000;
const SIZES = [50, 50, 40] as const;
const VALUES = SIZES.map((size, at) => Array.from({ length: size }, (_, value) => `value-${at}-${value}`));
const NAMES = ["tenant", "route", "state"];
/** The label sets are divided among this many families, so that each text is short enough for the cache. */
const FAMILIES = 20;
const BUCKETS = BOUNDS.length + 1;
/** All that was made, or it would be collected while it is measured. */
const made: object[] = [];

const rows = [
  ["the cells alone", "8", String(8 * (BUCKETS + 1))],
  ["metricsmith, one family", await bytesOf(() => one("counter")), await bytesOf(() => one("histogram"))],
  [
    `metricsmith, ${FAMILIES} families`,
    await bytesOf(() => several("counter")),
    await bytesOf(() => several("histogram")),
  ],
];
for (const { name, client } of CLIENTS) {
  rows.push([name, await bytesOf(() => clientCounter(client)), await bytesOf(() => clientHistogram(client))]);
}
rows.push([SDK, await bytesOf(sdkCounter), await bytesOf(sdkHistogram)]);
const title = `memory of ${LABEL_SETS.toLocaleString("en")} live label sets, in bytes each`;
console.log(`${markdown([title, "counter, three labels", "histogram, 17 buckets, three labels"], rows)}\n`);

/** The bytes of each label set, when they are made and scraped twice. */
async function bytesOf(make: () => object | Promise<object>): Promise<string> {
  const before = used();
  made.push(await make());
  return String(Math.round((used() - before) / LABEL_SETS));
}

function used(): number {
  if (globalThis.gc === undefined) throw new Error("node needs --expose-gc to measure memory");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function one(type: "counter" | "histogram"): Metrics {
  const vectors = NAMES.map((name, at) => closedVector(name, VALUES[at] ?? []));
  return scraped([family(type, 0, vectors)], LABEL_SETS);
}

function several(type: "counter" | "histogram"): Metrics {
  const sizes = [25, 20, LABEL_SETS / FAMILIES / 25 / 20];
  const vectors = NAMES.map((name, at) => closedVector(name, (VALUES[at] ?? []).slice(0, sizes[at])));
  const families = Array.from({ length: FAMILIES }, (_, at) => family(type, at, vectors));
  return scraped(families, LABEL_SETS / FAMILIES);
}

function family(type: "counter" | "histogram", at: number, vectors: ReturnType<typeof closedVector>[]) {
  const definition = { name: `${type}_${at}`, help: "Benchmark.", vectors };
  return type === "counter"
    ? new CounterFamily(definition)
    : new HistogramFamily({ ...definition, buckets: BOUNDS });
}

/** Records this many label sets of each family, and scrapes twice, slice by slice as a server does. */
function scraped(families: readonly (CounterFamily | HistogramFamily)[], labelSets: number): Metrics {
  const metrics = new Metrics({ address: "", families });
  for (const family of families) {
    for (let index = 0; index < labelSets; index++) family.record(index, 0.3, undefined);
  }
  for (let scrape = 0; scrape < 2; scrape++) {
    for (const _slice of metrics.slices());
  }
  return metrics;
}

/** The clients keep nothing for the next scrape, so they are not scraped. */
function clientCounter({ Counter }: Client): object {
  const counter = new Counter({ name: "counter", help: "Benchmark.", labelNames: NAMES, registers: [] });
  for (let index = 0; index < LABEL_SETS; index++) counter.inc(labelsOf(index));
  return counter;
}

function clientHistogram({ Histogram }: Client): object {
  const definition = { name: "histogram", help: "Benchmark.", labelNames: NAMES, registers: [] };
  const histogram = new Histogram({ ...definition, buckets: BOUNDS });
  for (let index = 0; index < LABEL_SETS; index++) histogram.observe(labelsOf(index), 0.3);
  return histogram;
}

async function sdkCounter(): Promise<object> {
  const sdk = openTelemetry();
  const counter = sdk.meter.createCounter("counter");
  for (let index = 0; index < LABEL_SETS; index++) counter.add(1, labelsOf(index));
  for (let scrape = 0; scrape < 2; scrape++) await sdk.collect();
  return sdk;
}

async function sdkHistogram(): Promise<object> {
  const sdk = openTelemetry();
  const histogram = sdk.meter.createHistogram("histogram");
  for (let index = 0; index < LABEL_SETS; index++) histogram.record(0.3, labelsOf(index));
  for (let scrape = 0; scrape < 2; scrape++) await sdk.collect();
  return sdk;
}

function labelsOf(index: number): Record<string, string> {
  let rest = index;
  const labels: Record<string, string> = {};
  NAMES.forEach((name, at) => {
    const values = VALUES[at] ?? [];
    labels[name] = values[rest % values.length] ?? "";
    rest = Math.floor(rest / values.length);
  });
  return labels;
}
