import type { Combine } from "../family/combine.js";
import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import type { MetricFamily } from "../family/metric-family.js";
import { type ClientSample, histogramSamples, scalarSamples, unshared } from "./client-sample.js";

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
    return { help, name, type, values: scalarSamples(this.#family), aggregator };
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
    return this.#values(unshared(histogramSamples(this.#family)));
  }

  async getForPromString(): Promise<ClientMetricValues> {
    return this.#values(histogramSamples(this.#family));
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
