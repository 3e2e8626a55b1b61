import { messageOf, quoted } from "./rejection.js";

/** The trace that a sample belongs to, identified by the ids of W3C Trace Context. */
export interface Exemplar {
  /** 32 hexadecimal digits, not all of them 0. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all of them 0. */
  readonly spanId: string;
}

/** The last exemplar of each of a family's cells. A cell is a series of a counter or a bucket of a histogram. */
export class FamilyExemplars implements SlotOwner {
  readonly #slots = new Map<number, number>();
  readonly pool: ExemplarPool;

  constructor(pool: ExemplarPool = PROCESS_POOL) {
    this.pool = pool;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Stores an exemplar in place of the cell's last one. @returns false if it is dropped, because an id is bad */
  store(cell: number, value: number, exemplar: Exemplar): boolean {
    if (!writeIds(exemplar, scratch)) return false;
    let slot = this.#slots.get(cell);
    if (slot === undefined) {
      slot = this.pool.claimSlot(this, cell);
      this.#slots.set(cell, slot);
    }
    this.pool.write(slot, scratch, value, Date.now());
    return true;
  }

  /** The slot of the pool that has a cell's exemplar, if there is one. */
  slotOf(cell: number): number | undefined {
    return this.#slots.get(cell);
  }

  releaseSlot(cell: number, slot: number): void {
    if (this.#slots.get(cell) === slot) this.#slots.delete(cell);
  }

  /** Removes the exemplar of a cell, if it has one. */
  remove(cell: number): void {
    this.#slots.delete(cell);
  }

  clear(): void {
    this.#slots.clear();
  }
}

/** Says what is wrong with an exemplar that has a bad id. */
export function exemplarFault(exemplar: unknown): string {
  if (typeof exemplar !== "object" || exemplar === null) {
    return `it is ${quoted(exemplar)}; expected { traceId, spanId }`;
  }
  try {
    const { traceId, spanId } = exemplar as Partial<Exemplar>; // any object has these properties or `undefined`
    const ids = new Uint8Array(ID_DIGITS);
    return writeId(traceId, ids, 0, TRACE_DIGITS)
      ? `its spanId is ${quoted(spanId)}; expected ${SPAN_DIGITS} hexadecimal digits, not all 0`
      : `its traceId is ${quoted(traceId)}; expected ${TRACE_DIGITS} hexadecimal digits, not all 0`;
  } catch (error) {
    return `its ids cannot be read: ${messageOf(error)}`;
  }
}

/** The maximum number of exemplars in a process, all families together: 600 kB, and the maps that find them. */
export const EXEMPLAR_LIMIT = 8192;

const INITIAL_SLOTS = 64;

/** The family whose exemplar is in a slot. */
interface SlotOwner {
  /** Is called when the slot is claimed by another cell. */
  releaseSlot(cell: number, slot: number): void;
}

/**
 * The memory of exemplars. It has bytes and numbers only, so that it retains no string of the application. It grows as
 * needed; once it is full, the slot that was claimed longest ago is claimed again.
 */
export class ExemplarPool {
  readonly #limit: number;
  #ids = new Uint8Array(0);
  /** For each slot the value and the time. */
  #numbers = new Float64Array(0);
  #cells = new Float64Array(0);
  readonly #owners: SlotOwner[] = [];
  #next = 0;

  constructor(limit: number = EXEMPLAR_LIMIT) {
    this.#limit = limit;
  }

  /** Returns a slot, which is released from the cell that had it. */
  claimSlot(owner: SlotOwner, cell: number): number {
    const slot = this.#next;
    this.#next = slot + 1 === this.#limit ? 0 : slot + 1;
    if (slot >= this.#cells.length) this.#grow();
    this.#owners[slot]?.releaseSlot(this.#cells[slot] ?? 0, slot);
    this.#owners[slot] = owner;
    this.#cells[slot] = cell;
    return slot;
  }

  /**
   * @param ids the digits that `writeIds` has written
   * @param time in milliseconds since 1970
   */
  write(slot: number, ids: Uint8Array, value: number, time: number): void {
    this.#ids.set(ids, slot * ID_DIGITS);
    this.#numbers[2 * slot] = value;
    this.#numbers[2 * slot + 1] = time;
  }

  /** The digits of the trace id in ASCII. */
  traceIdOf(slot: number): Uint8Array {
    const start = slot * ID_DIGITS;
    return this.#ids.subarray(start, start + TRACE_DIGITS);
  }

  /** The digits of the span id in ASCII. */
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
    const slots = Math.min(this.#limit, Math.max(INITIAL_SLOTS, 2 * this.#cells.length));
    const [ids, numbers, cells] = [this.#ids, this.#numbers, this.#cells];
    this.#ids = new Uint8Array(slots * ID_DIGITS);
    this.#numbers = new Float64Array(2 * slots);
    this.#cells = new Float64Array(slots);
    this.#ids.set(ids);
    this.#numbers.set(numbers);
    this.#cells.set(cells);
  }
}

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;
const ID_DIGITS = TRACE_DIGITS + SPAN_DIGITS;

/**
 * Writes the digits of an exemplar's ids as ASCII in lower case.
 *
 * @param ids has `ID_DIGITS` bytes; their content is undefined if an id is bad
 * @returns whether both ids are good
 */
function writeIds(exemplar: Exemplar, ids: Uint8Array): boolean {
  if (exemplar === null || exemplar === undefined) return false; // from a caller that is not type-checked
  try {
    return (
      writeId(exemplar.traceId, ids, 0, TRACE_DIGITS) &&
      writeId(exemplar.spanId, ids, TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS)
    );
  } catch {
    return false; // a getter or a proxy threw
  }
}

function writeId(id: unknown, ids: Uint8Array, start: number, end: number): boolean {
  if (typeof id !== "string" || id.length !== end - start) return false;
  let differs = 0;
  for (let at = start; at < end; at++) {
    const code = id.charCodeAt(at - start);
    const lower = code | 0x20; // digits have that bit already
    const isDigit = code >= ZERO && code <= NINE;
    const isLetter = code >= UPPER_A && lower >= LOWER_A && lower <= LOWER_F;
    if (!isDigit && !isLetter) return false;
    differs |= lower ^ ZERO;
    ids[at] = lower;
  }
  return differs !== 0;
}

const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const LOWER_A = 0x61;
const LOWER_F = 0x66;

const PROCESS_POOL = new ExemplarPool();

const scratch = new Uint8Array(ID_DIGITS);
