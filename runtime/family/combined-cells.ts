import { type CellRange, nextPosition } from "./cell-range.js";
import { ScalarCells } from "./scalar-cells.js";

/** One value of a gauge for each label set, out of those that several threads have. */
export class CombinedCells {
  readonly #combine: Combine;
  readonly #labelSets: number;
  /** Of an average, the sum. */
  readonly #values: ScalarCells;
  /** Of how many values each is made, or when it was set last; 0 if there is none, -1 if there is none but NaN. */
  readonly #weights: ScalarCells;

  /** @param labelSets the number of label sets that the family can have */
  constructor(combine: Combine, labelSets: number) {
    this.#combine = combine;
    this.#labelSets = labelSets;
    this.#values = new ScalarCells(labelSets);
    this.#weights = new ScalarCells(labelSets);
  }

  /**
   * Gives the label sets the places that they have in other cells, so that a walk which has begun there can go on
   * here. Before anything is taken.
   */
  copyPositions({ cells, range }: { readonly cells: CombinedCells; readonly range: CellRange }): number {
    return cells.#values.walk(range, (index) => this.#values.add(index, 0));
  }

  /** As `ScalarCells` walks. */
  walk(range: CellRange, visit: (index: number, value: number) => void): number {
    return this.#values.walk(range, (index) => {
      if (this.#weights.read(index) !== 0) visit(index, this.#read(index));
    });
  }

  /** As `ScalarCells` walks. */
  walkAll(range: CellRange, visit: (index: number, value: number) => void): number {
    const end = Math.min(range.from + range.places, this.#labelSets);
    for (let index = range.from; index < end; index++) visit(index, this.#read(index));
    return nextPosition(range, this.#labelSets);
  }

  /**
   * Takes one thread's value. NaN says that there is none now, and gives way to any other.
   *
   * @param time when it was set, if the last is what counts
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

  /** When the value of a label set was set, if the last is what counts. */
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
        return value;
      default:
        return this.#combine satisfies never;
    }
  }
}

/**
 * How the values that several processes or threads have for one series of a gauge make one: their sum, the
 * greatest, the least, their average, or the one that was set last.
 */
export type Combine = "sum" | "max" | "min" | "average" | "last";
