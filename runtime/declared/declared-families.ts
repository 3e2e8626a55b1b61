import { type NamesOf, optionsFault } from "../arguments.js";
import type { MetricFamily } from "../family/metric-family.js";
import { type Warn, Warnings, warnOfBadExemplars } from "../warnings.js";
import { OverflowCounter, Rejections } from "./own-metrics.js";

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

const RECORDING_OPTION_NAMES: NamesOf<RecordingOptions> = { strict: true, warn: true };

/**
 * The families that all copies of a schema's generated code record into, and what happens to samples that cannot be
 * recorded. It does without an exposition, so that a program that only records does not have one.
 */
export class DeclaredFamilies {
  /** @internal In messages; empty if the families are not those of generated code. */
  readonly schema: string;
  readonly #warnings = new Warnings();
  readonly #rejections = new Rejections(this.#warnings);
  readonly #overflow = new OverflowCounter(this.#warnings);
  readonly #listeners = new Set<() => void>();
  #definition: MetricsDefinition;

  constructor(definition: MetricsDefinition, schema = "") {
    this.schema = schema;
    this.#definition = definition;
    this.#follow();
  }

  /** @internal */
  get definition(): MetricsDefinition {
    return this.#definition;
  }

  /** @internal The families that describe those of the schema, without the number of their series. */
  get describing(): readonly MetricFamily[] {
    const overflow = this.#overflow.family;
    return [this.#rejections.family, ...(overflow === undefined ? [] : [overflow])];
  }

  /** @internal See `Metrics.configure`. */
  configure(options: RecordingOptions): void {
    const fault = optionsFault("metrics.configure", options, RECORDING_OPTION_NAMES);
    if (fault !== undefined) throw new Error(fault);
    this.#rejections.configure(options.strict);
    this.#warnings.configure(options.warn);
  }

  /** @internal See `Metrics.warn`. */
  warn(subject: string, message: string): void {
    this.#warnings.warn(subject, message);
  }

  /** @internal See `Metrics.onReject`. */
  onReject(listener: Parameters<Rejections["onReject"]>[0]): void {
    this.#rejections.onReject(listener);
  }

  /** @internal See `Metrics.refuse`. */
  refuse(subject: string, message: string, entries: Parameters<Warnings["warn"]>[3]): void {
    if (this.#rejections.isStrict) throw new Error(message);
    this.#warnings.warn(subject, message, undefined, entries);
  }

  /** @internal Has the families of a newer copy of the schema from now on. */
  redefine(definition: MetricsDefinition): void {
    this.#definition = definition;
    this.#follow();
    for (const listener of this.#listeners) listener();
  }

  /** @internal See `Metrics.onRedefine`. Listeners are called in the order in which they were added. */
  onRedefine(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @internal Forgets every warning, so that each can be given again. */
  resetWarnings(): void {
    this.#warnings.reset();
  }

  #follow(): void {
    const { families } = this.#definition;
    this.#rejections.follow(families);
    this.#overflow.follow(families);
    warnOfBadExemplars(families, this.#warnings);
  }
}
