import type { Exemplar } from "../exemplars.js";
import { type Buckets, createBuckets } from "./buckets.js";
import { ALL_CELLS, type CellRange, type SharedCellsListener } from "./cell-range.js";
import { FamilyBase, type FamilyDefinition } from "./family-base.js";
import { HistogramCells } from "./histogram-cells.js";
import { numberFault } from "./rejection.js";

/** What a histogram is made from. */
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
  private readonly cells: HistogramCells;

  constructor(definition: HistogramDefinition) {
    super(definition);
    this.bounds = Float64Array.from(definition.buckets);
    this.buckets = createBuckets(definition.buckets);
    this.cells = new HistogramCells(this.labelSets, this.bounds.length + 1);
  }

  /**
   * Observes a value. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param value any number but NaN, in the family's unit
   * @param labels the label set as it was given, to say what is wrong with it
   * @param exemplar the trace that the observation belongs to; one with a bad id is dropped
   */
  record(index: number, value: number, labels: unknown, exemplar?: Exemplar): void {
    // NaN is the only number that is not equal to itself.
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    if (index >= 0 && value === value && typeof value === "number") {
      const bucket = this.buckets.bucketOf(value);
      this.cells.add(index, bucket, value);
      if (exemplar !== undefined) this.keepExemplar(this.exemplarCell(index, bucket), value, exemplar);
    } else {
      this.reject(index, labels, numberFault(value));
    }
  }

  /**
   * From now on, asks for the exemplar of each record that comes without one. It replaces the method, so that where
   * it is not called, a record does not even look whether it was.
   *
   * @internal
   */
  takeExemplarsFrom(source: () => Exemplar | undefined): void {
    this.record = (index, value, labels, exemplar) => {
      HistogramFamily.prototype.record.call(this, index, value, labels, exemplar ?? source());
    };
  }

  /** @internal The cell whose last exemplar a bucket has. */
  exemplarCell(index: number, bucket: number): number {
    return index * (this.bounds.length + 1) + bucket;
  }

  /** One label set, for hot loops. Of a bad one, each record is rejected. */
  bind(index: number, labels: unknown): BoundHistogram {
    return new BoundHistogram(this, index, this.boundLabels(index, labels));
  }

  /** @internal Calls back for every label set that is exposed, with its row. */
  forEach(visit: (index: number, cells: Float64Array, first: number) => void): void {
    this.walk(ALL_CELLS, visit);
  }

  /**
   * Calls back for every label set that is exposed, in a part of the family, with its row: the
   * observations of each bucket from `cells[first]`, not cumulated, `+Inf` last, then their sum and count. By
   * ascending index, but for a family too large for a row to each label set, whose order is that of first use.
   *
   * @returns the position to go on from, or `END`
   * @internal
   */
  walk(range: CellRange, visit: (index: number, cells: Float64Array, first: number) => void): number {
    return this.initialize ? this.cells.walkAll(range, visit) : this.cells.walk(range, visit);
  }

  /** @internal Adds the row of observations that another thread has recorded in a label set. */
  addFromThread(index: number, row: Float64Array): void {
    this.cells.addRow(index, row);
  }

  /** @internal */
  share(outlet: SharedCellsListener, _times: SharedCellsListener): void {
    this.cells.share(outlet);
  }

  /** @internal */
  override reset(): void {
    super.reset();
    this.cells.clear();
  }
}

/** One label set of a histogram. */
export class BoundHistogram {
  private readonly family: HistogramFamily;
  private readonly index: number;
  private readonly labels: unknown;

  constructor(family: HistogramFamily, index: number, labels: unknown) {
    this.family = family;
    this.index = index;
    this.labels = labels;
  }

  /**
   * @param value any number but NaN, in the family's unit
   * @param exemplar the trace that the observation belongs to
   */
  record(value: number, exemplar?: Exemplar): void {
    this.family.record(this.index, value, this.labels, exemplar);
  }
}
