import { ByteWriter } from "./exposition/byte-writer.js";
import { FamilyText } from "./exposition/family-text.js";
import { KeptBudget } from "./exposition/kept-budget.js";
import type { MetricFamily } from "./family/metric-family.js";
import { END } from "./family/walk.js";
import { type RecordingOptions, Rejections } from "./rejections.js";

/** A slice of an exposition holds about this many bytes, of some ten thousand samples. */
const SLICE = 1 << 20;

/** How many bytes of text are kept between expositions, all families together. */
const KEPT_LIMIT = 1 << 22;

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
  #refreshing = false;

  constructor(definition: MetricsDefinition) {
    this.address = definition.address;
    this.#rejections = new Rejections(definition.families);
    this.families = [...definition.families, this.#rejections.family];
    const budget = new KeptBudget(KEPT_LIMIT);
    this.#texts = this.families.map((family) => new FamilyText(family, budget));
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
    this.refresh();
    this.#writer.start(reuse);
    for (const text of this.#texts) text.write(this.#writer, 0, Infinity);
    return this.#writer.finish();
  }

  /**
   * The same in slices of about 1 MB, each made in about a millisecond, when it is asked for. What is recorded
   * between two slices is in the later one; the lines of one label set are always of one moment. Sampled gauges
   * are read at once, so that one that fails in strict mode does so here.
   */
  slices(): Generator<Uint8Array, void> {
    this.refresh();
    return this.sliced();
  }

  /** Forgets every series, but for those that a callback gives again, and every warning given; for tests. */
  reset(): void {
    for (const family of this.families) family.reset();
    this.#rejections.reset();
  }

  private *sliced(): Generator<Uint8Array, void> {
    const writer = new ByteWriter();
    writer.start(undefined);
    for (const text of this.#texts) {
      let position = 0;
      while (position !== END) {
        position = text.write(writer, position, SLICE);
        if (writer.length < SLICE) continue;
        yield writer.finish();
        writer.start(undefined);
      }
    }
    yield writer.finish();
  }

  /** Reads the sampled gauges, but not for an exposition that one of their callbacks asks for. */
  private refresh(): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      for (const family of this.families) if (family.type === "gauge") family.refresh();
    } finally {
      this.#refreshing = false;
    }
  }
}
