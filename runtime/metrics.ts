import { ByteWriter } from "./exposition/byte-writer.js";
import type { FamilyText } from "./exposition/family-text.js";
import { HistogramText } from "./exposition/histogram-text.js";
import { ScalarText } from "./exposition/scalar-text.js";
import type { MetricFamily } from "./family/metric-family.js";
import { type RecordingOptions, Rejections } from "./rejections.js";

/** What the metrics of a program are made from. */
export interface MetricsDefinition {
  /** Where the metrics server listens unless the application says otherwise, as `tcp://:9959/metrics`. */
  readonly address: string;
  /** In the order in which they are exposed. */
  readonly families: readonly MetricFamily[];
}

/**
 * All metric families of a program. Making it has no effect outside of memory: nothing listens, and
 * nothing is registered, until the application asks for it.
 */
export class Metrics {
  /** Where the metrics server listens unless the application says otherwise, as `tcp://:9959/metrics`. */
  readonly address: string;
  /** The schema's families, and `metricsmith_rejected_samples_total` as the last. */
  readonly families: readonly MetricFamily[];
  readonly #rejections: Rejections;
  readonly #texts: readonly FamilyText[];
  readonly #writer = new ByteWriter();

  constructor(definition: MetricsDefinition) {
    this.address = definition.address;
    this.#rejections = new Rejections(definition.families);
    this.families = [...definition.families, this.#rejections.family];
    this.#texts = this.families.map(textOf);
  }

  /** Sets what happens to samples that cannot be recorded. Options that are left out keep their setting. */
  configure(options: RecordingOptions): void {
    this.#rejections.configure(options);
  }

  /**
   * All families in the text format 0.0.4, in UTF-8.
   *
   * @param reuse what an earlier call returned and is no longer needed: it is overwritten, where it
   * suffices, and no memory is taken for the result
   */
  expose(reuse?: Uint8Array): Uint8Array {
    this.#writer.start(reuse);
    for (const text of this.#texts) text.write(this.#writer);
    return this.#writer.finish();
  }

  /** Forgets every series, every sampled callback and every warning given; for tests. */
  reset(): void {
    for (const family of this.families) family.reset();
    this.#rejections.reset();
  }
}

function textOf(family: MetricFamily): FamilyText {
  return family.type === "histogram" ? new HistogramText(family) : new ScalarText(family);
}
