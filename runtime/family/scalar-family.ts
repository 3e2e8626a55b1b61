import { FamilyBase, type FamilyDefinition } from "./family-base.js";
import { nextMoment, ScalarCells } from "./scalar-cells.js";
import type { CellsOutlet } from "./shared-cells.js";
import { forEachBlock } from "./value-block.js";
import { EVERYTHING, type Range } from "./walk.js";

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
    this.walk(EVERYTHING, visit);
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
  moment(): number {
    return this.exposed === this.cells ? nextMoment() : 0;
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
  walk(range: Range, visit: (index: number, value: number) => void): number {
    return this.initialize ? this.exposed.walkAll(range, visit) : this.exposed.walk(range, visit);
  }

  /** @internal */
  share(outlet: CellsOutlet, _times: CellsOutlet): void {
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
