import { now } from "../clock.js";
import { ALL_CELLS, type CellRange, type SharedCellsListener } from "./cell-range.js";
import type { Combine, CombinedCells } from "./combined-cells.js";
import { type ExposedCells, ScalarFamily } from "./counter.js";
import type { FamilyDefinition } from "./family-base.js";
import { numberFault, quoted } from "./rejection.js";
import { ScalarCells } from "./scalar-cells.js";

/** What a gauge is made from. */
export interface GaugeDefinition extends FamilyDefinition {
  /** `sum` by default. */
  readonly combine?: Combine;
}

/** A gauge: each of its series goes up and down. */
export class GaugeFamily extends ScalarFamily {
  /** @internal */
  readonly type = "gauge";
  /** @internal How the values of several processes or threads make one. */
  readonly combine: Combine;
  private readonly samplers = new Map<number, () => number>();
  /** When each series was set last, by `now()`; only of a gauge of which the last value counts. */
  private readonly times: ScalarCells | undefined;
  /** @internal What is exposed in place of this thread's values, once other threads have some too. */
  combined: CombinedCells | undefined;

  constructor(definition: GaugeDefinition) {
    super(definition);
    this.combine = definition.combine ?? "sum";
    this.times = this.combine === "last" ? new ScalarCells(this.labelSets) : undefined;
  }

  /**
   * Sets a series. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param value any number; NaN says that there is no value now
   * @param labels the label set as it was given, to say what is wrong with it
   */
  set(index: number, value: number, labels: unknown): void {
    if (index >= 0 && typeof value === "number") {
      this.cells.set(index, value);
      if (this.times !== undefined) this.times.set(index, now());
    } else this.reject(index, labels, numberFault(value));
  }

  /** Adds any number but NaN to a series, which starts at 0. Otherwise as `set`. */
  add(index: number, by: number, labels: unknown): void {
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    if (index >= 0 && by === by && typeof by === "number") {
      this.cells.add(index, by);
      if (this.times !== undefined) this.times.set(index, now());
    } else this.reject(index, labels, numberFault(by));
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

  /** @internal */
  override refresh(): void {
    this.readSampled();
    super.refresh();
  }

  /** @internal Reads the sampled series anew. */
  readSampled(): void {
    for (const [index, read] of this.samplers) this.sampleNow(index, read);
  }

  /**
   * Sets a series to what another thread has set it to, unless it was set later here. Of a gauge of which the last
   * value counts.
   *
   * @param time by this thread's `now()`
   * @internal
   */
  setIfNewer(index: number, value: number, time: number): void {
    const { times } = this;
    const known = times?.read(index) ?? 0;
    if (known !== 0 && known >= time) return;
    this.cells.set(index, value);
    times?.set(index, time);
  }

  /**
   * Calls back for each series that was set, which leaves out those that are at 0 from the start.
   *
   * @param visit is told when it was set, by this thread's `now()`, if the last value is what counts
   * @internal
   */
  forEachSet(visit: (index: number, value: number, time: number) => void): void {
    const { combined, times } = this;
    this.exposed.walk(ALL_CELLS, (index, value) => {
      visit(index, value, combined === undefined ? (times?.read(index) ?? 0) : combined.timeOf(index));
    });
  }

  /** @internal Has values of this thread combined with those of others. */
  combineInto(combined: CombinedCells, range: CellRange): number {
    return this.cells.walk(range, (index, value) => {
      combined.add(index, value, this.times?.read(index) ?? 0);
    });
  }

  /** @internal */
  override share(outlet: SharedCellsListener, times: SharedCellsListener): void {
    super.share(outlet, times);
    this.times?.share(times);
  }

  /** @internal */
  override reset(): void {
    super.reset();
    this.times?.clear();
    this.combined = undefined;
  }

  /** @internal */
  protected override get exposed(): ExposedCells {
    return this.combined ?? this.cells;
  }

  private sampleNow(index: number, read: () => number): void {
    const value = callSampler(read);
    if (typeof value === "number") this.set(index, value, undefined);
    else this.report({ reason: "sample_failed", detail: `the callback of a sampled series ${value}` });
  }
}

/** The number that a callback gives, or what it does instead. */
function callSampler(read: () => unknown): number | string {
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
