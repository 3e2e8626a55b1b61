import type { Combine } from "../family/combined-cells.js";
import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { labelsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";

/** How the clients combine the samples of several processes. */
type Aggregator = "sum" | "max" | "min" | "average" | "first";

/** What a client's registry asks of a metric: the contract of both clients' own Counter and Histogram. */
export interface ClientMetric {
  name: string;
  readonly help: string;
  readonly type: MetricFamily["type"];
  readonly aggregator: Aggregator;
  get(): Promise<ClientMetricValues>;
  /** As `get`, for a text alone. */
  getForPromString?(): Promise<ClientMetricValues>;
  reset(): void;
}

/** One family at one moment. */
interface ClientMetricValues {
  readonly name: string;
  readonly help: string;
  readonly type: MetricFamily["type"];
  readonly values: ClientSample[];
  readonly aggregator: Aggregator;
}

/** The family's metric for the clients' registries: always the same object, as a registry tells them apart by it. */
export function clientMetric(family: MetricFamily): ClientMetric {
  const known = metrics.get(family);
  if (known !== undefined) return known;
  const made = family.type === "histogram" ? new HistogramMetric(family) : new ScalarMetric(family);
  metrics.set(family, made);
  return made;
}

const metrics = new WeakMap<MetricFamily, ClientMetric>();

class ScalarMetric implements ClientMetric {
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly aggregator: Aggregator;
  readonly #family: CounterFamily | GaugeFamily;
  #nextName: string | undefined;

  constructor(family: CounterFamily | GaugeFamily) {
    this.#family = family;
    this.help = family.help;
    this.type = family.type;
    this.aggregator = family.type === "gauge" ? aggregatorOf(family.combine) : "sum";
  }

  get name(): string {
    return this.#family.name;
  }

  /**
   * An OpenMetrics registry assigns a counter's name without `_total` just before it calls `get`. It counts
   * for that call alone: kept, it would rename the counter in every later text scrape.
   */
  set name(name: string) {
    this.#nextName = name;
  }

  async get(): Promise<ClientMetricValues> {
    const { help, type, aggregator } = this;
    const name = this.#nextName ?? this.name;
    this.#nextName = undefined;
    return { help, name, type, values: readScalarSamples(this.#family), aggregator };
  }

  reset(): void {
    this.#family.reset();
  }
}

class HistogramMetric implements ClientMetric {
  readonly name: string;
  readonly help: string;
  readonly type = "histogram";
  readonly aggregator = "sum";
  readonly #family: HistogramFamily;

  constructor(family: HistogramFamily) {
    this.#family = family;
    this.name = family.name;
    this.help = family.help;
  }

  async get(): Promise<ClientMetricValues> {
    return this.#values(mergeSharedLabels(readHistogramSamples(this.#family)));
  }

  async getForPromString(): Promise<ClientMetricValues> {
    return this.#values(readHistogramSamples(this.#family));
  }

  reset(): void {
    this.#family.reset();
  }

  #values(values: ClientSample[]): ClientMetricValues {
    const { name, help, type, aggregator } = this;
    return { name, help, type, values, aggregator };
  }
}

/** The clients cannot tell which value was set last: they give that of the first process. */
function aggregatorOf(combine: Combine): Aggregator {
  return combine === "last" ? "first" : combine;
}

/**
 * A sample as the clients' own metrics give it: fresh at each call, since a registry writes its default
 * labels into it, and made of what structured cloning can send between workers.
 */
export interface ClientSample {
  readonly value: number;
  /** `le` is a number, but for `+Inf`, as the clients have it. */
  readonly labels: Record<string, string | number>;
  /** The name of the sample, where it is not the family's. */
  readonly metricName?: string;
  /** Labels that follow `labels` in the text, of one object for all samples of a label set. */
  readonly sharedLabels?: Readonly<Record<string, string>>;
  /** The clients give buckets without an exemplar this very value. */
  readonly exemplar?: null;
}

/** The samples of a counter or gauge. */
export function readScalarSamples(family: CounterFamily | GaugeFamily): ClientSample[] {
  const samples: ClientSample[] = [];
  family.refresh();
  family.forEach((index, value) => {
    samples.push({ value, labels: labelsOf(family.vectors, index) });
  });
  return samples;
}

/** The samples of a histogram for a text: label sets are shared, and default labels come before them. */
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

/** The same samples with all of their labels in `labels`: aggregation drops `sharedLabels`. */
export function mergeSharedLabels(samples: readonly ClientSample[]): ClientSample[] {
  return samples.map(({ sharedLabels, labels, ...sample }) => ({
    ...sample,
    labels: { ...labels, ...sharedLabels },
  }));
}
