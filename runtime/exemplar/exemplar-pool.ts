import { ID_DIGITS, SPAN_DIGITS, TRACE_DIGITS } from "./trace-ids.js";

/** How many exemplars a process keeps, of all families: 600 kB, and what finds them. */
export const EXEMPLAR_LIMIT = 8192;

const FIRST_SLOTS = 64;

/** Whose exemplar a slot holds. */
export interface SlotOwner {
  /** The slot is no longer this owner's. */
  lose(cell: number, slot: number): void;
}

/**
 * The memory of exemplars: bytes and numbers, so that none of the application's strings is held. It grows as it is
 * used; when it is full, the slot that was given longest ago is given again.
 */
export class ExemplarPool {
  readonly #limit: number;
  #ids = new Uint8Array(0);
  /** Of each slot the value and the time. */
  #numbers = new Float64Array(0);
  #cells = new Float64Array(0);
  readonly #owners: SlotOwner[] = [];
  #next = 0;

  constructor(limit: number = EXEMPLAR_LIMIT) {
    this.#limit = limit;
  }

  /** Gives a slot, which may have been another's. */
  take(owner: SlotOwner, cell: number): number {
    const slot = this.#next;
    this.#next = slot + 1 === this.#limit ? 0 : slot + 1;
    if (slot >= this.#cells.length) this.#grow();
    this.#owners[slot]?.lose(this.#cells[slot] ?? 0, slot);
    this.#owners[slot] = owner;
    this.#cells[slot] = cell;
    return slot;
  }

  /**
   * @param ids as `writeIds` writes them
   * @param time in milliseconds since 1970
   */
  fill(slot: number, ids: Uint8Array, value: number, time: number): void {
    this.#ids.set(ids, slot * ID_DIGITS);
    this.#numbers[2 * slot] = value;
    this.#numbers[2 * slot + 1] = time;
  }

  /** The digits of the trace id, in ASCII. */
  traceIdOf(slot: number): Uint8Array {
    const start = slot * ID_DIGITS;
    return this.#ids.subarray(start, start + TRACE_DIGITS);
  }

  /** The digits of the span id, in ASCII. */
  spanIdOf(slot: number): Uint8Array {
    const start = slot * ID_DIGITS + TRACE_DIGITS;
    return this.#ids.subarray(start, start + SPAN_DIGITS);
  }

  valueOf(slot: number): number {
    return this.#numbers[2 * slot] ?? 0;
  }

  /** In milliseconds since 1970. */
  timeOf(slot: number): number {
    return this.#numbers[2 * slot + 1] ?? 0;
  }

  #grow(): void {
    const slots = Math.min(this.#limit, Math.max(FIRST_SLOTS, 2 * this.#cells.length));
    const [ids, numbers, cells] = [this.#ids, this.#numbers, this.#cells];
    this.#ids = new Uint8Array(slots * ID_DIGITS);
    this.#numbers = new Float64Array(2 * slots);
    this.#cells = new Float64Array(slots);
    this.#ids.set(ids);
    this.#numbers.set(numbers);
    this.#cells.set(cells);
  }
}
