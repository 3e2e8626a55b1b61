import { CounterFamily } from "./family/counter.js";
import type { MetricFamily } from "./family/metric-family.js";
import { REJECTION_REASONS, type RejectedSample, RejectedSampleError } from "./family/rejection.js";
import { closedVector } from "./vector/closed-vector.js";
import type { Warnings } from "./warnings.js";

/** Counts the samples that families reject and warns once for each metric and reason, or throws. */
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

  /** @param strict whether to throw in place of counting; `undefined` leaves it as it is */
  configure(strict: boolean | undefined): void {
    this.#strict = strict ?? this.#strict;
  }

  #reject(index: number, sample: RejectedSample): void {
    if (this.#strict) throw new RejectedSampleError(sample);
    this.family.record(index, 1, sample);
    this.#warnings.give(`${sample.reason} ${sample.metric}`, warningOf(sample), sample);
  }
}

function warningOf({ metric, reason, detail }: RejectedSample): string {
  return (
    `metricsmith: a sample of ${metric} was not recorded: ${detail}. ` +
    `Further ones are counted in metricsmith_rejected_samples_total{metric="${metric}",reason="${reason}"} only.`
  );
}
