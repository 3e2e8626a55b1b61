import { FamilyBase, type FamilyDefinition, incrementFault } from "./family-base.js";
import { ScalarCells } from "./scalar-cells.js";

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
    if (index >= 0 && typeof by === "number" && by >= 0 && by < Infinity) this.cells.add(index, by);
    else this.reject(labels, incrementFault(by));
  }

  /** The series of one label set, for hot loops. Of a bad one, each record is rejected. */
  bind(index: number, labels: unknown): BoundCounter {
    return new BoundCounter(this, index, labels);
  }

  /** Calls back for every label set that has been recorded, by ascending index. */
  forEach(visit: (index: number, value: number) => void): void {
    this.cells.forEach(visit);
  }

  /** Forgets every series. A family without labels starts again at 0. */
  reset(): void {
    this.cells.clear();
    if (this.vectors.length === 0) this.cells.set(0, 0);
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
