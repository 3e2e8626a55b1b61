import { CounterFamily } from "./family/counter.js";
import { GaugeFamily } from "./family/gauge.js";
import type { MetricFamily } from "./family/metric-family.js";
import { quoted, REJECTION_REASONS, type RejectedSample, RejectedSampleError } from "./family/rejection.js";
import { closedVector, type Vector } from "./labels.js";
import type { Warnings } from "./warnings.js";

/** Counts the samples that families reject and warns once for each metric and reason. In strict mode, it throws. */
export class Rejections {
  readonly family: CounterFamily;
  readonly #warnings: Warnings;
  #strict = false;

  constructor(families: readonly MetricFamily[], warnings: Warnings) {
    this.#warnings = warnings;
    const metric = closedVector(
      "metric",
      families.map((family) => family.name),
    );
    const reason = closedVector("reason", REJECTION_REASONS);
    this.family = new CounterFamily({
      name: "metricsmith_rejected_samples_total",
      help: "Samples that were not recorded, by the metric they were meant for and the reason.",
      vectors: [metric, reason],
    });
    for (const family of families) {
      family.onReject((sample) => {
        const index = metric.ordinalOf(sample.metric) * reason.size + reason.ordinalOf(sample.reason);
        this.#reject(index, sample);
      });
    }
  }

  /** @param strict whether to throw instead of counting; `undefined` keeps the value */
  configure(strict: boolean | undefined): void {
    this.#strict = strict ?? this.#strict;
  }

  #reject(index: number, sample: RejectedSample): void {
    if (this.#strict) throw new RejectedSampleError(sample);
    this.family.record(index, 1, sample);
    this.#warnings.warn(`${sample.reason} ${sample.metric}`, rejectionWarning(sample), sample);
  }
}

function rejectionWarning({ metric, reason, detail }: RejectedSample): string {
  return (
    `metricsmith: a sample of ${metric} was not recorded: ${detail}. ` +
    `Further ones are counted in metricsmith_rejected_samples_total{metric="${metric}",reason="${reason}"} only.`
  );
}

/** Counts the label values that full open vectors record as `otherwise`, and warns once for each vector. */
export class OverflowCounter {
  /** `undefined` if no family has an open vector. */
  readonly family: CounterFamily | undefined;

  constructor(families: readonly MetricFamily[], warnings: Warnings) {
    const openVectors = new Set(
      families.flatMap(({ vectors }) => vectors.filter(({ watch }) => watch !== undefined)),
    );
    const names = [...new Set([...openVectors].map(({ name }) => name))];
    if (names.length === 0) return;
    const family = new CounterFamily({
      name: "metricsmith_folded_label_values_total",
      help: "Label values that were recorded as the one for all others, because their vector was full.",
      vectors: [closedVector("vector", names)],
    });
    this.family = family;
    for (const vector of openVectors) {
      const index = names.indexOf(vector.name);
      vector.watch?.({
        onOverflow(value) {
          family.record(index, 1, undefined);
          warnings.warn(`full ${vector.name}`, overflowWarning(vector, value));
        },
      });
    }
  }
}

function overflowWarning({ name, size, textOf }: Vector, value: string): string {
  return (
    `metricsmith: the vector ${name} has as many label values as its max_values allows, ${size - 1}, so that ` +
    `${quoted(value)} was recorded as ${quoted(textOf(0))}. ` +
    `Further ones are counted in metricsmith_folded_label_values_total{vector="${name}"} only.`
  );
}

/** The series that each family exposes. An exposition counts them; for a client's registry, a callback does. */
export class SeriesGauge {
  readonly family: GaugeFamily;

  constructor(families: readonly MetricFamily[]) {
    const names = families.map(({ name }) => name);
    this.family = new GaugeFamily({
      name: "metricsmith_series",
      help: "Series that a metric exposes now.",
      vectors: [closedVector("metric", names)],
      combine: "max", // the processes of one program have nearly the same series
    });
    families.forEach((family, index) => {
      this.family.sample(index, () => countSeries(family), undefined);
    });
  }

  /** @param position the position of the family in the schema */
  set(position: number, series: number): void {
    this.family.set(position, series, undefined);
  }
}

function countSeries(family: MetricFamily): number {
  let labelSets = 0;
  family.pull();
  family.forEach(() => {
    labelSets += 1;
  });
  return family.type === "histogram" ? labelSets * (family.bounds.length + 3) : labelSets;
}
