import { FamilyBase, type FamilyDefinition, numberFault } from "./family-base.js";
import { quoted } from "./rejection.js";
import { ScalarCells } from "./scalar-cells.js";

/** A gauge: each of its series goes up and down. */
export class GaugeFamily extends FamilyBase {
  readonly type = "gauge";
  private readonly cells: ScalarCells;
  private readonly samplers = new Map<number, () => number>();

  constructor(definition: FamilyDefinition) {
    super(definition);
    this.cells = new ScalarCells(this.labelSets);
    this.reset();
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
    else this.reject(labels, numberFault(value));
  }

  /** Adds any number but NaN to a series, which starts at 0. Otherwise as `set`. */
  add(index: number, by: number, labels: unknown): void {
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    if (index >= 0 && by === by && typeof by === "number") this.cells.add(index, by);
    else this.reject(labels, numberFault(by));
  }

  /**
   * Has a series read by a callback at each scrape, until `reset`. The latest callback of a label set counts.
   * One that throws or gives no number leaves the series as it was, and is a rejected sample.
   */
  sample(index: number, read: () => number, labels: unknown): void {
    if (index >= 0 && typeof read === "function") this.samplers.set(index, read);
    else this.reject(labels, { reason: "not_a_number", detail: `${quoted(read)} is no function to read` });
  }

  /** The series of one label set, for hot loops. Of a bad one, each record is rejected. */
  bind(index: number, labels: unknown): BoundGauge {
    return new BoundGauge(this, index, labels);
  }

  /** Calls back for every label set that has been recorded, by ascending index, sampled ones read anew. */
  forEach(visit: (index: number, value: number) => void): void {
    for (const [index, read] of this.samplers) this.sampleNow(index, read);
    this.cells.forEach(visit);
  }

  /** Forgets every series and every callback. A family without labels starts again at 0. */
  reset(): void {
    this.samplers.clear();
    this.cells.clear();
    if (this.vectors.length === 0) this.cells.set(0, 0);
  }

  private sampleNow(index: number, read: () => number): void {
    const value = attempt(read);
    if (value instanceof Error) this.report({ reason: "sample_failed", detail: value.message });
    else if (typeof value === "number") this.cells.set(index, value);
    else this.report({ reason: "not_a_number", detail: `a sampled series was read as ${quoted(value)}` });
  }
}

/** What a callback gives, or an error that says what it threw. */
function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : quoted(error);
    return new Error(`the callback of a sampled series threw: ${message}`);
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
