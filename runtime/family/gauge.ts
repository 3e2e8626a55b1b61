import { ALL_CELLS, type CellRange } from "./cell-range.js";
import type { Combine, CombinedCells } from "./combined-cells.js";
import type { FamilyDefinition } from "./family-base.js";
import { numberFault, quoted } from "./rejection.js";
import { type ReadSample, SampledSeries, type StartedSampling } from "./sampled-series.js";
import { forEachBlock, ScalarCells } from "./scalar-cells.js";
import { type ExposedCells, ScalarFamily } from "./scalar-family.js";
import { BoundLabels } from "./series-expiry.js";
import type { SharedCellsListener, Store } from "./shared-cells.js";

/** The definition of a gauge. */
export interface GaugeDefinition extends FamilyDefinition {
  /** How values of several processes or threads become one; `sum` by default. */
  readonly combine?: Combine;
}

/** A gauge: each of its series goes up and down. */
export class GaugeFamily extends ScalarFamily {
  /** @internal */
  readonly type = "gauge";
  /** @internal */
  readonly combine: Combine;
  private readonly sampled = new SampledSeries();
  /** Sampled series that could not be read, of those that are exposed from the start. */
  private readonly unread = new Set<number>();
  /** The time of each series' last write, by `now()`. Only with `combine: last`. */
  private readonly times: ScalarCells | undefined;
  /** @internal The values of all threads, which are exposed once other threads have some. */
  combined: CombinedCells | undefined;

  constructor(definition: GaugeDefinition) {
    super(definition);
    this.combine = definition.combine ?? "sum";
    this.times = this.combine === "last" ? new ScalarCells(this.labelSets) : undefined;
    const { add, expiry, set } = this;
    if (expiry === undefined) return;
    this.set = (index, value, labels) => {
      if (index >= 0 && typeof value === "number") expiry.touch(index);
      set.call(this, index, value, labels);
    };
    this.add = (index, by, labels) => {
      if (index >= 0 && numberFault(by) === undefined) expiry.touch(index);
      add.call(this, index, by, labels);
    };
  }

  /**
   * Sets a series that exists.
   *
   * @param value a number, which may be NaN or infinite
   * @returns false, and sets nothing, if the series does not exist
   * @internal
   */
  setRecorded(index: number, value: number): boolean {
    if (this.expiry === undefined && this.times === undefined) return this.cells.setRecorded(index, value);
    if (!this.cells.has(index)) return false;
    this.set(index, value, undefined);
    return true;
  }

  /** @internal The same for `add`, with a number that is not NaN. */
  addRecorded(index: number, by: number): boolean {
    if (this.expiry === undefined && this.times === undefined) return this.cells.addRecorded(index, by);
    if (!this.cells.has(index)) return false;
    this.add(index, by, undefined);
    return true;
  }

  /**
   * Sets a series. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param value any number; NaN means that there is no value now
   * @param labels the label set as the caller passed it, for the message about a bad one
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
   * Reads a series with a callback at each scrape, from now on. A second callback for a label set replaces the first.
   * If the callback throws, returns no number, or a promise of it that does not settle before the exposition has to go
   * on, the series is left out and the sample is rejected.
   */
  sample(index: number, read: ReadSample, labels: unknown): void {
    if (index >= 0 && typeof read === "function") this.sampled.set(index, read);
    else
      this.reject(index, labels, {
        reason: "sample_failed",
        detail: `the callback is ${quoted(read)}; expected a function`,
      });
  }

  /** Returns the series of one label set, for hot loops. If the label set is bad, every record is rejected. */
  bind(index: number, labels: unknown): BoundGauge {
    const bound = this.boundLabels(index, labels);
    if (this.expiry === undefined) return new BoundGauge(this, index, bound);
    return new ExpiringBoundGauge(this, new BoundLabels(this.expiry, this.vectors, index), bound);
  }

  /** @internal */
  override refresh(): void {
    this.readSampled();
    super.refresh();
  }

  /** @internal Calls the callbacks of all sampled series. */
  readSampled(): void {
    this.sampled.readNow((index, outcome) => this.applySample(index, outcome));
  }

  /** @internal The same, but a series whose callback returns a promise stays as it is. */
  readSettled(): void {
    this.sampled.readSettled((index, outcome) => this.applySample(index, outcome));
  }

  /** @internal Calls the callbacks of all sampled series, some of which may return promises. */
  startSampling(): StartedSampling {
    return this.sampled.start((index, outcome) => this.applySample(index, outcome));
  }

  /** @internal Those that are read by callbacks, and those whose values are not combined yet with other threads'. */
  override usedIndices(): Iterable<number> {
    const indices = [...this.sampled.indices()];
    if (this.combined !== undefined) this.cells.walk(ALL_CELLS, (index) => indices.push(index));
    return indices;
  }

  /** @internal */
  override walk(range: CellRange, visit: (index: number, value: number) => void): number {
    const { unread } = this;
    if (unread.size === 0) return super.walk(range, visit);
    return super.walk(range, (index, value) => {
      if (!unread.has(index)) visit(index, value);
    });
  }

