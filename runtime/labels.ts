/** A label and its values, which have the ordinals 0 to `size - 1`. Label sets are stored as ordinals. */
export interface Vector {
  /** The key in the schema, which a newer copy of the schema may change. Metrics about vectors are labelled by it. */
  name: string;
  /** The label name that is exposed. Vectors of different families can have the same one. */
  readonly label: string;
  /** The maximum number of label values. */
  readonly size: number;
  /** Completes "expected …" in the warning about a rejected sample. */
  readonly expected: string;
  /** Whether a label value has an ordinal. */
  accepts(value: unknown): boolean;
  /** The ordinal of a label value, or `INVALID` if the vector does not have it. An open vector adds a new value. */
  ordinalOf(value: unknown): number;
  /**
   * The same for a label value with a place of its own, without adding it. Only vectors have this method that record
   * several values as one.
   */
  find?(value: unknown): number;
  /** The exposed label value. Defined for every ordinal that `ordinalOf` has returned. */
  textOf(ordinal: number): string;
  /** After which time without a record series expire, in milliseconds. Only open vectors can have it. */
  readonly expireAfter?: number;
  /** Asks a family, from now on, which ordinals it uses. Only a vector with `expireAfter` has this method. */
  follow?(user: VectorUser): void;
  /**
   * Frees the ordinals that no family uses, if some series have expired or the vector is full. Only a vector with
   * `expireAfter` has this method.
   */
  release?(hasExpired: boolean): void;
  /**
   * Calls a function with the strings that are recorded as `otherwise`, until it returns false. Only closed vectors with
   * `otherwise` have this method.
   */
  onOther?(listener: (value: string) => boolean): void;
  /** Adds a watcher. Only open vectors have this method: the label values of others never change. */
  watch?(watcher: OpenVectorWatcher): void;
}

/** The name of a vector; with the label if it is another. */
export type VectorName = string | Pick<Vector, "name" | "label">;

function namesOf(name: VectorName): Pick<Vector, "name" | "label"> {
  return typeof name === "string" ? { name, label: name } : { name: name.name, label: name.label };
}

/** A family that uses the ordinals of a vector. */
interface VectorUser {
  /** Changes when ordinals of the vector are freed. */
  epoch: number;
  /** Sets the element of each ordinal in use to 1. */
  markUsed(vector: Vector, used: Uint8Array): void;
}

/** Receives the label values that an open vector adds, and those that it can no longer add. */
interface OpenVectorWatcher {
  /** A label value was added. A new watcher first gets all that were added before. */
  onNewValue?(text: string, ordinal: number): void;
  /** An ordinal was freed: from now on, it can have another label value. */
  onFree?(ordinal: number): void;
  /** A label value was recorded as `otherwise`, because the vector is full or the value is too long. */
  onOverflow?(value: string, limit: OpenVectorLimit): void;
}

/** The limit of an open vector that a label value exceeds, as the schema calls it. */
export type OpenVectorLimit = "max_values" | "max_length";

/**
 * The ordinal of a value that a vector does not have. Generated code joins the ordinals of a label set by bitwise or,
 * which is negative if and only if one of them is, so that one comparison detects any bad label.
 */
const INVALID = -1;

/** A vector of the booleans, exposed as `false` and `true`. */
export function booleanVector(name: VectorName): Vector {
  return {
    ...namesOf(name),
    size: 2,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
    ordinalOf: (value) => booleanOrdinal(value),
    textOf: (ordinal) => (ordinal === 1 ? "true" : "false"),
  };
}

/** The ordinal of a boolean, or `INVALID`. It has no branch, because a processor cannot predict the next boolean. */
function booleanOrdinal(value: unknown): number {
  return ((Number(value === true) << 1) | Number(value === false)) + INVALID;
}

/**
 * A vector of a closed set of strings.
 *
 * @param values the label values, in the order of their ordinals
 * @param otherwise the label value as which any other string is recorded; its ordinal is the last. Without it, a sample
 * with another string is rejected
 */
