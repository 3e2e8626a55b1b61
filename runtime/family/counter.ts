import type { Exemplar } from "./exemplars.js";
import { type FamilyDefinition, familyProbe } from "./family-base.js";
import { incrementFault } from "./rejection.js";
import { ScalarFamily } from "./scalar-family.js";
import { BoundLabels } from "./series-expiry.js";

/** A counter: each of its series only goes up, or is removed by `reset`. */
export class CounterFamily extends ScalarFamily {
  /** @internal */
  readonly type = "counter";

  constructor(definition: FamilyDefinition) {
    super(definition);
    const { expiry, record } = this;
    if (expiry === undefined) return;
    this.record = (index, by, labels, exemplar) => {
      if (index >= 0 && incrementFault(by) === undefined) expiry.touch(index);
      record.call(this, index, by, labels, exemplar);
    };
    this.recordByMethod();
  }

  /** Has `increaseRecorded` call `record`, which was replaced. */
  private recordByMethod(): void {
    this.increaseRecorded = (index, by) => {
      if (!this.cells.has(index)) return false;
      this.record(index, by, undefined);
      return true;
    };
  }

  /**
   * Adds to a series. A bad sample is rejected, not thrown (but in strict mode).
   *
   * @param index the label set's index; negative if one of its label values is bad
   * @param by 0 or more, and finite
   * @param labels the label set as the caller passed it, for the message about a bad one
   * @param exemplar the trace that the increment belongs to. It is dropped if the increment is 0 or an id is bad
   */
  record(index: number, by: number, labels: unknown, exemplar?: Exemplar): void {
    if (index >= 0 && typeof by === "number" && by > 0 && by < Infinity) {
      this.cells.increase(index, by);
      if (exemplar !== undefined) this.keepExemplar(index, by, exemplar);
    } else if (index >= 0 && by === 0) this.cells.add(index, 0);
    else this.reject(index, labels, incrementFault(by));
  }

  /**
   * Adds to a series that exists.
   *
   * @param by above 0, and finite
   * @returns false, and records nothing, if the series does not exist
   */
  increaseRecorded(index: number, by: number): boolean {
    return this.cells.increaseRecorded(index, by);
  }

  /**
   * Calls `source` for the exemplar of each record that has none, from now on. This replaces the method `record`, so
   * that an application without a source pays nothing for the possibility.
   *
   * @internal
   */
  takeExemplarsFrom(source: () => Exemplar | undefined): void {
    const { record } = this;
    this.record = (index, by, labels, exemplar) => {
      record.call(this, index, by, labels, exemplar ?? source());
    };
    this.recordByMethod();
  }

  /** @internal */
  // biome-ignore lint/complexity/noBannedTypes: as in the base
  entries(): readonly Function[] {
    return [ExpiringBoundCounter.prototype.record, BoundCounter.prototype.record, this.record, this.remove];
  }

  /** @internal A probe that counted has counted for nothing: a counter without labels has no bad sample to report. */
  protected override keepExemplar(index: number, by: number, exemplar: Exemplar): void {
    if (familyProbe.onCall === undefined) super.keepExemplar(index, by, exemplar);
    else {
      this.cells.add(index, -by);
      familyProbe.onCall(this);
    }
  }

  /** @internal */
  override retire(warn: () => void): void {
    super.retire(warn);
    this.record = () => warn();
  }

  /** @internal Adds what another thread has recorded in a series. 0 creates the series. */
  addFromThread(index: number, by: number): void {
    this.cells.add(index, by);
  }

  /** Returns the series of one label set, for hot loops. If the label set is bad, every record is rejected. */
  bind(index: number, labels: unknown): BoundCounter {
    const bound = this.boundLabels(index, labels);
    if (this.expiry === undefined) return new BoundCounter(this, index, bound);
    return new ExpiringBoundCounter(this, new BoundLabels(this.expiry, this.vectors, index), bound);
  }
}

/** One series of a counter. */
export class BoundCounter {
  /** @internal */
  protected readonly family: CounterFamily;
  private readonly index: number;
  /** @internal */
  protected readonly labels: unknown;

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

class ExpiringBoundCounter extends BoundCounter {
  readonly #location: BoundLabels;

  constructor(family: CounterFamily, location: BoundLabels, labels: unknown) {
    super(family, location.index, labels);
    this.#location = location;
  }

  override record(by = 1, exemplar?: Exemplar): void {
    this.family.record(this.#location.index, by, this.labels, exemplar);
  }
}
