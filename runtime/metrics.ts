import { ByteWriter } from "./exposition/byte-writer.js";
import { CacheBudget } from "./exposition/cached-text.js";
import { FamilyText, openMetricsForm } from "./exposition/family-text.js";
import { type ExpositionFormat, openMetricsFamilies } from "./exposition/openmetrics.js";
import { createCursor } from "./exposition/samples.js";
import { DONE } from "./family/cell-range.js";
import type { MetricFamily } from "./family/metric-family.js";
import { OverflowCounter, Rejections, SeriesGauge } from "./own-metrics.js";
import { type Warn, Warnings, warnOfBadExemplars } from "./warnings.js";

/** A slice of an exposition holds about this many bytes, of some ten thousand samples. */
const SLICE_SIZE = 1 << 20;

/** How many bytes of text are kept between expositions, all families together. */
const CACHE_LIMIT = 1 << 22;

const NOTHING = new Uint8Array(0);
const NOTHING_FURTHER: AppendedFamilies = { text: NOTHING };

/** What ends an exposition in OpenMetrics. */
const EOF = new TextEncoder().encode("# EOF\n");

/** What follows the families in an exposition, written in its format, without its end. */
export interface AppendedFamilies {
  /** Families that are written already. */
  readonly text: Uint8Array;
  /** Writes a few more when it is their turn; nothing by default. */
  readonly write?: (writer: ByteWriter) => void;
}

/** What the metrics of a program are made from. */
export interface MetricsDefinition {
  /** Where the metrics server listens unless the application says otherwise, as `tcp://:9959/metrics`. */
  readonly address: string;
  /** In the order in which they are exposed. */
  readonly families: readonly MetricFamily[];
}

/** What happens to samples that cannot be recorded, and to warnings. */
export interface RecordingOptions {
  /**
   * Throw a `RejectedSampleError` at the recorder's caller, and for a sampled gauge at who exposes it; for
   * tests. Off by default.
   */
  readonly strict?: boolean;
  /**
   * Called once for each metric and reason of a rejected sample, which it is given, and for each vector that is
   * full; `console.warn` by default. What it throws, at once or later, is ignored.
   */
  readonly warn?: Warn;
}

/**
 * All metric families of a program. Making it has no effect outside of memory: nothing listens, and
 * nothing is registered, until the application asks for it.
 */
export class Metrics {
  /** Where the metrics server listens unless the application says otherwise, as `tcp://:9959/metrics`. */
  readonly address: string;
  /**
   * The schema's families, and those about them: `metricsmith_rejected_samples_total`,
   * `metricsmith_folded_label_values_total` if there is an open vector, and `metricsmith_series`.
   *
   * @internal
   */
  readonly families: readonly MetricFamily[];
  readonly #warnings = new Warnings();
  readonly #rejections: Rejections;
  readonly #series: SeriesGauge;
  readonly #budget = new CacheBudget(CACHE_LIMIT);
  readonly #texts: readonly FamilyText[];
  /** Made when OpenMetrics is asked for. */
  #openMetricsTexts: readonly FamilyText[] | undefined;
  readonly #writer = new ByteWriter();
  /** How many families' series are counted: the schema's. */
  readonly #counted: number;
  /** The size of the longest slice of the last exposition, in bytes. */
  #sliceSize = 0;
  /** Its memory may be taken for the next exposition in slices. */
  #reclaimed: Uint8Array | undefined;
  #refreshing = false;