export function closedVector(name: VectorName, values: readonly string[], otherwise?: string): Vector {
  const texts = otherwise === undefined ? values : [...values, otherwise];
  const ordinals = new Map(texts.map((text, ordinal) => [text, ordinal]));
  const unknown = otherwise === undefined ? INVALID : values.length;
  let listener: ((value: string) => boolean) | undefined;
  const ordinalOf = (value: unknown) => {
    if (typeof value !== "string") return INVALID;
    const ordinal = ordinals.get(value);
    if (ordinal !== undefined) return ordinal;
    if (listener !== undefined && !listener(value)) listener = undefined;
    return unknown;
  };
  const vector: Vector = {
    ...namesOf(name),
    size: texts.length,
    expected: otherwise === undefined ? `one of ${listValues(values)}` : "a string",
    accepts: (value) => ordinalOf(value) !== INVALID,
    ordinalOf,
    find: (value) => (typeof value === "string" ? (ordinals.get(value) ?? INVALID) : INVALID),
    textOf: (ordinal) => texts[ordinal] ?? "",
  };
  if (otherwise === undefined) return vector;
  return {
    ...vector,
    onOther(other) {
      listener = other;
    },
  };
}

/** Maximum number of values listed in a message. */
const MAX_LISTED_VALUES = 12;

