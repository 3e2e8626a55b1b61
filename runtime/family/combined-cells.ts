import type { Combine } from "./combine.js";
import { ScalarCells } from "./scalar-cells.js";

/** One value of a gauge for each label set, out of those that several threads have. */
export class CombinedCells {
  readonly values: ScalarCells;
  readonly #combine: Combine;
  /** Of how many values each is made, or when it was set last; 0 while there is none but NaN. */
  readonly #weights: ScalarCells;

  /** @param labelSets the number of label sets that the family can have */
  constructor(combine: Combine, labelSets: number) {
    this.#combine = combine;
    this.values = new ScalarCells(labelSets);
    this.#weights = new ScalarCells(labelSets);
  }

  clear(): void {
    this.values.clear();
    this.#weights.clear();
  }

  /**
   * Takes one thread's value. NaN says that there is none now, and gives way to any other.
   *
   * @param time when it was set, if the last is what counts
   */
  take(index: number, value: number, time: number): void {
    const weight = this.#weights.read(index);
    if (Number.isNaN(value) && this.#combine !== "last") {
      if (weight === 0) this.values.set(index, value);
      return;
    }
    if (this.#combine === "last") {
      if (weight === 0 || time > weight) this.#set(index, value, time);
    } else if (weight === 0) this.#set(index, value, 1);
    else this.#set(index, this.#joined(this.values.read(index), value, weight), weight + 1);
  }

  #set(index: number, value: number, weight: number): void {
    this.values.set(index, value);
    this.#weights.set(index, weight);
  }

  /** @param weight of how many values `before` is made */
  #joined(before: number, value: number, weight: number): number {
    switch (this.#combine) {
      case "sum":
        return before + value;
      case "max":
        return Math.max(before, value);
      case "min":
        return Math.min(before, value);
      case "average":
        return before + (value - before) / (weight + 1);
      case "last":
        return value;
      default:
        return this.#combine satisfies never;
    }
  }
}
