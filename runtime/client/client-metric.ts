import { runAll } from "../family/cell-range.js";
import type { Combine } from "../family/combined-cells.js";
import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { labelsOf, locateExposed, readLabel } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import { waitWithin } from "../family/sampled-series.js";
import { processState } from "../process-state.js";

/** How the clients combine the samples of several processes. */
type Aggregator = "sum" | "max" | "min" | "average" | "first" | "omit";

/** A metric as a client's registry uses it: the interface of both clients' own Counter and Histogram. */
interface ClientMetric {
  name: string;
  readonly help: string;
  readonly type: MetricFamily["type"];
  readonly aggregator: Aggregator;
  get(): Promise<ClientMetricValues>;
  /** The same as `get`, but only for the text of an exposition. */
  getForPromString?(): Promise<ClientMetricValues>;
  /** Removes every series. A family without labels starts again at 0. */
  reset(): void;
  /** Removes the series with the labels, or with the label values in the order of the labels. */
  remove(...labels: readonly unknown[]): void;
}

/** The samples of one family at one time. */
interface ClientMetricValues {
  readonly name: string;
  readonly help: string;
  readonly type: MetricFamily["type"];
  readonly values: ClientSample[];
  readonly aggregator: Aggregator;
}

/** The family's metric for the clients' registries. It is always the same object, by which a registry identifies it. */
export function clientMetric(family: MetricFamily): ClientMetric {
  const existing = metrics.get(family);
  if (existing !== undefined) return existing;
  const metric = family.type === "histogram" ? new HistogramMetric(family) : new ScalarMetric(family);
  metrics.set(family, metric);
  families.set(metric, family);
  return metric;
}

/** The family of a registry's metric; `undefined` if `clientMetric` did not make it. */
export function familyOf(metric: unknown): MetricFamily | undefined {
  return typeof metric === "object" && metric !== null ? families.get(metric) : undefined;
}

const metrics = processState("client metrics", () => new WeakMap<MetricFamily, ClientMetric>());
const families = processState("families of client metrics", () => new WeakMap<object, MetricFamily>());

/** In milliseconds. A registry has no deadline of a scrape; Prometheus waits for 10 s by default. */
const SAMPLING_TIMEOUT = 5000;

class ScalarMetric implements ClientMetric {
  readonly type: "counter" | "gauge";
  readonly aggregator: Aggregator;
  readonly #family: CounterFamily | GaugeFamily;
  #nextName: string | undefined;

  constructor(family: CounterFamily | GaugeFamily) {
    this.#family = family;
    this.type = family.type;
    this.aggregator = family.type === "gauge" ? aggregatorOf(family.combine) : "sum";
  }

  get help(): string {
    return this.#family.help;
  }

  get name(): string {
    return this.#family.name;
  }

  /** An OpenMetrics registry sets a name without `_total` before `get`. Later scrapes must not have that name. */
  set name(name: string) {
    this.#nextName = name;
  }

  async get(): Promise<ClientMetricValues> {
    const { help, type, aggregator } = this;
    const name = this.#nextName ?? this.name;
    this.#nextName = undefined;
    const family = this.#family;
    if (family.type === "gauge") {
      const started = family.startSampling();
      if (started.pending.length > 0) await waitWithin(started.pending, SAMPLING_TIMEOUT);
      started.finish(SAMPLING_TIMEOUT);
    }
    family.pull();
    runAll(family.expireInBatches());
    return { help, name, type, values: readScalarSamples(family, true), aggregator };
  }

  reset(): void {
    this.#family.reset();
  }

  remove(...labels: readonly unknown[]): void {
    removeSeries(this.#family, labels);
  }
}

class HistogramMetric implements ClientMetric {
  readonly name: string;
  readonly type = "histogram";
  readonly aggregator = "sum";
  readonly #family: HistogramFamily;

  constructor(family: HistogramFamily) {
    this.#family = family;
    this.name = family.name;
  }

