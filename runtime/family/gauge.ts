import type { Combine } from "./combine.js";
import type { FamilyDefinition } from "./family-base.js";
import { quoted } from "./quoted.js";
import { ScalarFamily } from "./scalar-family.js";
import { numberFault } from "./value-fault.js";

/** What a gauge is made from. */
export interface GaugeDefinition extends FamilyDefinition {
  /** `sum` by default. */
  readonly combine?: Combine;
}

/** A gauge: each of its series goes up and down. */
export class GaugeFamily extends ScalarFamily {
  readonly type = "gauge";
  /** How the values of several processes or threads make one. */
  readonly combine: Combine;
  private readonly samplers = new Map<number, () => number>();

  constructor(definition: GaugeDefinition) {
    super(definition);
    this.combine = definition.combine ?? "sum";
  }

  /**
   * Sets a series. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param value any number; NaN says that there is no value now
   * @param labels the label set as it was given, to say what is wrong with it
   */
  set(index: number, value: number, labels: unknown): void {
    if (index >= 0 && typeof value === "number") this.cells.set(index, value);
    else this.reject(index, labels, numberFault(value));
  }

  /** Adds any number but NaN to a series, which starts at 0. Otherwise as `set`. */
  add(index: number, by: number, labels: unknown): void {
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    if (index >= 0 && by === by && typeof by === "number") this.cells.add(index, by);
    else this.reject(index, labels, numberFault(by));
  }

  /**
   * Has a series read by a callback at each scrape from now on. The latest callback of a label set counts. One
   * that throws or gives no number leaves the series as it was, and is a rejected sample.
   */
  sample(index: number, read: () => number, labels: unknown): void {
    if (index >= 0 && typeof read === "function") this.samplers.set(index, read);
    else
      this.reject(index, labels, {
        reason: "sample_failed",
        detail: `the callback is ${quoted(read)}; expected a function`,
      });
  }

  /** The series of one label set, for hot loops. Of a bad one, each record is rejected. */
  bind(index: number, labels: unknown): BoundGauge {
    return new BoundGauge(this, index, this.boundLabels(index, labels));
  }

  override refresh(): void {
    this.readSampled();
    super.refresh();
  }

  /** Reads the sampled series anew. */
  readSampled(): void {
    for (const [index, read] of this.samplers) this.sampleNow(index, read);
  }

  private sampleNow(index: number, read: () => number): void {
    const value = attempt(read);
    if (typeof value === "number") this.cells.set(index, value);
    else this.report({ reason: "sample_failed", detail: `the callback of a sampled series ${value}` });
  }
}

/** The number that a callback gives, or what it does instead. */
function attempt(read: () => unknown): number | string {
  try {
    const value = read();
    if (typeof value === "number") return value;
    if (value instanceof Promise) value.catch(() => {}); // unhandled, it would end the application
    return `gave ${quoted(value)}; expected a number, at once`;
  } catch (error) {
    return `threw: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : quoted(error);
  } catch {
    return "an error without a message";
  }
}

/** One series of a gauge. */
export class BoundGauge {
  private readonly family: GaugeFamily;
  private readonly index: number;
  private readonly labels: unknown;

  constructor(family: GaugeFamily, index: number, labels: unknown) {
    this.family = family;
    this.index = index;
    this.labels = labels;
  }

  /** @param value any number; NaN says that there is no value now */
  set(value: number): void {
    this.family.set(this.index, value, this.labels);
  }

  /** @param by any number but NaN */
  add(by = 1): void {
    this.family.add(this.index, by, this.labels);
  }
}