/** Lists the values in quotes, up to the maximum. */
function listValues(values: readonly string[]): string {
  const shown = values.slice(0, MAX_LISTED_VALUES).map((value) => JSON.stringify(value));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} others` : shown.join(", ");
}

/** A vector of the whole numbers from `min` to `max`, both included, such as HTTP status codes. */
export function integerVector(
  name: VectorName,
  range: { readonly min: number; readonly max: number },
): Vector {
  const { min, max } = range;
  return {
    ...namesOf(name),
    size: max - min + 1,
    expected: `a whole number from ${min} to ${max}`,
    accepts: (value) => integerOrdinal(value, min, max) !== INVALID,
    ordinalOf: (value) => integerOrdinal(value, min, max),
    textOf: (ordinal) => String(min + ordinal),
  };
}

/** The ordinal of a whole number in a range: its distance from `min`, or `INVALID` for anything else. */
function integerOrdinal(value: unknown, min: number, max: number): number {
  const whole = typeof value === "number" && Math.floor(value) === value && value >= min && value <= max;
  return whole ? value - min : INVALID;
}

const LOWEST_STATUS = 100;
const HIGHEST_STATUS = 599;
const STATUS_EXPECTED = `a whole number from ${LOWEST_STATUS} to ${HIGHEST_STATUS}`;

/**
 * A vector of listed HTTP status codes.
 *
 * @param codes the codes, in the order of their ordinals
 * @param otherwise the label value as which any other status code is recorded; its ordinal is the last
 */
export function statusVector(name: VectorName, codes: readonly number[], otherwise: string): Vector {
  const ordinals = new Map<unknown, number>(codes.map((code, ordinal) => [code, ordinal]));
  const isStatus = (value: unknown) => integerOrdinal(value, LOWEST_STATUS, HIGHEST_STATUS) !== INVALID;
  return {
    ...namesOf(name),
    size: codes.length + 1,
    expected: STATUS_EXPECTED,
    accepts: isStatus,
    ordinalOf: (value) => ordinals.get(value) ?? (isStatus(value) ? codes.length : INVALID),
    find: (value) => ordinals.get(value) ?? INVALID,
    textOf: (ordinal) => (ordinal < codes.length ? String(codes[ordinal]) : otherwise),
  };
}

/** A vector of the classes of HTTP status codes, `1xx` to `5xx`. Its values are recorded as status codes. */
export function statusClassVector(name: VectorName): Vector {
  const ordinalOf = (value: unknown) => {
    const ordinal = integerOrdinal(value, LOWEST_STATUS, HIGHEST_STATUS);
    return ordinal === INVALID ? INVALID : Math.floor(ordinal / 100);
  };
  return {
    ...namesOf(name),
    size: 5,
    expected: STATUS_EXPECTED,
    accepts: (value) => ordinalOf(value) !== INVALID,
    ordinalOf,
    textOf: (ordinal) => `${ordinal + 1}xx`,
  };
}

/** The limits of an open vector. */
interface OpenBounds {
  readonly maxValues: number;
  /** In UTF-16 code units; without a limit by default. */
  readonly maxLength?: number;
  readonly otherwise: string;
  /** In milliseconds; by default, nothing expires. */
  readonly expireAfter?: number;
}

/**
 * A vector of any strings, up to a maximum number: each new label value gets an ordinal of its own until there are
 * `maxValues`; from then on, a new one is recorded as `otherwise`. So is one that is longer than `maxLength`.
 *
 * Without `expireAfter`, the vector never removes a label value, so that an ordinal never changes its meaning: `reset()`
 * of a family does not change the vector.
 */
export function openVector(
  name: VectorName,
  { maxValues, maxLength = Infinity, otherwise, expireAfter }: OpenBounds,
): Vector {
  const ordinals = new Map<string, number>([[otherwise, 0]]);
  const texts = [otherwise];
  const freed: number[] = [];
  const watchers: OpenVectorWatcher[] = [];
  const isFull = () => texts.length > maxValues && freed.length === 0;
  const recordOverflow = (value: string, limit: OpenVectorLimit): void => {
    for (const watcher of watchers) watcher.onOverflow?.(value, limit);
  };
  const vector: Vector = {
    ...namesOf(name),
    size: maxValues + 1,
    expected: "a string",
    accepts: (value) => typeof value === "string",
    // It returns no call: Bun's engine would forget this frame, by which a warning finds the application's.
    ordinalOf(value) {
      if (typeof value !== "string") return INVALID;
      const known = ordinals.get(value);
      if (known !== undefined) return known;
      if (value.length > maxLength) {
        recordOverflow(value, "max_length");
        return 0;
      }
      if (isFull() && !ILL_FORMED.test(value)) {
        recordOverflow(value, "max_values");
        return 0;
      }
      const text = copyText(value);
      const knownText = ordinals.get(text); // a lone surrogate has become U+FFFD
      if (knownText !== undefined) return knownText;
      if (isFull()) {
        recordOverflow(value, "max_values");
        return 0;
      }
      const ordinal = freed.pop() ?? texts.length;
      texts[ordinal] = text;
      ordinals.set(text, ordinal);
      for (const watcher of watchers) watcher.onNewValue?.(text, ordinal);
      return ordinal;
    },
    find: (value) => (typeof value === "string" ? (ordinals.get(wellFormed(value)) ?? INVALID) : INVALID),
    textOf: (ordinal) => texts[ordinal] ?? otherwise,
    watch(watcher) {
      for (const [text, ordinal] of ordinals) if (ordinal > 0) watcher.onNewValue?.(text, ordinal);
      watchers.push(watcher);
    },
  };
  if (expireAfter === undefined) return vector;
  let users: WeakRef<VectorUser>[] = []; // weak: a copy of generated code makes families that are never used
  const expiring: Vector = {
    ...vector,
    expireAfter,
    follow: (user) => users.push(new WeakRef(user)),
    release(hasExpired) {
      if (!hasExpired && !isFull()) return;
      const used = new Uint8Array(maxValues + 1);
      users = users.filter((user) => user.deref() !== undefined);
      const living = users.flatMap((user) => user.deref() ?? []);
      for (const user of living) user.markUsed(expiring, used);
      const unused = [...ordinals].filter(([, ordinal]) => ordinal > 0 && used[ordinal] === 0);
      for (const [text, ordinal] of unused) {
        ordinals.delete(text);
        freed.push(ordinal);
        for (const watcher of watchers) watcher.onFree?.(ordinal);
      }
      if (unused.length > 0) for (const user of living) user.epoch += 1;
    },
  };
  return expiring;
}

/** Matches a lone surrogate, which is no character and has no encoding in UTF-8. */
const ILL_FORMED = /\p{Surrogate}/u;

function wellFormed(text: string): string {
  return ILL_FORMED.test(text) ? copyText(text) : text;
}

/** Copies a text to memory of its own: for a slice of a URL, the engine may otherwise retain the whole request. */
function copyText(text: string): string {
  return decoder.decode(encoder.encode(text));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
