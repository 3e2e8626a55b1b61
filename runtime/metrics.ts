import { type NamesOf, optionsFault } from "./arguments.js";
import { ByteWriter } from "./exposition/byte-writer.js";
import { CacheBudget } from "./exposition/cached-text.js";
import { FamilyText, openMetricsForm } from "./exposition/family-text.js";
import { type ExpositionFormat, openMetricsFamilies } from "./exposition/openmetrics.js";
import { createCursor } from "./exposition/samples.js";
import { DONE } from "./family/cell-range.js";
import type { MetricFamily } from "./family/metric-family.js";
import { OverflowCounter, Rejections, SeriesGauge } from "./own-metrics.js";
import { type Warn, Warnings, warnOfBadExemplars } from "./warnings.js";

/** The approximate size of a slice of an exposition in bytes. It contains some ten thousand samples. */
const SLICE_SIZE = 1 << 20;

/** The number of bytes that the cached texts of all families may have together. */
const CACHE_LIMIT = 1 << 22;

const NO_BYTES = new Uint8Array(0);
const NO_FAMILIES: AppendedFamilies = { text: NO_BYTES };

/** The end of an exposition in OpenMetrics. */
const EOF = new TextEncoder().encode("# EOF\n");

/** Families that follow those of the program in an exposition, in its format and without its end. */
interface AppendedFamilies {
  /** Families whose text exists already. */
  readonly text: Uint8Array;
  /** Writes more families at the end of the exposition; none by default. */
  readonly write?: (writer: ByteWriter) => void;
}

/** The definition of a program's metrics. */
interface MetricsDefinition {
  /** The address where the metrics server listens by default, such as `tcp://:9959/metrics`. */
  readonly address: string;
  /** The families, in the order in which they are exposed. */
  readonly families: readonly MetricFamily[];
}

/** Options for samples that cannot be recorded, and for warnings. */
export interface RecordingOptions {
  /**
   * Whether a recorder throws a `RejectedSampleError` for a bad sample; for tests. A sampled gauge throws it when it is
   * exposed. False by default.
   */
  readonly strict?: boolean;
  /**
   * Called once for each metric and reason of rejected samples, with the first such sample, and once for each vector
   * that is full; `console.warn` by default. An error that it throws, or a promise that it rejects, is ignored.
   */
  readonly warn?: Warn;
}

const RECORDING_OPTION_NAMES: NamesOf<RecordingOptions> = { strict: true, warn: true };

/**
 * All metric families of a program. Creating it only allocates memory: nothing listens and nothing is registered until
 * the application asks for it.
 */
export class Metrics {
  /** The address where the metrics server listens by default, such as `tcp://:9959/metrics`. */
  readonly address: string;
  /**
   * The schema's families, and then those that describe them: `metricsmith_rejected_samples_total`,
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
  /** Created at the first exposition in OpenMetrics. */
  #openMetricsTexts: readonly FamilyText[] | undefined;
  readonly #writer = new ByteWriter();
  /** The number of the schema's families: their series are counted. */
  readonly #schemaFamilies: number;
  /** The size of the longest slice of the last exposition in bytes. */
  #sliceSize = 0;
  /** A slice whose memory the next exposition in slices may use. */
  #reclaimed: Uint8Array | undefined;
  /** Whether the callbacks of sampled gauges are being called. */
  #isSampling = false;