  /** @internal */
  override forEachBlock(visit: (values: Float64Array, count: number) => void): void {
    if (this.unread.size === 0) super.forEachBlock(visit);
    else forEachBlock((range, one) => this.walk(range, one), visit);
  }

  /**
   * Sets a series to a value of another thread, unless this thread set it later. Only with `combine: last`.
   *
   * @param time the time of the other thread's write, by this thread's `now()`
   * @internal
   */
  setIfNewer(index: number, value: number, time: number): void {
    const { times } = this;
    const lastSet = times?.read(index) ?? 0;
    if (lastSet !== 0 && lastSet >= time) return;
    this.cells.set(index, value);
    times?.set(index, time);
  }

  /**
   * Calls `visit` for each series that was set. Series that are exposed at 0 from the start are left out.
   *
   * @param visit its `time` is when the series was set, by this thread's `now()`, with `combine: last`; else 0
   * @internal
   */
  forEachSet(visit: (index: number, value: number, time: number) => void): void {
    const { combined, times } = this;
    this.exposed.walk(ALL_CELLS, (index, value) => {
      visit(index, value, combined === undefined ? (times?.read(index) ?? 0) : combined.timeOf(index));
    });
  }

  /** @internal */
  // biome-ignore lint/complexity/noBannedTypes: as in the base
  entries(): readonly Function[] {
    const bound = [ExpiringBoundGauge.prototype, BoundGauge.prototype].flatMap(({ add, set }) => [add, set]);
    return [...bound, this.set, this.add, this.sample, this.remove];
  }

  /** @internal */
  override retire(warn: () => void): void {
    super.retire(warn);
    const drop = () => warn();
    this.set = drop;
    this.add = drop;
    this.sample = drop;
  }

  /** @internal Adds this thread's values to those of other threads. */
  combineInto(combined: CombinedCells, range: CellRange): number {
    return this.cells.walk(range, (index, value) => {
      combined.add(index, value, this.times?.read(index) ?? 0);
    });
  }

  /** @internal */
  override share(listenerOf: (store: Store) => SharedCellsListener, onDrop: (index: number) => void): void {
    super.share(listenerOf, onDrop);
    this.times?.share(listenerOf("times"));
  }

  /** @internal Also ends the callbacks of the series, which would otherwise come back at the next scrape. */
  override removeHere(index: number | undefined): boolean {
    if (index === undefined) this.sampled.clear();
    else this.sampled.delete(index);
    if (index === undefined) this.unread.clear();
    else this.unread.delete(index);
    return this.removeValue(index);
  }

  /** Removes a series, or all of them, in this thread, but not its callback. */
  private removeValue(index: number | undefined): boolean {
    const had = super.removeHere(index);
    if (index === undefined) this.times?.removeAll();
    else this.times?.remove(index);
    return (this.combined?.remove(index) ?? false) || had;
  }

  /** @internal */
  override reset(): void {
    super.reset();
    this.unread.clear();
    this.times?.clear();
    this.combined = undefined;
  }

  /** @internal */
  protected override get exposed(): ExposedCells {
    return this.combined ?? this.cells;
  }

  private applySample(index: number, outcome: number | string): void {
    if (typeof outcome === "number") {
      if (this.unread.delete(index)) this.generation += 1;
      this.set(index, outcome, undefined);
      return;
    }
    this.leaveOut(index);
    this.report({ reason: "sample_failed", detail: `the callback of a sampled series ${outcome}` });
  }

  /** Removes the value of a sampled series that could not be read. */
  private leaveOut(index: number): void {
    if (!this.initialize) {
      if (this.cells.has(index)) this.removeValue(index);
      return;
    }
    this.cells.set(index, Number.NaN); // other threads see that it has no value
    if (this.unread.has(index)) return;
    this.unread.add(index);
    this.generation += 1;
  }
}

/** One series of a gauge. */
export class BoundGauge {
  /** @internal */
  protected readonly family: GaugeFamily;
  private readonly index: number;
  /** @internal */
  protected readonly labels: unknown;

  constructor(family: GaugeFamily, index: number, labels: unknown) {
    this.family = family;
    this.index = index;
    this.labels = labels;
  }

  /** @param value any number; NaN means that there is no value now */
  set(value: number): void {
    this.family.set(this.index, value, this.labels);
  }

  /** @param by any number but NaN */
  add(by = 1): void {
    this.family.add(this.index, by, this.labels);
  }
}

class ExpiringBoundGauge extends BoundGauge {
  readonly #location: BoundLabels;

  constructor(family: GaugeFamily, location: BoundLabels, labels: unknown) {
    super(family, location.index, labels);
    this.#location = location;
  }

  override set(value: number): void {
    this.family.set(this.#location.index, value, this.labels);
  }

  override add(by = 1): void {
    this.family.add(this.#location.index, by, this.labels);
  }
}

/** The time in milliseconds by the monotonic clock. */
export function now(): number {
  return performance.now();
}
