import { type NamesOf, optionsFault } from "./arguments.js";
import { type AppendedFamilies, Exposition, type FinishSampling } from "./exposition/exposition.js";
import type { ExpositionFormat } from "./exposition/openmetrics.js";
import type { GaugeFamily } from "./family/gauge.js";
import type { MetricFamily } from "./family/metric-family.js";
import { createSeriesGauge, OverflowCounter, Rejections } from "./own-metrics.js";
import { VERSION } from "./process-state.js";
import { type Warn, Warnings, warnOfBadExemplars } from "./warnings.js";

/** The definition of a program's metrics. */
export interface MetricsDefinition {
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
   * Called once for each metric, reason and label of rejected samples, with the first such sample, and once for each
   * vector that is full, has an empty label value, or records what looks misspelt as `otherwise`; `console.warn` by
   * default. An error that it throws, or a promise that it rejects, is ignored.
   */
  readonly warn?: Warn;
}

/** In milliseconds: the default `scrape_timeout` of Prometheus. */
const SAMPLING_TIMEOUT = 10_000;

const RECORDING_OPTION_NAMES: NamesOf<RecordingOptions> = { strict: true, warn: true };

/**
 * All metric families of a schema. Creating it only allocates memory: nothing listens and nothing is registered until
 * the application asks for it. All copies of the code that was generated from a schema have the same object.
 */
export class Metrics {
  /** @internal The version of the runtime that made the object. */
  readonly version: string = VERSION;
  /** @internal The schema in messages; empty if the metrics are not those of generated code. */
  readonly schema: string;
  readonly #warnings = new Warnings();
  readonly #rejections = new Rejections(this.#warnings);
  readonly #overflow = new OverflowCounter(this.#warnings);
  readonly #listeners = new Set<() => void>();
  #definition: MetricsDefinition;
  #exposition: Exposition;

  constructor(definition: MetricsDefinition, schema = "") {
    this.schema = schema;
    this.#definition = definition;
    this.#exposition = this.#createExposition(createSeriesGauge(definition.families));
  }

  /** The address where the metrics server listens by default, such as `tcp://:9959/metrics`. */
  get address(): string {
    return this.#definition.address;
  }

  /**
   * The schema's families, and then those that describe them: `metricsmith_rejected_samples_total`,
   * `metricsmith_folded_label_values_total` if there is an open vector, and `metricsmith_series`. Another array once a
   * newer copy of the schema has other families.
   *
   * @internal
   */
  get families(): readonly MetricFamily[] {
    return this.#exposition.families;
  }

  /** @internal */
  get members(): readonly Metrics[] {
    return [this];
  }

  /** @internal The families that describe those of the schema, without the number of their series. */
  get describingFamilies(): readonly MetricFamily[] {
    return this.families.slice(this.schemaFamilies.length, -1);
  }

  /** @internal The schema's own families. */
  get schemaFamilies(): readonly MetricFamily[] {
    return this.#definition.families;
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

  /** @internal Calls a function with each rejected sample from now on, in strict mode too. */
  onReject(listener: Parameters<Rejections["onReject"]>[0]): void {
    this.#rejections.onReject(listener);
  }

  /**
   * Warns once of what does not fit the schema, with the place of the call.
   *
   * @param entries the functions that the program may have called
   * @throws Error in strict mode
   * @internal
   */
  refuse(subject: string, message: string, entries: Parameters<Warnings["warn"]>[3]): void {
    if (this.#rejections.isStrict) throw new Error(message);
    this.#warnings.warn(subject, message, undefined, entries);
  }

  /** @internal Exposes the families of a newer copy of the schema from now on. */
  redefine(definition: MetricsDefinition): void {
    const before = this.#definition.families;
    const { families } = definition;
    this.#definition = definition;
    const isSame = families.length === before.length && families.every((family, at) => family === before[at]);
    const series = isSame ? this.#exposition.series : createSeriesGauge(families);
    this.#exposition = this.#createExposition(series);
    for (const listener of this.#listeners) listener();
  }

  /** @internal Calls a function whenever a newer copy of the schema was loaded. @returns a function that ends it */
  onRedefine(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    return this.#exposition.expose(reuse, format);
  }

  /**
   * Returns the same exposition, and waits for asynchronous callbacks of sampled gauges. `expose` and `slices` do not
   * wait: they leave out the series of such callbacks, with a warning. So does this for a callback that is late.
   *
   * @param format `text` by default
   * @param timeout how long callbacks are waited for in milliseconds, 10,000 by default
   */
  exposeAsync(format: ExpositionFormat = "text", timeout: number = SAMPLING_TIMEOUT): Promise<Uint8Array> {
    return this.#exposition.exposeAsync(format, timeout);
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
   * @param finishSampling what `startSampling` has returned; by default, the gauges are read by this call
   * @internal
   */
  slices(
    format?: ExpositionFormat,
    appended?: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
    finishSampling?: FinishSampling,
  ): Generator<Uint8Array, void>;
  slices(
    format?: ExpositionFormat,
    appended?: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
    finishSampling?: FinishSampling,
  ): Generator<Uint8Array, void> {
    return this.#exposition.slices(format, appended, isSelected, finishSampling);
  }

  /** @internal Waits for the callbacks of sampled gauges. See `Exposition.startSampling`. */
  startSampling(timeout: number, isSelected?: (family: MetricFamily) => boolean): Promise<FinishSampling> {
    return this.#exposition.startSampling(timeout, isSelected);
  }

  /**
   * Returns a slice that is no longer needed. A later exposition overwrites it, so that it allocates no memory for its
   * first slice. Only the last slice that was returned is used.
   */
  reclaim(slice: Uint8Array): void {
    this.#exposition.reclaim(slice);
  }

  /** Removes every series and forgets every warning; for tests. Sampled series come back at the next scrape. */
  reset(): void {
    for (const family of this.families) family.reset();
    this.#warnings.reset();
  }

  #createExposition(series: GaugeFamily): Exposition {
    const { families } = this.#definition;
    this.#rejections.follow(families);
    this.#overflow.follow(families);
    warnOfBadExemplars(families, this.#warnings);
    const overflow = this.#overflow.family;
    const describing = [this.#rejections.family, ...(overflow === undefined ? [] : [overflow])];
    return new Exposition(families, describing, series);
  }
}