  constructor(definition: MetricsDefinition) {
    this.address = definition.address;
    this.#schemaFamilies = definition.families.length;
    this.#rejections = new Rejections(definition.families, this.#warnings);
    this.#series = new SeriesGauge(definition.families);
    const overflow = new OverflowCounter(definition.families, this.#warnings).family;
    this.families = [
      ...definition.families,
      this.#rejections.family,
      ...(overflow === undefined ? [] : [overflow]),
      this.#series.family, // last, since an exposition counts the series of the others as it writes them
    ];
    warnOfBadExemplars(definition.families, this.#warnings);
    this.#texts = this.families.map((family) => new FamilyText(family, this.#budget));
  }

  /**
   * Sets what happens to samples that cannot be recorded. An option that is left out keeps its value.
   *
   * @throws Error if an option is not known
   */
  configure(options: RecordingOptions): void {
    const fault = optionsFault("metrics.configure", options, RECORDING_OPTION_NAMES);
    if (fault !== undefined) throw new Error(fault);
    this.#rejections.configure(options.strict);
    this.#warnings.configure(options.warn);
  }

  /** @internal Calls the function `warn` that `configure` has set, once for each subject. */
  warn(subject: string, message: string): void {
    this.#warnings.warn(subject, message);
  }

  /**
   * Returns the exposition of all families in UTF-8.
   *
   * @param reuse bytes that an earlier call returned and that are no longer needed. They are overwritten if they are
   * large enough, so that no memory is allocated
   * @param format `text`, the format 0.0.4, by default. In OpenMetrics, whose exposition ends with `# EOF`, a counter
   * that does not end in `_total` has the type `unknown`, so that its series keep their names
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
   * Returns the same exposition in slices of about 1 MB. Each slice is written when it is requested, in about a
   * millisecond. A sample that is recorded between two slices is in the later one if its series comes there; the lines
   * of one label set are always read at the same time. Sampled gauges are read by this call, so that in strict mode one
   * that fails throws here. A slice can be empty: it ends a batch of reading what other threads have recorded.
   *
   * @param format `text` by default
   */
  slices(format?: ExpositionFormat): Generator<Uint8Array, void>;
  /**
   * @param appended other families, which follow; none by default
   * @param isSelected which of the families are written, and sampled if they are gauges; all by default
   * @internal
   */
  slices(
    format?: ExpositionFormat,
    appended?: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void>;
  slices(
    format: ExpositionFormat = "text",
    appended: AppendedFamilies = NO_FAMILIES,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void> {
    const countsSeries = isSelected?.(this.#series.family) === true; // then the series of all families are counted
    this.readSampled(countsSeries ? undefined : isSelected);
    if (countsSeries) this.#series.family.readSampled();
    return this.writeSlices(format, appended, isSelected);
  }

  /**
   * Returns a slice that is no longer needed. A later exposition overwrites it, so that it allocates no memory for its
   * first slice. Only the last slice that was returned is used.
   */
  reclaim(slice: Uint8Array): void {
    this.#reclaimed = slice;
  }

  /** Removes every series and forgets every warning; for tests. Sampled series come back at the next scrape. */
  reset(): void {
    for (const family of this.families) family.reset();
    this.#warnings.reset();
  }

  private *writeSlices(
    format: ExpositionFormat,
    { text: others, write }: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void> {
    const writer = new ByteWriter(isSelected === undefined ? this.#sliceSize : 0);
    let longest = 0;
    const finishSlice = () => {
      longest = Math.max(longest, writer.length);
      return writer.finish();
    };
    writer.start(this.#reclaimed);
    this.#reclaimed = undefined;
    for (const [at, text] of this.textsIn(format).entries()) {
      const family = this.families[at];
      if (family === undefined || isSelected?.(family) === false) continue;
      for (const _batch of family.pullInBatches()) yield NO_BYTES;
      const cursor = createCursor();
      while (cursor.position !== DONE) {
        text.write(writer, cursor, SLICE_SIZE);
        if (cursor.position === DONE) this.count(at, cursor.samples);
        if (writer.length < SLICE_SIZE) continue;
        yield finishSlice();
        writer.start(undefined);
      }
    }
    if (writer.length + others.length < SLICE_SIZE) {
      writer.writeBytes(others); // fits into this slice
    } else {
      yield finishSlice();
      yield others;
      writer.start(undefined);
    }
    write?.(writer);
    if (format === "openmetrics") writer.writeBytes(EOF);
    yield finishSlice();
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
    if (at < this.#schemaFamilies) this.#series.set(at, samples);
  }

  /**
   * Calls the callbacks of sampled gauges, as an exposition does. Does nothing if a callback calls it.
   *
   * @param isSelected which families are read; all by default
   * @throws RejectedSampleError in strict mode, if one of them fails
   * @internal
   */
  readSampled(isSelected?: (family: MetricFamily) => boolean): void {
    if (this.#isSampling) return;
    this.#isSampling = true;
    try {
      for (const family of this.families) {
        if (family.type !== "gauge" || family === this.#series.family) continue;
        if (isSelected?.(family) !== false) family.readSampled();
      }
    } finally {
      this.#isSampling = false;
    }
  }
}
