import type { Exemplar } from "../exemplar/exemplar.js";
import { ScalarFamily } from "./scalar-family.js";
import { incrementFault } from "./value-fault.js";

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

  /**
   * @param by 0 or more, and finite
   * @param exemplar the trace that the increment belongs to
   */
  record(by = 1, exemplar?: Exemplar): void {
    this.family.record(this.index, by, this.labels, exemplar);
  }
}
