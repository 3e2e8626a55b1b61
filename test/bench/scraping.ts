import {
  booleanVector,
  CounterFamily,
  closedVector,
  HistogramFamily,
  integerVector,
  Metrics,
} from "@metricsmith/runtime";
import * as successor from "@prometheus-io/client";
import * as client from "prom-client";
import { BOUNDS } from "./inputs.js";
import { median, type Result } from "./result.js";

/** 10 counters of 1,000 label sets and 2 histograms of 250 label sets, of 20 samples each. */
export const SAMPLES = 20_000;
const COUNTERS = 10;
const HISTOGRAMS = 2;
const SHARDS = Array.from({ length: 25 }, (_, shard) => `shard-${shard}`);
const ROUTES = Array.from({ length: 10 }, (_, route) => `/api/route/${route}`);

/** Writes 20,000 samples in the text format 0.0.4. */
export async function scrapes(): Promise<readonly Result[]> {
  const { metrics, recordAll } = families();
  let bytes = metrics.expose();
  const lines = new TextDecoder().decode(bytes).split("\n");
  const samples = lines.filter((line) => line !== "" && !line.startsWith("#")).length;
  if (samples !== SAMPLES) throw new Error(`${samples} samples are exposed, not ${SAMPLES}`);
  const expose = () => {
    bytes = metrics.expose(bytes);
  };
  return [
    await median("metricsmith, nothing changed", 1, expose),
    await medianAfter("metricsmith, every series changed", recordAll, expose),
    await clientScrape("prom-client", client),
    await clientScrape("@prometheus-io/client", successor),
  ];
}

/** The median of a call that needs something done before each time. */
async function medianAfter(name: string, before: () => void, call: () => void): Promise<Result> {
  const samples = Array.from({ length: 300 }, () => {
    before();
    const start = performance.now();
    call();
    return (performance.now() - start) * 1e6;
  });
  return { name, nanoseconds: samples.sort((a, b) => a - b)[150] ?? 0 };
}

function families(): { readonly metrics: Metrics; readonly recordAll: () => void } {
  const counterVectors = [booleanVector("success"), integerVector("code", { min: 100, max: 599 })];
  const histogramVectors = [closedVector("route", ROUTES), closedVector("shard", SHARDS)];
  const counters = Array.from({ length: COUNTERS }, (_, at) => {
    return new CounterFamily({ name: `authelia_requests_${at}`, help: "Requests.", vectors: counterVectors });
  });
  const histograms = Array.from({ length: HISTOGRAMS }, (_, at) => {
    const name = `authelia_request_duration_${at}`;
    return new HistogramFamily({ name, help: "Durations.", vectors: histogramVectors, buckets: BOUNDS });
  });
  const recordAll = () => {
    for (const counter of counters) {
      for (let index = 0; index < 1000; index++) counter.record(index, 1 + (index % 7), undefined);
    }
    for (const histogram of histograms) {
      for (let index = 0; index < 250; index++) histogram.record(index, (index % 61) + 0.1, undefined);
    }
  };
  for (let round = 0; round < 20; round++) recordAll();
  return { metrics: new Metrics({ address: "", families: [...counters, ...histograms] }), recordAll };
}

function clientScrape(
  name: string,
  { Counter, Histogram, Registry }: typeof client | typeof successor,
): Promise<Result> {
  const registry = new Registry();
  const registers = [registry] as never; // the two clients' registries are one type by structure
  for (let at = 0; at < COUNTERS; at++) {
    const labelNames = ["success", "code"];
    const counter = new Counter({
      name: `authelia_requests_${at}`,
      help: "Requests.",
      labelNames,
      registers,
    });
    for (let index = 0; index < 1000; index++) {
      counter.inc({ success: String(index >= 500), code: 100 + (index % 500) }, 20 * (1 + (index % 7)));
    }
  }
  for (let at = 0; at < HISTOGRAMS; at++) {
    const labelNames = ["route", "shard"];
    const help = "Durations.";
    const histogram = new Histogram({
      name: `authelia_request_duration_${at}`,
      help,
      labelNames,
      buckets: BOUNDS,
      registers,
    });
    for (const route of ROUTES) for (const shard of SHARDS) observeTimes(histogram, { route, shard });
  }
  return median(name, 1, () => registry.metrics());
}

function observeTimes(histogram: { observe(labels: object, value: number): void }, labels: object): void {
  for (let round = 0; round < 20; round++) histogram.observe(labels, (round * 3) % 61);
}