  get help(): string {
    return this.#family.help;
  }

  async get(): Promise<ClientMetricValues> {
    this.#expire();
    return this.#values(mergeSharedLabels(readHistogramSamples(this.#family)));
  }

  async getForPromString(): Promise<ClientMetricValues> {
    this.#expire();
    return this.#values(readHistogramSamples(this.#family));
  }

  reset(): void {
    this.#family.reset();
  }

  remove(...labels: readonly unknown[]): void {
    removeSeries(this.#family, labels);
  }

  #expire(): void {
    this.#family.pull();
    runAll(this.#family.expireInBatches());
  }

  #values(values: ClientSample[]): ClientMetricValues {
    const { name, help, type, aggregator } = this;
    return { name, help, type, values, aggregator };
  }
}

/** Label values are taken as the recorders take them, and as `get` returns them. */
function removeSeries(family: MetricFamily, labels: readonly unknown[]): void {
  const { vectors } = family;
  const [first] = labels;
  const named: unknown =
    typeof first === "object" && first !== null
      ? first
      : Object.fromEntries(vectors.map(({ label }, position) => [label, labels[position]]));
  family.pull();
  const location = locateExposed(
    vectors,
    vectors.map(({ label }) => readLabel(named, label).value),
  );
  if (location === undefined) family.remove(named);
  else family.removeEverywhere(location);
}

/** The clients do not know which value was set last: for `last`, they return the value of the first process. */
function aggregatorOf(combine: Combine): Aggregator {
  return combine === "last" ? "first" : combine;
}

/** A sample as the clients make it: plain, so that workers can send it, and new, as registries add labels to it. */
interface ClientSample {
  readonly value: number;
  /** `le` is a number, except for `+Inf`, as in the clients. */
  readonly labels: Record<string, string | number>;
  /** The name of the sample, if it is not that of the family. */
  readonly metricName?: string;
  /** The labels that follow `labels` in the text: one object for all samples of a label set. */
  readonly sharedLabels?: Readonly<Record<string, string>>;
  /** The clients' own buckets have `null`, too, if they have no exemplar. */
  readonly exemplar?: null;
}

/** Reads the samples of a counter or gauge. @param isSampled whether the sampled series of a gauge were read already */
export function readScalarSamples(family: CounterFamily | GaugeFamily, isSampled = false): ClientSample[] {
  const samples: ClientSample[] = [];
  if (isSampled) family.pull();
  else family.refresh();
  family.forEach((index, value) => {
    samples.push({ value, labels: labelsOf(family.vectors, index) });
  });
  return samples;
}

/** Reads the samples of a histogram for a text: a label set's samples share its labels, and default labels come first. */
export function readHistogramSamples(family: HistogramFamily): ClientSample[] {
  const { name, bounds } = family;
  const samples: ClientSample[] = [];
  family.refresh();
  family.forEach((index, cells, first) => {
    const sharedLabels = labelsOf(family.vectors, index);
    let count = 0;
    for (let bucket = 0; bucket <= bounds.length; bucket++) {
      count += cells[first + bucket] ?? 0;
      const labels = { le: bounds[bucket] ?? "+Inf" };
      samples.push({ labels, sharedLabels, value: count, metricName: `${name}_bucket`, exemplar: null });
    }
    const sum = cells[first + bounds.length + 1] ?? 0;
    samples.push({ labels: {}, sharedLabels, value: sum, metricName: `${name}_sum` });
    samples.push({ labels: {}, sharedLabels, value: count, metricName: `${name}_count` });
  });
  return samples;
}

/** Moves the shared labels of samples into `labels`, because the clients' aggregation drops `sharedLabels`. */
export function mergeSharedLabels(samples: readonly ClientSample[]): ClientSample[] {
  return samples.map(({ sharedLabels, labels, ...sample }) => ({
    ...sample,
    labels: { ...labels, ...sharedLabels },
  }));
}
