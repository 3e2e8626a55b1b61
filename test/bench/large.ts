import { CounterFamily, closedVector, HistogramFamily, Metrics } from "@metricsmith/runtime";
import * as successor from "@prometheus-io/client";
import * as client from "prom-client";
import { BOUNDS } from "./inputs.js";
import type { Result } from "./result.js";

/** 600,000 counter series and 20,000 label sets of a histogram, of 20 samples each. */
export const LARGE_SAMPLES = 1_000_000;

const numbered = (letter: string, size: number) => Array.from({ length: size }, (_, at) => `${letter}-${at}`);
const TENANTS = numbered("tenant", 100);
const ROUTES = numbered("/api/route", 100);
const STATES = numbered("state", 60);

/** Writes a million samples, from the first byte to the last. */
export async function largeScrapes(): Promise<readonly Result[]> {
  return [
    await fastest("metricsmith, in slices", largeMetrics()),
    await fastest("prom-client", largeRegistry(client)),
    await fastest("@prometheus-io/client", largeRegistry(successor)),
  ];
}

/** The longest time for which a slice of it holds the event loop, in nanoseconds. */
export function longestSlice(): number {
  const { metrics } = largeFamilies();
  let longest = 0;
  for (let round = 0; round < 5; round++) {
    const slices = metrics.slices();
    for (let done: boolean | undefined = false; done !== true; ) {
      const start = performance.now();
      done = slices.next().done;
      if (round > 0) longest = Math.max(longest, performance.now() - start); // compiled by then
    }
  }
  return longest * 1e6;
}

/** The fastest of three: each takes seconds, and what is slower was disturbed. */
async function fastest(name: string, scrape: () => unknown): Promise<Result> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await scrape();
    times.push(performance.now() - start);
  }
  return { name, nanoseconds: Math.min(...times) * 1e6 };
}

function largeMetrics(): () => number {
  const { metrics } = largeFamilies();
  return () => {
    let bytes = 0;
    for (const slice of metrics.slices()) bytes += slice.length;
    return bytes;
  };
}

/** Counters and a histogram with a million samples in all. */
export function largeFamilies(): { readonly metrics: Metrics } {
  const vectors = [
    closedVector("tenant", TENANTS),
    closedVector("route", ROUTES),
    closedVector("state", STATES),
  ];
  const requests = new CounterFamily({ name: "authelia_requests", help: "Requests.", vectors });
  const durations = new HistogramFamily({
    name: "authelia_request_duration",
    help: "Durations.",
    vectors,
    buckets: BOUNDS,
  });
  eachLabelSet((index) => {
    requests.record(index, 1 + (index % 97), undefined);
    if (index % 30 === 0) durations.record(index, (index % 61) + 0.1, undefined);
  });
  return { metrics: new Metrics({ address: "", families: [requests, durations] }) };
}

function largeRegistry({
  Counter,
  Histogram,
  Registry,
}: typeof client | typeof successor): () => Promise<string> {
  const registry = new Registry();
  const registers = [registry] as never; // the two clients' registries are one type by structure
  const labelNames = ["tenant", "route", "state"];
  const requests = new Counter({ name: "authelia_requests", help: "Requests.", labelNames, registers });
  const durations = new Histogram({
    name: "authelia_request_duration",
    help: "Durations.",
    labelNames,
    buckets: BOUNDS,
    registers,
  });
  eachLabelSet((index, labels) => {
    requests.inc(labels, 1 + (index % 97));
    if (index % 30 === 0) durations.observe(labels, (index % 61) + 0.1);
  });
  return () => registry.metrics();
}

function eachLabelSet(visit: (index: number, labels: Record<string, string>) => void): void {
  let index = 0;
  for (const tenant of TENANTS) {
    for (const route of ROUTES) for (const state of STATES) visit(index++, { tenant, route, state });
  }
}
