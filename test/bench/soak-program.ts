import {
  CounterFamily,
  closedVector,
  GaugeFamily,
  HistogramFamily,
  integerVector,
  Metrics,
  openVector,
} from "@metricsmith/runtime/codegen";

/** What one thread has recorded; whole numbers, so that sums are exact. */
export interface Tally {
  calls: number;
  tenants: number;
  observations: number;
  observed: number;
}

const BOUNDS = [1, 2, 4, 8, 16, 32];
const AXES = ["x", "y"].map((name) => integerVector(name, { min: 0, max: 999 }));
const tenant = openVector("tenant", { maxValues: 500, otherwise: "other" });
const method = closedVector("method", ["GET", "PUT", "POST"]);

const calls = new CounterFamily({ name: "calls_total", help: "Calls.", vectors: [method] });
const tenants = new CounterFamily({ name: "tenants_total", help: "Tenants' calls.", vectors: [tenant] });
const seconds = new HistogramFamily({
  name: "dense_seconds",
  help: "Seconds.",
  vectors: [method],
  buckets: BOUNDS,
});
const sizes = new HistogramFamily({ name: "sparse_bytes", help: "Bytes.", vectors: AXES, buckets: BOUNDS });
const busy = new GaugeFamily({ name: "busy", help: "Busy.", vectors: [], combine: "sum" });

/** Every kind of storage: cells for all label sets, rows for those recorded, label values that are taken up. */
export const metrics = new Metrics({ address: "", families: [calls, tenants, seconds, sizes, busy] });

export function emptyTally(): Tally {
  return { calls: 0, tenants: 0, observations: 0, observed: 0 };
}

/** Records a thousand samples of each kind. */
export function recordThousand(tally: Tally): void {
  for (let at = 0; at < 1000; at++) {
    const turn = tally.calls + at;
    const value = turn % 40;
    calls.record(turn % 3, 1, undefined);
    tenants.record(tenant.ordinalOf(`tenant-${turn % 400}`), 2, undefined);
    seconds.record(turn % 3, value, undefined);
    sizes.record(turn % 5000, value, undefined);
    tally.observed += 2 * value;
  }
  tally.calls += 1000;
  tally.tenants += 2000;
  tally.observations += 2000;
  busy.set(0, 1, undefined);
}

/** What an exposition shows of all threads. */
export function exposedTally(text: string): Tally {
  const tally = emptyTally();
  for (const line of text.split("\n")) {
    const value = Number(line.slice(line.lastIndexOf(" ") + 1));
    if (line.startsWith("calls_total{")) tally.calls += value;
    else if (line.startsWith("tenants_total{")) tally.tenants += value;
    else if (/^(dense_seconds|sparse_bytes)_count/.test(line)) tally.observations += value;
    else if (/^(dense_seconds|sparse_bytes)_sum/.test(line)) tally.observed += value;
  }
  return tally;
}
