/**
 * A label name and its label values as ordinals: 0 to `size - 1`. A label set is stored by the ordinals of
 * its label values alone; the text of a label value is needed only when a series is exposed.
 */
export interface Vector {
  /** The label name. */
  readonly name: string;
  /** How many label values there are at most. */
  readonly size: number;
  /** Completes "expected …" in the warning about a rejected sample. */
  readonly expected: string;
  /** Whether a label value has an ordinal. */
  accepts(value: unknown): boolean;
  /** The ordinal of a label value, or `INVALID` if the vector does not have it. An open vector takes it up. */
  ordinalOf(value: unknown): number;
  /** The exposed label value. Defined for every ordinal that `ordinalOf` has returned. */
  textOf(ordinal: number): string;
  /** Adds a watcher. Of an open vector alone; those whose label values are fixed have none to tell of. */
  watch?(watcher: OpenVectorWatcher): void;
}

/** Told of what an open vector takes up, and of what it cannot take up any more. */
export interface OpenVectorWatcher {
  /** A label value, as it is exposed, has taken the next ordinal: 1, 2, 3, …; those before it are told first. */
  interned?(text: string): void;
  /** A label value was recorded as `otherwise`, since the vector is full. */
  folded?(value: string): void;
}

/**
 * The ordinal of a value that a vector does not have. The ordinals of a label set are joined by bitwise or,
 * which is negative if and only if one of them is: one comparison rejects any bad label.
 */
export const INVALID = -1;
