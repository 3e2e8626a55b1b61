import {
  DeclaredFamilies,
  type MetricsDefinition,
  type RecordingOptions,
} from "./declared/declared-families.js";
import {
  type AppendedFamilies,
  createSeriesGauge,
  Exposition,
  type FinishSampling,
} from "./exposition/exposition.js";
import type { ExpositionFormat } from "./exposition/openmetrics.js";
import type { GaugeFamily } from "./family/gauge.js";
import { exposedFamilies, type MetricFamily } from "./family/metric-family.js";
import { processState, VERSION } from "./process-state.js";

/** In milliseconds: the default `scrape_timeout` of Prometheus. */
const SAMPLING_TIMEOUT = 10_000;

/**
 * All metric families of a schema. Creating it only allocates memory: nothing listens and nothing is registered until
 * the application asks for it. All copies of the code that was generated from a schema have the same object.
 */
export class Metrics {
  /** @internal The version of the runtime that made the object. */
  readonly version: string = VERSION;
  /** @internal The schema in messages; empty if the metrics are not those of generated code. */
  readonly schema: string;
  readonly #declared: DeclaredFamilies;
  /** The schema's families that are exposed, also under old names. */
  #schemaFamilies: readonly MetricFamily[];
  #exposition: Exposition;

  constructor(definition: MetricsDefinition, declared: DeclaredFamilies = new DeclaredFamilies(definition)) {
    this.schema = declared.schema;
    this.#declared = declared;
    this.#schemaFamilies = exposedFamilies(this.schemaFamilies);
    this.#exposition = this.#createExposition(createSeriesGauge(this.#schemaFamilies));
    declared.onRedefine(() => this.#redefine()); // before all other listeners
  }

  /** The address where the metrics server listens by default, such as `tcp://:9959/metrics`. */
  get address(): string {
    return this.#declared.definition.address;
  }

  /**
   * The schema's families, and then those that describe them: `metricsmith_rejected_samples_total`,
   * `metricsmith_folded_label_values_total` if there is an open vector, and `metricsmith_series`. A family that has an
   * old name is followed by itself under that name. Another array once a newer copy of the schema has other families.
   *
   * @internal
   */
  get families(): readonly MetricFamily[] {
    return this.#exposition.families;
  }

  /** @internal The same without old names: those that have cells. */
  get ownFamilies(): readonly MetricFamily[] {
    return this.#exposition.ownFamilies;
  }

  /** @internal */
  get members(): readonly Metrics[] {
    return [this];
  }

  /** @internal The families that describe those of the schema, without the number of their series. */
  get describingFamilies(): readonly MetricFamily[] {
    return this.ownFamilies.slice(this.schemaFamilies.length, -1);
  }

  /** @internal The schema's own families. */
  get schemaFamilies(): readonly MetricFamily[] {
    return this.#declared.definition.families;
  }

  /**
   * Sets what happens to samples that cannot be recorded. An option that is left out keeps its value.
   *
   * @throws Error if an option is not known
   */
  configure(options: RecordingOptions): void {
    this.#declared.configure(options);
  }

  /** @internal Calls the function `warn` that `configure` has set, once for each subject. */
  warn(subject: string, message: string): void {
    this.#declared.warn(subject, message);
  }

  /** @internal Calls a function with each rejected sample from now on, in strict mode too. */
  onReject(listener: Parameters<DeclaredFamilies["onReject"]>[0]): void {
    this.#declared.onReject(listener);
  }

  /**
   * Warns once of what does not fit the schema, with the place of the call.
   *
   * @param entries the functions that the program may have called
   * @throws Error in strict mode
   * @internal
   */
  refuse(subject: string, message: string, entries: Parameters<DeclaredFamilies["refuse"]>[2]): void {
    this.#declared.refuse(subject, message, entries);
  }

  /** @internal Exposes the families of a newer copy of the schema from now on. */
  redefine(definition: MetricsDefinition): void {
    this.#declared.redefine(definition);
  }

  /** @internal Calls a function whenever a newer copy of the schema was loaded. @returns a function that ends it */
  onRedefine(listener: () => void): () => void {
    return this.#declared.onRedefine(listener);
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
    for (const family of this.ownFamilies) family.reset();
    this.#declared.resetWarnings();
  }

  #redefine(): void {
    const before = this.#schemaFamilies;
    const families = exposedFamilies(this.schemaFamilies);
    this.#schemaFamilies = families;
    const isSame = families.length === before.length && families.every((family, at) => family === before[at]);
    this.#exposition = this.#createExposition(isSame ? this.#exposition.series : createSeriesGauge(families));
  }

  #createExposition(series: GaugeFamily): Exposition {
    return new Exposition(this.#schemaFamilies, this.#declared.describing, series);
  }
}

/**
 * The metrics of a schema, the same object for all copies of its generated code. A program that does not use it, because
 * it only records, has no exposition in its bundle.
 */
export function metricsOf(declared: DeclaredFamilies): Metrics {
  const known = processState("metrics", () => new WeakMap<DeclaredFamilies, Metrics>());
  const metrics = known.get(declared) ?? new Metrics(declared.definition, declared);
  known.set(declared, metrics);
  return metrics;
}
