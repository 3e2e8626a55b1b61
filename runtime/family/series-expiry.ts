import type { Vector } from "../labels.js";
import { ALL_CELLS, type Batches, type CellRange, inBatches, runAll } from "./cell-range.js";
import { ordinalsOf } from "./label-set.js";
import { ScalarCells } from "./scalar-cells.js";
import type { SharedCellsListener } from "./shared-cells.js";

/** The mark of a series that was recorded since the last check. */
export const RECORDED = Infinity;

/** The mark of another thread's series whose last record this thread has found. */
export const FOUND = 1;

/** The mark of another thread's series that this thread has dropped. The other thread drops it when it sees the mark. */
export const DROPPED = -1;

/** A family whose series expire. */
interface ExpiringFamily {
  readonly vectors: readonly Vector[];
  readonly labelSets: number;
  walk(range: CellRange, visit: (index: number) => void): number;
  removeHere(index: number): boolean;
  /** The label sets that keep their label values, though they may not be exposed. */
  usedIndices(): Iterable<number>;
}

/** The threads that record a family besides this one. */
export interface OtherThreads {
  /** Marks the series here that they have recorded since the last call. */
  takeMarksInBatches(): Batches;
  /** Drops series there. @returns those that nobody has recorded meanwhile */
  drop(indices: readonly number[]): readonly number[];
}

/**
 * Finds the series of a family that nobody has recorded for a time. A record marks its series; a check, at a scrape,
 * notes the time for each mark. So a record costs one store, and no series is removed that was recorded since the check
 * before. Families of closed vectors and of open ones without `expire_after` have no expiry.
 *
 * Where another thread collects what this one records, that thread takes the marks and decides what is dropped.
 */
export class SeriesExpiry {
  /** Changes when label values lose their ordinals: an index from before may then mean another label set. */
  epoch = 0;
  private readonly family: ExpiringFamily;
  /** In milliseconds. */
  private readonly after: number;
  /** For each series its mark, or the time of the check that has found its last record. */
  private readonly marks: ScalarCells;
  /** Reports a series that this thread has dropped. Only where another thread collects. */
  private onDrop: ((index: number) => void) | undefined;

  /** @returns `undefined` if no vector of the family expires */
  static of(family: ExpiringFamily): SeriesExpiry | undefined {
    const times = family.vectors.flatMap(({ expireAfter }) => expireAfter ?? []);
    return times.length === 0 ? undefined : new SeriesExpiry(family, Math.min(...times));
  }

  private constructor(family: ExpiringFamily, after: number) {
    this.family = family;
    this.after = after;
    this.marks = new ScalarCells(family.labelSets);
    for (const vector of family.vectors) vector.follow?.(this);
  }

  /** Marks a series as recorded. To be called before the record, and not for a sample that is rejected. */
  touch(index: number): void {
    this.marks.set(index, RECORDED);
  }

  /**
   * Lets another thread take the marks, from now on and for good, and decide what is dropped.
   *
   * @param onDrop is called for each series that this thread has dropped
   */
  share(listener: SharedCellsListener, onDrop: (index: number) => void): void {
    this.onDrop = onDrop;
    this.marks.share(listener);
    this.touch = (index) => {
      if (this.marks.read(index) === DROPPED) this.drop(index); // it begins anew
      this.marks.set(index, RECORDED);
    };
  }

  /** Removes the series that have expired, and then frees the places of label values without series. */
  *checkInBatches(now: number, others: OtherThreads | undefined): Batches {
    if (this.onDrop !== undefined) {
      this.dropMarked();
      return;
    }
    const expired: number[] = [];
    yield* this.noteInBatches(now, others, (index) => expired.push(index));
    this.dropExpired(expired, now, others);
  }

  /** Notes the time for each series that was recorded since the last call, for who asks then what has expired. */
  *noteRecords(now: number, others: OtherThreads | undefined): Batches {
    yield* this.noteInBatches(now, others, () => {});
    this.free(false);
  }

  /** When a series expires if nobody records it, by the clock of the checks. */
  expiresAt(index: number): number {
    return this.marks.read(index) + this.after;
  }

