import { ALL_CELLS, type CellRange } from "./cell-range.js";
import { FamilyBase, type FamilyDefinition } from "./family-base.js";
import { forEachBlock, nextEpoch, ScalarCells } from "./scalar-cells.js";
import type { SharedCellsListener, Store } from "./shared-cells.js";

/** The cells that a scrape reads. */
export type ExposedCells = Pick<ScalarCells, "walk" | "walkAll">;

/** The parts that counters and gauges share: one cell for each label set. */
export abstract class ScalarFamily extends FamilyBase {
  /** @internal */
  protected readonly cells: ScalarCells;

  constructor(definition: FamilyDefinition) {
    super(definition);
    this.cells = new ScalarCells(this.labelSets);
  }

  /** @internal Calls `visit` for every exposed label set. */
  forEach(visit: (index: number, value: number) => void): void {
    this.walk(ALL_CELLS, visit);
  }

  /** @internal Whether this thread has recorded a label set. */
  has(index: number): boolean {
    return this.cells.has(index);
  }

  /** @internal Calls `visit` for every recorded label set: not for those that are only exposed from the start. */
  forEachRecorded(visit: (index: number, value: number) => void): void {
    this.exposed.walk(ALL_CELLS, visit);
  }

  /** @internal Whether a series may have changed since an epoch that `nextEpoch` returned; always true for 0. */
  changedSince(epoch: number): boolean {
    return this.exposed !== this.cells || this.cells.writtenSince(epoch);
  }

  /**
   * Starts a new epoch and returns it, for a later call of `changedSince`. Returns 0 if the exposed values come from
   * several threads, whose writes are not tracked.
   *
   * @internal
   */
  nextEpoch(): number {
    return this.exposed === this.cells ? nextEpoch() : 0;
  }

  /**
   * Calls `visit` with the values that `forEach` visits, in the same order: a block of values and their number.
   *
   * @internal
   */
  forEachBlock(visit: (values: Float64Array, count: number) => void): void {
    if (this.exposed === this.cells) this.cells.forEachBlock(this.initialize, visit);
    else forEachBlock((range, one) => this.walk(range, one), visit);
  }

  /**
   * Calls `visit` for every exposed label set in a range. The order is ascending by index; in a family that is too
   * large for one cell per label set, it is the order of first use.
   *
   * @returns the position to continue from, or `DONE`
   * @internal
   */
  walk(range: CellRange, visit: (index: number, value: number) => void): number {
    return this.initialize ? this.exposed.walkAll(range, visit) : this.exposed.walk(range, visit);
  }

  /** @internal */
  override share(listenerOf: (store: Store) => SharedCellsListener, onDrop: (index: number) => void): void {
    super.share(listenerOf, onDrop);
    this.cells.share(listenerOf("values"));
  }

  /** @internal */
  override removeHere(index: number | undefined): boolean {
    super.removeHere(index);
    if (index === undefined) this.cells.removeAll();
    else this.exemplars?.remove(index);
    return index === undefined || this.cells.remove(index);
  }

  /** @internal Removes every series. Sampled series come back at the next scrape; one without labels starts at 0. */
  override reset(): void {
    super.reset();
    this.cells.clear();
  }

  /** @internal */
  protected get exposed(): ExposedCells {
    return this.cells;
  }
}
