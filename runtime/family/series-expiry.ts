import type { Vector } from "../labels.js";
import { type Batches, type CellRange, inBatches } from "./cell-range.js";
import { ordinalsOf } from "./label-set.js";
import { ScalarCells } from "./scalar-cells.js";

/** The time of a series that was recorded since the last check. */
const SINCE_CHECK = Infinity;

/** A family whose series expire. */
interface ExpiringFamily {
  readonly vectors: readonly Vector[];
  readonly labelSets: number;
  walk(range: CellRange, visit: (index: number) => void): number;
  removeHere(index: number): boolean;
  /** The label sets that are read by callbacks, which keep their label values. */
  sampledIndices(): Iterable<number>;
}

/**
 * Finds the series of a family that nobody has recorded for a time. A record marks its series; a check, at a scrape,
 * notes the time for each mark. So a record costs one store, and no series is removed that was recorded since the check
 * before. Families of closed vectors and of open ones without `expire_after` have no expiry.
 */
export class SeriesExpiry {
  /** Changes when label values lose their ordinals: an index from before may then mean another label set. */
  epoch = 0;
  private readonly family: ExpiringFamily;
  /** In milliseconds. */
  private readonly after: number;
  /** For each series the time of the check that has found its last record, or `SINCE_CHECK`. */
  private readonly recorded: ScalarCells;

  /** @returns `undefined` if no vector of the family expires */
  static of(family: ExpiringFamily): SeriesExpiry | undefined {
    const times = family.vectors.flatMap(({ expireAfter }) => expireAfter ?? []);
    return times.length === 0 ? undefined : new SeriesExpiry(family, Math.min(...times));
  }

  private constructor(family: ExpiringFamily, after: number) {
    this.family = family;
    this.after = after;
    this.recorded = new ScalarCells(family.labelSets);
    for (const vector of family.vectors) vector.follow?.(this);
  }

  /** Marks a series as recorded. */
  touch(index: number): void {
    this.recorded.set(index, SINCE_CHECK);
  }

  /** Removes the series that have expired, and then frees the places of label values without series. */
  *checkInBatches(now: number): Batches {
    const expired: number[] = [];
    const check = (index: number) => {
      const time = this.recorded.read(index);
      if (time === SINCE_CHECK || !this.recorded.has(index)) this.recorded.set(index, now);
      else if (now - time >= this.after) expired.push(index);
    };
    yield* inBatches(1, (range) => this.family.walk(range, check));
    for (const index of expired) {
      if (this.recorded.read(index) === SINCE_CHECK) continue; // recorded between two batches
      this.family.removeHere(index);
      this.recorded.remove(index);
    }
    for (const { release } of this.family.vectors) release?.(expired.length > 0);
  }

  /** Marks the ordinals that label values of the family's series, and of its callbacks, have in a vector. */
  markUsed(vector: Vector, used: Uint8Array): void {
    const { vectors } = this.family;
    const mark = (index: number) => {
      const ordinals = ordinalsOf(vectors, index);
      for (const [position, other] of vectors.entries()) {
        if (other === vector) used[ordinals[position] ?? 0] = 1;
      }
    };
    this.family.walk({ from: 0, places: Infinity }, mark);
    for (const index of this.family.sampledIndices()) mark(index);
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
