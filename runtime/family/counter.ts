import { ScalarFamily } from "./scalar-family.js";
import { incrementFault } from "./value-fault.js";

/** A counter: each of its series only goes up, or back to nothing by `reset`. */
export class CounterFamily extends ScalarFamily {
  readonly type = "counter";

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

  /** Adds what another thread has recorded in a series: 0 if nothing but that it was recorded. */
  addElsewhere(index: number, by: number): void {
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

  /** @param by 0 or more, and finite */
  record(by = 1): void {
    this.family.record(this.index, by, this.labels);
  }
}