  constructor(definition: MetricsDefinition) {
    this.address = definition.address;
    this.#counted = definition.families.length;
    this.#rejections = new Rejections(definition.families, this.#warnings);
    this.#series = new SeriesGauge(definition.families);
    const folds = new OverflowCounter(definition.families, this.#warnings).family;
    this.families = [
      ...definition.families,
      this.#rejections.family,
      ...(folds === undefined ? [] : [folds]),
      this.#series.family, // the last: an exposition has counted the others by then
    ];
    warnOfBadExemplars(definition.families, this.#warnings);
    this.#texts = this.families.map((family) => new FamilyText(family, this.#budget));
  }

  /** Sets what happens to samples that cannot be recorded. Options that are left out keep their setting. */
  configure(options: RecordingOptions): void {
    this.#rejections.configure(options.strict);
    this.#warnings.configure(options.warn);
  }

  /** @internal Warns as `configure` says: once about each thing. */
  warn(about: string, message: string): void {
    this.#warnings.warn(about, message);
  }

  /**
   * All families in UTF-8.
   *
   * @param reuse what an earlier call returned and is no longer needed: it is overwritten, where it
   * suffices, and no memory is taken for the result
   * @param format `text`, the format 0.0.4, by default. In OpenMetrics, whose exposition ends with `# EOF`, a
   * counter that does not end in `_total` is of the type `unknown`, so that its series keep their name.
   */
  expose(reuse?: Uint8Array, format: ExpositionFormat = "text"): Uint8Array {
    this.readSampled();
    this.#writer.start(reuse);
    this.textsIn(format).forEach((text, at) => {
      const cursor = createCursor();
      this.families[at]?.pull();
      text.write(this.#writer, cursor, Infinity);
      this.count(at, cursor.samples);
    });
    if (format === "openmetrics") this.#writer.writeBytes(EOF);
    return this.#writer.finish();
  }

  /**
   * The same in slices of about 1 MB, each made in about a millisecond, when it is asked for. What is recorded
   * between two slices is in the later one; the lines of one label set are always of one moment. Sampled gauges
   * are read at once, so that one that fails in strict mode does so here. An empty slice says that other threads'
   * records were taken up meanwhile.
   *
   * @param format `text` by default
   */
  slices(format?: ExpositionFormat): Generator<Uint8Array, void>;
  /**
   * @param further other families, to follow; none by default
   * @param isSelected which of the families are written, and read if they are sampled; all by default
   * @internal
   */
  slices(
    format?: ExpositionFormat,
    further?: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void>;
  slices(
    format: ExpositionFormat = "text",
    further: AppendedFamilies = NOTHING_FURTHER,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void> {
    const counted = isSelected?.(this.#series.family) === true; // then all are looked at, though not written
    this.readSampled(counted ? undefined : isSelected);
    if (counted) this.#series.family.readSampled();
    return this.sliced(format, further, isSelected);
  }

  /**
   * Gives back a slice that is no longer needed: it is overwritten by a later exposition, which then takes no memory
   * for its first slice. One slice is kept so, the latest.
   */
  reclaim(slice: Uint8Array): void {
    this.#reclaimed = slice;
  }

  /** Forgets every series, but for those that a callback gives again, and every warning given; for tests. */
  reset(): void {
    for (const family of this.families) family.reset();
    this.#warnings.reset();
  }

  private *sliced(
    format: ExpositionFormat,
    { text: others, write }: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void> {
    const writer = new ByteWriter(isSelected === undefined ? this.#sliceSize : 0);
    let longest = 0;
    const finish = () => {
      longest = Math.max(longest, writer.length);
      return writer.finish();
    };
    writer.start(this.#reclaimed);
    this.#reclaimed = undefined;
    for (const [at, text] of this.textsIn(format).entries()) {
      const family = this.families[at];
      if (family === undefined || isSelected?.(family) === false) continue;
      for (const _step of family.pullInBatches()) yield NOTHING;
      const cursor = createCursor();
      while (cursor.position !== DONE) {
        text.write(writer, cursor, SLICE_SIZE);
        if (cursor.position === DONE) this.count(at, cursor.samples);
        if (writer.length < SLICE_SIZE) continue;
        yield finish();
        writer.start(undefined);
      }
    }
    if (writer.length + others.length < SLICE_SIZE) {
      writer.writeBytes(others); // one slice need not be put together
    } else {
      yield finish();
      yield others;
      writer.start(undefined);
    }
    write?.(writer);
    if (format === "openmetrics") writer.writeBytes(EOF);
    yield finish();
    if (isSelected === undefined) this.#sliceSize = longest;
  }

  private textsIn(format: ExpositionFormat): readonly FamilyText[] {
    if (format === "text") return this.#texts;
    this.#openMetricsTexts ??= openMetricsFamilies(this.families).map(
      (exposed) => new FamilyText(exposed.family, this.#budget, openMetricsForm(exposed)),
    );
    return this.#openMetricsTexts;
  }

  /** @param at the family's position in `families` */
  private count(at: number, samples: number): void {
    if (at < this.#counted) this.#series.set(at, samples);
  }

  /**
   * Reads the callbacks of sampled gauges, as an exposition does; nothing while it is doing so already.
   *
   * @param isSelected whose; those of all by default
   * @throws RejectedSampleError in strict mode, if one of them fails
   * @internal
   */
  readSampled(isSelected?: (family: MetricFamily) => boolean): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      for (const family of this.families) {
        if (family.type !== "gauge" || family === this.#series.family) continue;
        if (isSelected?.(family) !== false) family.readSampled();
      }
    } finally {
      this.#refreshing = false;
    }
  }
}
