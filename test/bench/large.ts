import { CounterFamily, closedVector, HistogramFamily, Metrics } from "@metricsmith/runtime/codegen";
import { CLIENTS, type Client, SDK } from "./clients.js";
import { BOUNDS } from "./inputs.js";
import { openTelemetry } from "./open-telemetry.js";
import type { Result } from "./result.js";

/** 600,000 counter series and 20,000 label sets of a histogram, of 20 samples each. */
export const LARGE_SAMPLES = 1_000_000;
/** The physical limit. */
export const COPY_LARGE = "copying the same bytes, slice by slice";

const numbered = (letter: string, size: number) => Array.from({ length: size }, (_, at) => `${letter}-${at}`);
const TENANTS = numbered("tenant", 100);
const ROUTES = numbered("/api/route", 100);
const STATES = numbered("state", 60);

/** Writes a million samples, from the first byte to the last. */
export async function largeScrapes(): Promise<readonly Result[]> {
  const { metrics } = largeFamilies();
  const results = [
    await fastest(COPY_LARGE, largeCopy([...metrics.slices()])),
    await fastest("metricsmith, in slices", () => {
      for (const _slice of metrics.slices());
    }),
  ];
  for (const { name, client } of CLIENTS) results.push(await fastest(name, largeRegistry(client)));
  results.push(await fastest(`${SDK}, collected only`, largeMeter()));
  return results;
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

/** Into one buffer that is written over by each slice, as a reader's is. */
function largeCopy(slices: readonly Uint8Array[]): () => void {
  const to = new Uint8Array(Math.max(...slices.map(({ length }) => length)));
  return () => {
    for (const slice of slices) to.set(slice);
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

function largeRegistry({ Counter, Histogram, Registry }: Client): () => Promise<string> {
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

function largeMeter(): () => Promise<number> {
  const { meter, collect } = openTelemetry();
  const requests = meter.createCounter("authelia_requests");
  const durations = meter.createHistogram("authelia_request_duration");
  eachLabelSet((index, labels) => {
    requests.add(1 + (index % 97), labels);
    if (index % 30 === 0) durations.record((index % 61) + 0.1, labels);
  });
  return collect;
}

function eachLabelSet(visit: (index: number, labels: Record<string, string>) => void): void {
  let index = 0;
  for (const tenant of TENANTS) {
    for (const route of ROUTES) for (const state of STATES) visit(index++, { tenant, route, state });
  }
}
