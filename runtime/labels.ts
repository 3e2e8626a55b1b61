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
  onNewValue?(text: string): void;
  /** A label value was recorded as `otherwise`, since the vector is full. */
  onOverflow?(value: string): void;
}

/**
 * The ordinal of a value that a vector does not have. The ordinals of a label set are joined by bitwise or,
 * which is negative if and only if one of them is: one comparison rejects any bad label.
 */
export const INVALID = -1;

/** `false` and `true`, exposed by these words. */
export function booleanVector(name: string): Vector {
  return {
    name,
    size: 2,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
    ordinalOf: (value) => booleanOrdinal(value),
    textOf: (ordinal) => (ordinal === 1 ? "true" : "false"),
  };
}

/**
 * The ordinal of a boolean label value: 0 or 1, or `INVALID` for anything else. Without a branch: which
 * boolean comes next is what a processor cannot guess.
 */
export function booleanOrdinal(value: unknown): number {
  return ((Number(value === true) << 1) | Number(value === false)) + INVALID;
}

/**
 * A closed set of strings.
 *
 * @param values the label values, whose order gives their ordinals
 * @param otherwise the label value that any other string is recorded as, last of the ordinals; without it,
 * a sample with another string is rejected
 */
export function closedVector(name: string, values: readonly string[], otherwise?: string): Vector {
  const texts = otherwise === undefined ? values : [...values, otherwise];
  const ordinals = new Map(texts.map((text, ordinal) => [text, ordinal]));
  const unknown = otherwise === undefined ? INVALID : values.length;
  const ordinalOf = (value: unknown) =>
    typeof value === "string" ? (ordinals.get(value) ?? unknown) : INVALID;
  return {
    name,
    size: texts.length,
    expected: otherwise === undefined ? `one of ${listValues(values)}` : "a string",
    accepts: (value) => ordinalOf(value) !== INVALID,
    ordinalOf,
    textOf: (ordinal) => texts[ordinal] ?? "",
  };
}

const MAX_LISTED_VALUES = 12;

/** The values in quotes, as many as a reader can take in. */
function listValues(values: readonly string[]): string {
  const shown = values.slice(0, MAX_LISTED_VALUES).map((value) => JSON.stringify(value));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} others` : shown.join(", ");
}

/** Whole numbers from `min` to `max`, both included, such as an HTTP status code. */
export function integerVector(name: string, range: { readonly min: number; readonly max: number }): Vector {
  const { min, max } = range;
  return {
    name,
    size: max - min + 1,
    expected: `a whole number from ${min} to ${max}`,
    accepts: (value) => integerOrdinal(value, min, max) !== INVALID,
    ordinalOf: (value) => integerOrdinal(value, min, max),
    textOf: (ordinal) => String(min + ordinal),
  };
}

/** The ordinal of a whole number in a range: its distance from `min`, or `INVALID` for anything else. */
export function integerOrdinal(value: unknown, min: number, max: number): number {
  const whole = typeof value === "number" && Math.floor(value) === value && value >= min && value <= max;
  return whole ? value - min : INVALID;
}

/**
 * Any string, up to a number of different ones: each new label value takes the next ordinal until
 * `maxValues` are taken; from then on, a new one is recorded as `otherwise`.
 *
 * The vector never forgets a label value, so that a series keeps its meaning: `reset()` of a family leaves
 * it as it is.
 */
export function openVector(
  name: string,
  bounds: { readonly maxValues: number; readonly otherwise: string },
): Vector {
  const { maxValues, otherwise } = bounds;
  const ordinals = new Map<string, number>([[otherwise, 0]]);
  const texts = [otherwise];
  const watchers: OpenVectorWatcher[] = [];
  const recordOverflow = (value: string) => {
    for (const watcher of watchers) watcher.onOverflow?.(value);
    return 0;
  };
  return {
    name,
    size: maxValues + 1,
    expected: "a string",
    accepts: (value) => typeof value === "string",
    ordinalOf(value) {
      if (typeof value !== "string") return INVALID;
      const known = ordinals.get(value);
      if (known !== undefined) return known;
      if (texts.length > maxValues && !ILL_FORMED.test(value)) return recordOverflow(value);
      const text = detached(value);
      const knownText = ordinals.get(text); // a lone surrogate has become U+FFFD
      if (knownText !== undefined) return knownText;
      if (texts.length > maxValues) return recordOverflow(value);
      texts.push(text);
      ordinals.set(text, texts.length - 1);
      for (const watcher of watchers) watcher.onNewValue?.(text);
      return texts.length - 1;
    },
    textOf: (ordinal) => texts[ordinal] ?? otherwise,
    watch(watcher) {
      for (const text of texts.slice(1)) watcher.onNewValue?.(text);
      watchers.push(watcher);
    },
  };
}

/** A lone surrogate, which is no character and has no UTF-8. */
const ILL_FORMED = /\p{Surrogate}/u;

/** A copy that shares no memory: an engine may keep a whole request alive for a slice of its URL. */
function detached(text: string): string {
  return decoder.decode(encoder.encode(text));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
