import { CounterFamily, closedVector, HistogramFamily, Metrics } from "@metricsmith/runtime";
import * as client from "prom-client";
import { BOUNDS } from "./inputs.js";

/**
 * A process of its own: the memory of 100,000 live label sets with three labels, after two expositions, and so
 * with all that is kept for the next. Heap and array buffers, before and after, each after a collection.
 */
const LABEL_SETS = 100_000;
const SIZES = [50, 50, 40] as const;
const VALUES = SIZES.map((size, at) => Array.from({ length: size }, (_, value) => `value-${at}-${value}`));
const NAMES = ["tenant", "route", "state"];
const kept: object[] = [];

console.log(`memory of ${LABEL_SETS.toLocaleString("en")} live label sets, in bytes each:`);
report("metricsmith, counter", () => exposed(new CounterFamily({ ...named("counter"), vectors: vectors() })));
report("metricsmith, histogram of 17 buckets", () =>
  exposed(new HistogramFamily({ ...named("histogram"), vectors: vectors(), buckets: BOUNDS })),
);
report("prom-client, counter", () => {
  const counter = new client.Counter({ ...named("counter"), labelNames: NAMES, registers: [] });
  for (let index = 0; index < LABEL_SETS; index++) counter.inc(labelsOf(index));
  return counter;
});
report("prom-client, histogram of 17 buckets", () => {
  const histogram = new client.Histogram({
    ...named("histogram"),
    labelNames: NAMES,
    buckets: BOUNDS,
    registers: [],
  });
  for (let index = 0; index < LABEL_SETS; index++) histogram.observe(labelsOf(index), 0.3);
  return histogram;
});

function report(name: string, make: () => object): void {
  const before = used();
  const made = make();
  const bytes = used() - before;
  console.log(`- ${name}: ${Math.round(bytes / LABEL_SETS)}`);
  kept.push(made); // or it would be collected while it is measured
}

function used(): number {
  if (globalThis.gc === undefined) throw new Error("node needs --expose-gc to measure memory");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Records in every label set, and exposes twice, as a server does: slice by slice. */
function exposed(family: CounterFamily | HistogramFamily): object {
  const metrics = new Metrics({ address: "", families: [family] });
  for (let index = 0; index < LABEL_SETS; index++) family.record(index, 0.3, undefined);
  for (let scrape = 0; scrape < 2; scrape++) {
    for (const slice of metrics.slices()) if (slice.length < 0) throw new RangeError("a slice has a length");
  }
  return metrics;
}

function named(type: string) {
  return { name: `authelia_benchmark_${type}`, help: "Benchmark." };
}

function vectors() {
  return NAMES.map((name, at) => closedVector(name, VALUES[at] ?? []));
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
