import { metricsFault, type NamesOf, optionsFault } from "../arguments.js";
import { openMetricsFamilies } from "../exposition/openmetrics.js";
import type { MetricFamily } from "../family/metric-family.js";
import { quoted } from "../family/rejection.js";
import type { Metrics } from "../metrics.js";
import type { ProcessMetrics } from "../process/process-metrics.js";
import { VERSION } from "../process-state.js";
import { computeFromFamilies, type ServedMetrics, servedMetrics } from "../served-metrics.js";
import { FamilyReader } from "./family-reader.js";
import type {
  CollectionResult,
  MetricData,
  MetricProducer,
  ProducedResource,
  Temporality,
} from "./metric-data.js";
import { hrTimeOf } from "./series-streams.js";

/** Options of `metricProducer`. */
export interface MetricProducerOptions {
  /**
   * Whether counters and histograms have what was recorded since they began, `cumulative`, the default, or since the
   * collection before, `delta`. The SDK does not pass on what the reader's exporter prefers: give both the same.
   */
  readonly temporality?: Temporality;
  /** The metrics of the Node process, from `observeProcess()`; none by default. */
  readonly processMetrics?: ProcessMetrics;
}

/**
 * Makes the families a source of metrics for OpenTelemetry: pass the result to a metric reader of the SDK, in its option
 * `metricProducers`. Each collection has the values that a scrape at the same time has, by the same names and labels.
 * The families that describe the metrics, `metricsmith_…`, are among them. Nothing is done at a record.
 *
 * Call it once for each reader: a producer remembers what its last collection had.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @throws Error if an argument is not valid, or if several schemas declare one name differently
 */
export function metricProducer(
  metrics: Metrics | readonly Metrics[],
  options: MetricProducerOptions = {},
): MetricProducer {
  const fault =
    metricsFault("metricProducer", metrics) ?? optionsFault("metricProducer", options, OPTION_NAMES);
  if (fault !== undefined) throw new Error(fault);
  const { temporality = "cumulative", processMetrics } = options;
  if (temporality !== "cumulative" && temporality !== "delta") {
    throw new Error(
      `metricProducer: temporality is ${quoted(temporality)}; expected "cumulative" or "delta"`,
    );
  }
  if (
    processMetrics !== undefined &&
    !Array.isArray((processMetrics as Partial<ProcessMetrics> | null)?.families)
  ) {
    const expected = "what observeProcess() returns";
    throw new Error(`metricProducer: processMetrics is ${quoted(processMetrics)}; expected ${expected}`);
  }
  return new FamilyProducer(servedMetrics(metrics), temporality, processMetrics);
}

const OPTION_NAMES: NamesOf<MetricProducerOptions> = { temporality: true, processMetrics: true };

/** In milliseconds. */
const SAMPLING_TIMEOUT = 10_000;

/** In milliseconds: a timer of a longer time ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

class FamilyProducer implements MetricProducer {
  readonly #metrics: ServedMetrics;
  readonly #readers: () => readonly FamilyReader[];

  constructor(metrics: ServedMetrics, temporality: Temporality, processMetrics: ProcessMetrics | undefined) {
    this.#metrics = metrics;
    const known = new WeakMap<MetricFamily, FamilyReader>();
    this.#readers = computeFromFamilies(metrics, (families) => {
      const names = new Set(families.map(({ name }) => name));
      const ofProcess = processMetrics?.families.filter(({ name }) => !names.has(name)) ?? [];
      return openMetricsFamilies([...families, ...ofProcess]).map(({ family, unit }) => {
        const reader = known.get(family) ?? new FamilyReader(family, temporality);
        known.set(family, reader);
        reader.describe(unit);
        return reader;
      });
    });
  }

  async collect({
    timeoutMillis = SAMPLING_TIMEOUT,
  }: {
    timeoutMillis?: number;
  } = {}): Promise<CollectionResult> {
    const errors: unknown[] = [];
    const finishSampling = await this.#metrics.startSampling(Math.min(timeoutMillis, LONGEST_TIMER));
    try {
      finishSampling();
    } catch (error) {
      errors.push(error); // strict mode
    }
    const time = hrTimeOf(Date.now());
    const metrics: MetricData[] = [];
    const series = this.#metrics.families.at(-1);
    for (const reader of this.#readers()) {
      if (reader.family === series && series.type === "gauge") series.readSampled(); // counts what was read before it
      const data = reader.read(time);
      if (data.dataPoints.length > 0) metrics.push(data);
    }
    const scopeMetrics = [{ scope: { name: "@metricsmith/runtime", version: VERSION }, metrics }];
    return { resourceMetrics: { resource: NO_RESOURCE, scopeMetrics }, errors };
  }
}

const NO_RESOURCE: ProducedResource = {
  attributes: {},
  merge: (other) => other ?? NO_RESOURCE,
  getRawAttributes: () => [],
};
