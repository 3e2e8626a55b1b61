import { FamilyBase, type FamilyDefinition } from "./family-base.js";
import { ScalarCells } from "./scalar-cells.js";
import { incrementFault } from "./value-fault.js";
import { EVERYTHING, type Range } from "./walk.js";

/** A counter: each of its series only goes up, or back to nothing by `reset`. */
export class CounterFamily extends FamilyBase {
  readonly type = "counter";
  private readonly cells: ScalarCells;

  constructor(definition: FamilyDefinition) {
    super(definition);
    this.cells = new ScalarCells(this.labelSets);
    this.reset();
  }

  /**
   * Adds to a series. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param by 0 or more, and finite
   * @param labels the label set as it was given, to say what is wrong with it
   */
  record(index: number, by: number, labels: unknown): void {
    if (index >= 0 && typeof by === "number" && by > 0 && by < Infinity) this.cells.increase(index, by);
    else if (index >= 0 && by === 0) this.cells.add(index, 0);
    else this.reject(index, labels, incrementFault(by));
  }

  /** The series of one label set, for hot loops. Of a bad one, each record is rejected. */
  bind(index: number, labels: unknown): BoundCounter {
    return new BoundCounter(this, index, this.boundLabels(index, labels));
  }

  /** Calls back for every label set that is exposed. */
  forEach(visit: (index: number, value: number) => void): void {
    this.walk(EVERYTHING, visit);
  }

  /**
   * Calls back for every label set that is exposed, in a part of the family. By ascending index, but for a
   * family too large for a cell to each label set, whose order is that of first use.
   *
   * @returns the position to go on from, or `END`
   */
  walk(range: Range, visit: (index: number, value: number) => void): number {
    return this.initialize ? this.cells.walkAll(range, visit) : this.cells.walk(range, visit);
  }

  /** Forgets every series. A family without labels starts again at 0. */
  reset(): void {
    this.generation += 1;
    this.cells.clear();
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

  /** @param by 0 or more, and finite */
  record(by = 1): void {
    this.family.record(this.index, by, this.labels);
  }
}
