import type { Exemplar } from "../exemplars.js";
import { ALL_CELLS, type CellRange, type SharedCellsListener } from "./cell-range.js";
import { FamilyBase, type FamilyDefinition } from "./family-base.js";
import { incrementFault } from "./rejection.js";
import { forEachBlock, nextEpoch, ScalarCells } from "./scalar-cells.js";

/** Whence values are exposed. */
export type ExposedCells = Pick<ScalarCells, "walk" | "walkAll">;

/** What counters and gauges have in common: a cell for each label set. */
export abstract class ScalarFamily extends FamilyBase {
  /** @internal */
  protected readonly cells: ScalarCells;

  constructor(definition: FamilyDefinition) {
    super(definition);
    this.cells = new ScalarCells(this.labelSets);
  }

  /** @internal Calls back for every label set that is exposed. */
  forEach(visit: (index: number, value: number) => void): void {
    this.walk(ALL_CELLS, visit);
  }

  /** @internal Whether a series may have changed since what `moment` returned; since 0, always. */
  changedSince(moment: number): boolean {
    return this.exposed !== this.cells || this.cells.writtenSince(moment);
  }

  /**
   * This moment, to ask later what has changed since; 0 if the values of other threads are among those exposed.
   *
   * @internal
   */
  nextEpoch(): number {
    return this.exposed === this.cells ? nextEpoch() : 0;
  }

  /**
   * Calls back with the values that `forEach` visits, in the same order: a block, and how many values it has.
   *
   * @internal
   */
  forEachBlock(visit: (values: Float64Array, count: number) => void): void {
    if (this.exposed === this.cells) this.cells.forEachBlock(this.initialize, visit);
    else forEachBlock((range, one) => this.walk(range, one), visit);
  }

  /**
   * Calls back for every label set that is exposed, in a part of the family. By ascending index, but for a
   * family too large for a cell to each label set, whose order is that of first use.
   *
   * @returns the position to go on from, or `END`
   * @internal
   */
  walk(range: CellRange, visit: (index: number, value: number) => void): number {
    return this.initialize ? this.exposed.walkAll(range, visit) : this.exposed.walk(range, visit);
  }

  /** @internal */
  share(outlet: SharedCellsListener, _times: SharedCellsListener): void {
    this.cells.share(outlet);
  }

  /** @internal Forgets every series, but for those that a callback gives again. A family without labels starts at 0. */
  override reset(): void {
    super.reset();
    this.cells.clear();
  }

  /** @internal */
  protected get exposed(): ExposedCells {
    return this.cells;
  }
}

/** A counter: each of its series only goes up, or back to nothing by `reset`. */
export class CounterFamily extends ScalarFamily {
  /** @internal */
  readonly type = "counter";

  /**
   * Adds to a series. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param by 0 or more, and finite
   * @param labels the label set as it was given, to say what is wrong with it
   * @param exemplar the trace that the increment belongs to; that of an increment of 0 is not kept, and one with a
   * bad id is dropped
   */
  record(index: number, by: number, labels: unknown, exemplar?: Exemplar): void {
    if (index >= 0 && typeof by === "number" && by > 0 && by < Infinity) {
      this.cells.increase(index, by);
      if (exemplar !== undefined) this.keepExemplar(index, by, exemplar);
    } else if (index >= 0 && by === 0) this.cells.add(index, 0);
    else this.reject(index, labels, incrementFault(by));
  }

  /**
   * From now on, asks for the exemplar of each record that comes without one. It replaces the method, so that where
   * it is not called, a record does not even look whether it was.
   *
   * @internal
   */
  takeExemplarsFrom(source: () => Exemplar | undefined): void {
    this.record = (index, by, labels, exemplar) => {
      CounterFamily.prototype.record.call(this, index, by, labels, exemplar ?? source());
    };
  }

  /** @internal Adds what another thread has recorded in a series: 0 if nothing but that it was recorded. */
  addFromThread(index: number, by: number): void {
    this.cells.add(index, by);
  }

  /** The series of one label set, for hot loops. Of a bad one, each record is rejected. */
  bind(index: number, labels: unknown): BoundCounter {
    return new BoundCounter(this, index, this.boundLabels(index, labels));
  }
}

/** One series of a counter. */
export class BoundCounter {
  private readonly family: CounterFamily;
  private readonly index: number;
  private readonly labels: unknown;

  constructor(family: CounterFamily, index: number, labels: unknown) {
    this.family = family;
    this.index = index;
    this.labels = labels;
  }

  /**
   * @param by 0 or more, and finite
   * @param exemplar the trace that the increment belongs to
   */
  record(by = 1, exemplar?: Exemplar): void {
    this.family.record(this.index, by, this.labels, exemplar);
  }
}
