import { type CellRange, nextPosition } from "./cell-range.js";
import { ScalarCells } from "./scalar-cells.js";

/**
 * How the values that several processes or threads have for one series of a gauge become one value: their sum,
 * maximum, minimum or average, or the value that was set last. With `omit`, there is none.
 */
export type Combine = "sum" | "max" | "min" | "average" | "last" | "omit";

/** The values of a gauge, combined from those of several threads. */
export class CombinedCells {
  readonly #combine: Combine;
  readonly #labelSets: number;
  /** The combined values; for `average`, the sums. */
  readonly #values: ScalarCells;
  /** Number of values summed into the cell; for `last`, the time of the last set. 0: no value yet; -1: only NaN so far. */
  readonly #weights: ScalarCells;

  /** @param labelSets the number of label sets that the family can have */
  constructor(combine: Combine, labelSets: number) {
    this.#combine = combine;
    this.#labelSets = labelSets;
    this.#values = new ScalarCells(labelSets);
    this.#weights = new ScalarCells(labelSets);
  }

  /** Copies label sets' positions from other cells, so that a walk of those can go on here. Call it before `add`. */
  copyPositions({ cells, range }: { readonly cells: CombinedCells; readonly range: CellRange }): number {
    return cells.#values.walk(range, (index) => this.#values.add(index, 0));
  }

  /** See `ScalarCells`. */
  walk(range: CellRange, visit: (index: number, value: number) => void): number {
    return this.#values.walk(range, (index) => {
      if (this.#weights.read(index) !== 0) visit(index, this.#read(index));
    });
  }

  /** See `ScalarCells`. */
  walkAll(range: CellRange, visit: (index: number, value: number) => void): number {
    const end = Math.min(range.from + range.places, this.#labelSets);
    for (let index = range.from; index < end; index++) visit(index, this.#read(index));
    return nextPosition(range, this.#labelSets);
  }

  /**
   * Adds one thread's value. NaN means that the thread has no value now; a number replaces it.
   *
   * @param time when the value was set; used for `last` alone
   */
  add(index: number, value: number, time: number): void {
    const weight = this.#weights.read(index);
    if (this.#combine === "last") {
      if (weight === 0 || time > weight) this.#set(index, value, time);
    } else if (Number.isNaN(value)) {
      if (weight === 0) this.#set(index, value, -1);
    } else if (weight <= 0) this.#set(index, value, 1);
    else this.#set(index, this.#combineValues(this.#values.read(index), value), weight + 1);
  }

  /** Removes the value of a label set, or of all. @returns whether there was one */
  remove(index: number | undefined): boolean {
    if (index === undefined) this.#weights.removeAll();
    else {
      const hasValue = this.#weights.read(index) !== 0;
      this.#weights.remove(index);
      return hasValue;
    }
    return true;
  }

  /** The time at which a label set's value was set, for `last`; else 0. */
  timeOf(index: number): number {
    return this.#combine === "last" ? this.#weights.read(index) : 0;
  }

  #read(index: number): number {
    const value = this.#values.read(index);
    return this.#combine === "average" ? value / Math.abs(this.#weights.read(index) || 1) : value;
  }

  #set(index: number, value: number, weight: number): void {
    this.#values.set(index, value);
    this.#weights.set(index, weight);
  }

  #combineValues(before: number, value: number): number {
    switch (this.#combine) {
      case "sum":
      case "average":
        return before + value;
      case "max":
        return Math.max(before, value);
      case "min":
        return Math.min(before, value);
      case "last":
      case "omit":
        return value;
      default:
        return this.#combine satisfies never;
    }
  }
}
