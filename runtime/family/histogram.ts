import { type Buckets, createBuckets } from "./buckets.js";
import { ALL_CELLS, type CellRange } from "./cell-range.js";
import type { Exemplar } from "./exemplars.js";
import { FamilyBase, type FamilyDefinition } from "./family-base.js";
import { HistogramCells } from "./histogram-cells.js";
import { observationFault } from "./rejection.js";
import { BoundLabels } from "./series-expiry.js";
import type { SharedCellsListener, Store } from "./shared-cells.js";

/** The definition of a histogram. */
export interface HistogramDefinition extends FamilyDefinition {
  /** Finite upper bounds, ascending. The bucket `+Inf` is implied. */
  readonly buckets: readonly number[];
}

/** A histogram: for each label set, the number of observations in each bucket, and their sum. */
export class HistogramFamily extends FamilyBase {
  /** @internal */
  readonly type = "histogram";
  /** @internal Finite upper bounds, ascending. */
  readonly bounds: Float64Array;
  private readonly buckets: Buckets;
  /** @internal */
  protected readonly cells: HistogramCells;

  constructor(definition: HistogramDefinition) {
    super(definition);
    this.bounds = Float64Array.from(definition.buckets);
    this.buckets = createBuckets(definition.buckets);
    this.cells = new HistogramCells(this.labelSets, this.bounds.length + 1);
    const { expiry, record } = this;
    if (expiry === undefined) return;
    this.record = (index, value, labels, exemplar) => {
      if (index >= 0 && observationFault(value) === undefined) expiry.touch(index);
      record.call(this, index, value, labels, exemplar);
    };
    this.recordByMethod();
  }

  /** Has `observeRecorded` call `record`, which was replaced. */
  private recordByMethod(): void {
    this.observeRecorded = (index, value) => {
      if (!this.cells.has(index)) return false;
      this.record(index, value, undefined);
      return true;
    };
  }

  /**
   * Observes a value. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param value finite, in the family's unit
   * @param labels the label set as the caller passed it, for the message about a bad one
   * @param exemplar the trace that the observation belongs to. It is dropped if an id is bad
   */
  record(index: number, value: number, labels: unknown, exemplar?: Exemplar): void {
    // The difference is 0 for finite numbers, and NaN for others.
    if (index >= 0 && typeof value === "number" && value - value === 0) {
      const bucket = this.buckets.bucketOf(value);
      this.cells.add(index, bucket, value);
      if (exemplar !== undefined) this.keepExemplar(this.exemplarCell(index, bucket), value, exemplar);
    } else {
      this.reject(index, labels, observationFault(value));
    }
  }

  /**
   * Observes a value in a label set that was recorded.
   *
   * @param value finite
   * @returns false, and records nothing, if the label set was not recorded
   */
  observeRecorded(index: number, value: number): boolean {
    return this.cells.addRecorded(index, this.buckets.bucketOf(value), value);
  }

  /** @internal Whether this thread has recorded a label set. */
  has(index: number): boolean {
    return this.cells.has(index);
  }

  /** @internal Replaces the row of a label set. */
  setRow(index: number, row: Float64Array): void {
    this.cells.setRow(index, row);
  }

  /** @internal Calls `visit` for every recorded label set: not for those that are only exposed from the start. */
  forEachRecorded(visit: (index: number, cells: Float64Array, first: number) => void): void {
    this.cells.walk(ALL_CELLS, visit);
  }

  /**
   * Calls `source` for the exemplar of each record that has none, from now on. This replaces the method `record`, so
   * that an application without a source pays nothing for the possibility.
   *
   * @internal
   */
  takeExemplarsFrom(source: () => Exemplar | undefined): void {
    const { record } = this;
    this.record = (index, value, labels, exemplar) => {
      record.call(this, index, value, labels, exemplar ?? source());
    };
    this.recordByMethod();
  }

  /** @internal */
  // biome-ignore lint/complexity/noBannedTypes: as in the base
  entries(): readonly Function[] {
    return [
      ExpiringBoundHistogram.prototype.record,
      BoundHistogram.prototype.record,
      this.record,
      this.remove,
    ];
  }

  /** @internal */
  override retire(warn: () => void): void {
    super.retire(warn);
    this.record = () => warn();
  }

  /** @internal The key under which the exemplar of a bucket is stored. */
  exemplarCell(index: number, bucket: number): number {
    return index * (this.bounds.length + 1) + bucket;
  }

  /** Returns one label set, for hot loops. If the label set is bad, every record is rejected. */
  bind(index: number, labels: unknown): BoundHistogram {
    const bound = this.boundLabels(index, labels);
    if (this.expiry === undefined) return new BoundHistogram(this, index, bound);
    return new ExpiringBoundHistogram(this, new BoundLabels(this.expiry, this.vectors, index), bound);
  }

  /** @internal Calls `visit` for every exposed label set, with its row. */
  forEach(visit: (index: number, cells: Float64Array, first: number) => void): void {
    this.walk(ALL_CELLS, visit);
  }

  /**
   * Calls `visit` for every exposed label set in a range, with its row: from `cells[first]` on, the number of
   * observations in each bucket (not cumulative, `+Inf` last), then their sum, then their count. The order is
   * ascending by index; in a family that is too large for one row per label set, it is the order of first use.
   *
   * @returns the position to continue from, or `DONE`
   * @internal
   */
  walk(range: CellRange, visit: (index: number, cells: Float64Array, first: number) => void): number {
    return this.initialize ? this.cells.walkAll(range, visit) : this.cells.walk(range, visit);
  }

  /** @internal Adds a row of observations that another thread has recorded in a label set. */
  addFromThread(index: number, row: Float64Array): void {
    this.cells.addRow(index, row);
  }

  /** @internal */
  override share(listenerOf: (store: Store) => SharedCellsListener, onDrop: (index: number) => void): void {
    super.share(listenerOf, onDrop);
    this.cells.share(listenerOf("values"));
  }

  /** @internal */
  override removeHere(index: number | undefined): boolean {
    super.removeHere(index);
    if (index === undefined) {
      this.cells.removeAll();
      return true;
    }
    for (let bucket = 0; bucket <= this.bounds.length; bucket++) {
      this.exemplars?.remove(this.exemplarCell(index, bucket));
    }
    return this.cells.remove(index);
  }

  /** @internal */
  override reset(): void {
    super.reset();
    this.cells.clear();
  }
}

/** One label set of a histogram. */
export class BoundHistogram {
  /** @internal */
  protected readonly family: HistogramFamily;
  private readonly index: number;
  /** @internal */
  protected readonly labels: unknown;

  constructor(family: HistogramFamily, index: number, labels: unknown) {
    this.family = family;
    this.index = index;
    this.labels = labels;
  }

  /**
   * @param value finite, in the family's unit
   * @param exemplar the trace that the observation belongs to
   */
  record(value: number, exemplar?: Exemplar): void {
    this.family.record(this.index, value, this.labels, exemplar);
  }
}

class ExpiringBoundHistogram extends BoundHistogram {
  readonly #location: BoundLabels;

  constructor(family: HistogramFamily, location: BoundLabels, labels: unknown) {
    super(family, location.index, labels);
    this.#location = location;
  }

  override record(value: number, exemplar?: Exemplar): void {
    this.family.record(this.#location.index, value, this.labels, exemplar);
  }
}

/**
 * A clock in milliseconds that never goes back, for a timer that records a duration. A timer reads the global once: that
 * is faster, and both of its times are from the same clock, even if a test replaces the global in between.
 */
export function monotonicClock(): { now(): number } {
  return performance;
}
