import {
  booleanVector,
  CounterFamily,
  closedVector,
  HistogramFamily,
  integerVector,
  Metrics,
} from "@metricsmith/runtime/codegen";
import { CLIENTS, type Client, SDK } from "./clients.js";
import { BOUNDS } from "./inputs.js";
import { openTelemetry } from "./open-telemetry.js";
import { middle, type Result } from "./result.js";

/** 10 counters of 1,000 label sets and 2 histograms of 250 label sets, of 20 samples each. */
export const SAMPLES = 20_000;
/** The physical limit. */
export const COPY = "copying the same bytes";

const COUNTERS = Array.from({ length: 10 }, (_, at) => `authelia_requests_${at}`);
const HISTOGRAMS = Array.from({ length: 2 }, (_, at) => `authelia_request_duration_${at}`);
const SHARDS = Array.from({ length: 25 }, (_, shard) => `shard-${shard}`);
const ROUTES = Array.from({ length: 10 }, (_, route) => `/api/route/${route}`);
const COUNTER_LABELS = Array.from({ length: 1000 }, (_, index) => ({
  success: String(index >= 500),
  code: String(100 + (index % 500)),
}));
const HISTOGRAM_LABELS = ROUTES.flatMap((route) => SHARDS.map((shard) => ({ route, shard })));

/** What is scraped, and what changes all that is scraped. */
interface Subject {
  readonly name: string;
  readonly recordAll: () => void;
  readonly scrape: () => unknown;
  /** How many scrapes a turn has. */
  readonly scrapes: number;
}

const TURNS = 40;

/**
 * Writes 20,000 samples in the text format 0.0.4. The subjects take turns.
 *
 * @param changed whether the value of every sample changes between two scrapes
 */
export async function scrapes(changed: boolean): Promise<readonly Result[]> {
  const own = metricsmith();
  const subjects = [copy(own.metrics.expose(), own.recordAll), own];
  if (changed) subjects.push({ ...own, name: "metricsmith, in slices", scrape: own.slice });
  for (const { name, client } of CLIENTS) subjects.push(clientSubject(name, client));
  subjects.push(openTelemetrySubject());
  const times = subjects.map(() => [] as number[]);
  for (let round = -5; round < TURNS; round++) {
    for (const [at, subject] of subjects.entries()) {
      const turn = await measured(subject, changed);
      if (round >= 0) times[at]?.push(...turn); // compiled by then
    }
  }
  return subjects.map(({ name }, at) => ({ name, nanoseconds: middle(times[at] ?? []) }));
}

/** The nanoseconds of each scrape of a turn. */
async function measured({ recordAll, scrape, scrapes }: Subject, changed: boolean): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < scrapes; at++) {
    if (changed) recordAll();
    const start = performance.now();
    await scrape();
    times.push((performance.now() - start) * 1e6);
  }
  return times;
}

function metricsmith() {
  const counterVectors = [booleanVector("success"), integerVector("code", { min: 100, max: 599 })];
  const histogramVectors = [closedVector("route", ROUTES), closedVector("shard", SHARDS)];
  const counters = COUNTERS.map(
    (name) => new CounterFamily({ name, help: "Requests.", vectors: counterVectors }),
  );
  const histograms = HISTOGRAMS.map(
    (name) => new HistogramFamily({ name, help: "Durations.", vectors: histogramVectors, buckets: BOUNDS }),
  );
  const recordAll = recordings(
    counters.map((counter) => (index, by) => counter.record(index, by, undefined)),
    histograms.map((histogram) => (index, value) => histogram.record(index, value, undefined)),
  );
  const metrics = new Metrics({ address: "", families: [...counters, ...histograms] });
  let bytes = metrics.expose();
  const lines = new TextDecoder().decode(bytes).split("\n");
  const samples = lines.filter((line) => line.startsWith("authelia_")).length;
  if (samples !== SAMPLES) throw new Error(`${samples} samples are exposed, not ${SAMPLES}`);
  const scrape = () => {
    bytes = metrics.expose(bytes);
  };
  const slice = () => {
    for (const _slice of metrics.slices());
  };
  return { name: "metricsmith", metrics, recordAll, scrape, slice, scrapes: 20 };
}

function copy(from: Uint8Array, recordAll: () => void): Subject {
  const to = new Uint8Array(from.length);
  return { name: COPY, recordAll, scrape: () => to.set(from), scrapes: 20 };
}

function clientSubject(name: string, { Counter, Histogram, Registry }: Client): Subject {
  const registry = new Registry();
  const shared = { help: "Benchmark.", registers: [registry] as never }; // the clients' registries are one type by structure
  const counters = COUNTERS.map((name) => new Counter({ ...shared, name, labelNames: ["success", "code"] }));
  const histograms = HISTOGRAMS.map(
    (name) => new Histogram({ ...shared, name, labelNames: ["route", "shard"], buckets: BOUNDS }),
  );
  const recordAll = recordings(
    counters.map((counter) => (index, by) => counter.inc(COUNTER_LABELS[index] ?? {}, by)),
    histograms.map((histogram) => (index, value) => histogram.observe(HISTOGRAM_LABELS[index] ?? {}, value)),
  );
  return { name, recordAll, scrape: () => registry.metrics(), scrapes: 1 };
}

function openTelemetrySubject(): Subject {
  const { meter, collect } = openTelemetry();
  const counters = COUNTERS.map((name) => meter.createCounter(name));
  const histograms = HISTOGRAMS.map((name) => meter.createHistogram(name));
  const recordAll = recordings(
    counters.map((counter) => (index, by) => counter.add(by, COUNTER_LABELS[index])),
    histograms.map((histogram) => (index, value) => histogram.record(value, HISTOGRAM_LABELS[index])),
  );
  return { name: `${SDK}, collected only`, recordAll, scrape: collect, scrapes: 1 };
}

/** Records into every label set; an observation in the lowest bucket changes all samples of a histogram's. */
function recordings(
  counters: readonly ((index: number, by: number) => void)[],
  histograms: readonly ((index: number, value: number) => void)[],
): () => void {
  const recordAll = () => {
    for (const count of counters) for (let index = 0; index < 1000; index++) count(index, 1 + (index % 7));
    for (const observe of histograms) {
      for (let index = 0; index < 250; index++) {
        observe(index, 0.001);
        observe(index, (index % 61) + 0.1);
      }
    }
  };
  for (let round = 0; round < 20; round++) recordAll();
  return recordAll;
}