  /** Drops those of the series that have expired, and frees places. @returns what was dropped */
  dropExpired(indices: readonly number[], now: number, others: OtherThreads | undefined): readonly number[] {
    const expired = indices.filter((index) => this.marks.has(index) && this.expiresAt(index) <= now);
    const dropped = this.dropUnrecorded(expired, others);
    this.free(dropped.length > 0);
    return dropped;
  }

  /** Notes the time for each series that was recorded since the last call, and passes on those that have expired. */
  private *noteInBatches(
    now: number,
    others: OtherThreads | undefined,
    onExpired: (index: number) => void,
  ): Batches {
    if (others !== undefined) yield* others.takeMarksInBatches();
    const note = (index: number) => {
      const time = this.marks.read(index);
      if (time === RECORDED || !this.marks.has(index)) this.marks.set(index, now);
      else if (now - time >= this.after) onExpired(index);
    };
    yield* inBatches(1, (range) => this.family.walk(range, note));
  }

  /** Drops series, but for those that were recorded since their time was noted. @returns what was dropped */
  private dropUnrecorded(indices: readonly number[], others: OtherThreads | undefined): readonly number[] {
    if (indices.length === 0) return indices;
    if (others !== undefined) runAll(others.takeMarksInBatches());
    const unrecorded = indices.filter((index) => this.marks.read(index) !== RECORDED);
    const dropped = others?.drop(unrecorded) ?? unrecorded;
    for (const index of dropped) this.drop(index);
    return dropped;
  }

  /** Drops what the thread that takes the marks has dropped. */
  dropMarked(): void {
    const dropped: number[] = [];
    this.marks.walk(ALL_CELLS, (index, mark) => {
      if (mark === DROPPED) dropped.push(index);
    });
    for (const index of dropped) this.drop(index);
    this.free(true);
  }

  private drop(index: number): void {
    this.family.removeHere(index);
    this.marks.remove(index);
    this.onDrop?.(index);
  }

  private free(hasDropped: boolean): void {
    for (const { release } of this.family.vectors) release?.(hasDropped);
  }

  /** Forgets all marks, as the family has no series any more. */
  reset(): void {
    this.marks.clear();
  }

  /** Marks the ordinals that label values of the family have in a vector. */
  markUsed(vector: Vector, used: Uint8Array): void {
    const { vectors } = this.family;
    const mark = (index: number) => {
      const ordinals = ordinalsOf(vectors, index);
      for (const [position, other] of vectors.entries()) {
        if (other === vector) used[ordinals[position] ?? 0] = 1;
      }
    };
    this.family.walk(ALL_CELLS, mark);
    for (const index of this.family.usedIndices()) mark(index);
  }
}

/** A label set that was bound. It is found again by its label values once others may have their ordinals. */
export class BoundLabels {
  readonly #expiry: SeriesExpiry;
  readonly #vectors: readonly Vector[];
  readonly #ordinals: readonly number[];
  readonly #values: readonly string[];
  #index: number;
  #epoch: number;

  /** @param index negative for a bad label set */
  constructor(expiry: SeriesExpiry, vectors: readonly Vector[], index: number) {
    this.#expiry = expiry;
    this.#vectors = vectors;
    this.#ordinals = ordinalsOf(vectors, Math.max(index, 0));
    this.#values = vectors.map(({ textOf }, position) => textOf(this.#ordinals[position] ?? 0));
    this.#index = index;
    this.#epoch = expiry.epoch;
  }

  /** The label set's index now. */
  get index(): number {
    if (this.#epoch !== this.#expiry.epoch && this.#index >= 0) {
      this.#index = this.#vectors.reduce((index, vector, position) => {
        const ordinal =
          vector.expireAfter === undefined
            ? (this.#ordinals[position] ?? 0)
            : vector.ordinalOf(this.#values[position]);
        return index * vector.size + ordinal;
      }, 0);
    }
    this.#epoch = this.#expiry.epoch;
    return this.#index;
  }
}
