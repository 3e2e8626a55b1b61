import type { Exemplar } from "./exemplar.js";
import { ExemplarPool, type SlotOwner } from "./exemplar-pool.js";
import { ID_DIGITS, writeIds } from "./trace-ids.js";

/** The last exemplar of each of a family's cells: a counter's series, a histogram's buckets. */
export class FamilyExemplars implements SlotOwner {
  readonly #slots = new Map<number, number>();
  readonly pool: ExemplarPool;

  constructor(pool: ExemplarPool = OF_PROCESS) {
    this.pool = pool;
  }

  get size(): number {
    return this.#slots.size;
  }

  /**
   * Keeps an exemplar, in place of the cell's last.
   *
   * @returns false if it has a bad id; then it is dropped
   */
  keep(cell: number, value: number, exemplar: Exemplar): boolean {
    if (!writeIds(exemplar, scratch)) return false;
    let slot = this.#slots.get(cell);
    if (slot === undefined) {
      slot = this.pool.take(this, cell);
      this.#slots.set(cell, slot);
    }
    this.pool.fill(slot, scratch, value, Date.now());
    return true;
  }

  /** Where in the pool a cell's exemplar is, if it has one. */
  slotOf(cell: number): number | undefined {
    return this.#slots.get(cell);
  }

  lose(cell: number, slot: number): void {
    if (this.#slots.get(cell) === slot) this.#slots.delete(cell);
  }

  clear(): void {
    this.#slots.clear();
  }
}

const OF_PROCESS = new ExemplarPool();

const scratch = new Uint8Array(ID_DIGITS);
