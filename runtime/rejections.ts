import { CounterFamily } from "./family/counter.js";
import type { MetricFamily } from "./family/metric-family.js";
import { REJECTION_REASONS, type RejectedSample, RejectedSampleError } from "./family/rejection.js";
import { closedVector } from "./vector/closed-vector.js";

/** What happens to samples that cannot be recorded. */
export interface RecordingOptions {
  /**
   * Throw a `RejectedSampleError` at the recorder's caller, and for a sampled gauge at who exposes it; for
   * tests. Off by default.
   */
  readonly strict?: boolean;
  /** Called once for each metric and reason; `console.warn` by default. What it throws, at once or later, is ignored. */
  readonly warn?: (message: string, sample: RejectedSample) => void;
}

/** Counts the samples that families reject and warns once for each metric and reason, or throws. */
export class Rejections {
  readonly family: CounterFamily;
  readonly #warned = new Set<number>();
  #strict = false;
  #warn: NonNullable<RecordingOptions["warn"]> = (message) => console.warn(message);

  constructor(families: readonly MetricFamily[]) {
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

  configure(options: RecordingOptions): void {
    this.#strict = options.strict ?? this.#strict;
    this.#warn = options.warn ?? this.#warn;
  }

  reset(): void {
    this.#warned.clear();
  }

  #reject(index: number, sample: RejectedSample): void {
    if (this.#strict) throw new RejectedSampleError(sample);
    this.family.record(index, 1, sample);
    if (this.#warned.has(index)) return;
    this.#warned.add(index);
    try {
      const told: unknown = this.#warn(warningOf(sample), sample);
      if (told instanceof Promise) told.catch(() => {});
    } catch {
      // A metric must never take the application down, nor may its warning.
    }
  }
}

function warningOf({ metric, reason, detail }: RejectedSample): string {
  return (
    `metricsmith: a sample of ${metric} was not recorded: ${detail}. ` +
    `Further ones are counted in metricsmith_rejected_samples_total{metric="${metric}",reason="${reason}"} only.`
  );
}
