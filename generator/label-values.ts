import type { ClosedVector, IntegerVector, StatusClassVector, StatusVector, Vector } from "./catalog.js";
import { nearestName } from "./text/nearest-name.js";
import { groupDigits, listAnd } from "./text/words.js";

/** The label values that a vector can expose, where they are known. */
export type ClosedSet =
  | { readonly kind: "list"; readonly values: readonly string[]; readonly otherwise: string | undefined }
  | { readonly kind: "range"; readonly min: number; readonly max: number };

/** `undefined` for an open vector. */
export function closedSet(vector: Vector): ClosedSet | undefined {
  switch (vector.kind) {
    case "closed":
      return { kind: "list", values: vector.values, otherwise: vector.otherwise };
    case "boolean":
      return { kind: "list", values: ["true", "false"], otherwise: undefined };
    case "integer":
      return { kind: "range", min: vector.min, max: vector.max };
    case "statusClass":
      return { kind: "list", values: STATUS_CLASSES, otherwise: undefined };
    case "status":
      return { kind: "list", values: vector.codes.map(String), otherwise: vector.otherwise };
    case "open":
      return undefined;
    default:
      return vector satisfies never;
  }
}

/** The label values of a vector of status classes. */
const STATUS_CLASSES: readonly string[] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/** Whether a label value is in a set; `otherwise` is in it, too. */
export function includesValue(set: ClosedSet, value: string): boolean {
  if (set.kind === "list") return set.values.includes(value) || set.otherwise === value;
  const number = parseInteger(value);
  return number !== undefined && number >= set.min && number <= set.max;
}

/** No query names as many values one by one. */
const LONGEST_LIST = 10_000;

/** The values of a set one by one, with `otherwise`; of a range, at most the first 10,000. */
export function listValues(set: ClosedSet): readonly string[] {
  if (set.kind === "list") return set.otherwise === undefined ? set.values : [...set.values, set.otherwise];
  const length = Math.min(set.max - set.min + 1, LONGEST_LIST);
  return Array.from({ length }, (_, at) => String(set.min + at));
}

/** All values of a vector, with `otherwise`; `undefined` for an open vector or a range of more than 10,000. */
export function listAllValues(vector: Vector): readonly string[] | undefined {
  const set = closedSet(vector);
  if (set === undefined || (set.kind === "range" && set.max - set.min >= LONGEST_LIST)) return undefined;
  return listValues(set);
}

/** The integer that is exposed as this text; `undefined` for other spellings, such as `01` and `1.0`. */
function parseInteger(value: string): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && String(number) === value ? number : undefined;
}

/**
 * A vector of the values that recorders can give to both vectors: one of the two, or one whose name is empty. `undefined`
 * if one of the two rejects whatever the other takes. A vector with `otherwise` takes every string.
 */
export function commonVector(one: Vector, other: Vector): Vector | undefined {
  if (one === other) return one;
  if (one.kind === "boolean" || other.kind === "boolean") return one.kind === other.kind ? one : undefined;
  if (takesNumbers(one) || takesNumbers(other)) {
    return takesNumbers(one) && takesNumbers(other) ? commonRange(one, other) : undefined;
  }
  if (one.kind === "open") return other;
  if (other.kind === "open" || other.otherwise !== undefined) return one;
  return one.otherwise !== undefined ? other : commonList(one, other);
}

type NumberVector = IntegerVector | StatusClassVector | StatusVector;

function takesNumbers(vector: Vector): vector is NumberVector {
  return vector.kind === "integer" || vector.kind === "statusClass" || vector.kind === "status";
}

/** The numbers that recorders take. */
function rangeOf(vector: NumberVector): Range {
  return vector.kind === "integer" ? vector : { min: 100, max: 599 };
}

function commonRange(one: NumberVector, other: NumberVector): NumberVector | undefined {
  const min = Math.max(rangeOf(one).min, rangeOf(other).min);
  const max = Math.min(rangeOf(one).max, rangeOf(other).max);
  const same = [one, other].find((vector) => rangeOf(vector).min === min && rangeOf(vector).max === max);
  if (same !== undefined || min > max) return same;
  return { kind: "integer", label: one.label, ...UNDECLARED, min, max, size: max - min + 1 };
}

function commonList(one: ClosedVector, other: ClosedVector): ClosedVector | undefined {
  const values = one.values.filter((value) => other.values.includes(value));
  const same = [one, other].find(({ size }) => size === values.length);
  return same ?? (values.length === 0 ? undefined : { ...one, ...UNDECLARED, values, size: values.length });
}

const UNDECLARED = { name: "", description: "" } as const;

/** Whether a label value is one that a vector can expose. */
export type AcceptsValue = (value: string) => boolean;

/** A test of label values that is fast for many of them. For an open vector, it accepts any value that is not too long. */
export function valueMatcher(vector: Vector): AcceptsValue {
  if (vector.kind === "open") {
    const { maxLength, otherwise } = vector;
    return (value) => value.length <= maxLength || value === otherwise;
  }
  const set = closedSet(vector);
  if (set === undefined) return () => true;
  if (set.kind === "range") return (value) => includesValue(set, value);
  const values = new Set(listValues(set));
  return (value) => values.has(value);
}

/** The values that tests should record. Empty for sets whose values callers choose, such as methods and status codes. */
export function valuesToCover(vector: Vector): readonly string[] {
  if (vector.kind === "boolean") return ["true", "false"];
  return vector.kind === "closed" && vector.otherwise === undefined ? vector.values : [];
}

/** Maximum number of values that a message lists. */
const LONGEST_MESSAGE_LIST = 12;

/** The vector's set in words, to follow `is`: "a whole number from 100 to 599". */
export function describeVector(vector: Vector): string {
  switch (vector.kind) {
    case "closed": {
      const { values, otherwise } = vector;
      const all = otherwise === undefined ? values : [...values, otherwise];
      return `a closed set: ${listAnd(all, LONGEST_MESSAGE_LIST)}`;
    }
    case "boolean":
      return "a boolean: `true` or `false`";
    case "integer":
      return `a whole number from ${vector.min} to ${vector.max}`;
    case "statusClass":
      return `the class of an HTTP status code: ${listAnd(STATUS_CLASSES, LONGEST_MESSAGE_LIST)}`;
    case "status": {
      const all = [...vector.codes.map(String), vector.otherwise];
      return `an HTTP status code: ${listAnd(all, LONGEST_MESSAGE_LIST)}`;
    }
    case "open":
      return `open, with at most ${groupDigits(vector.maxLength)} characters`;
    default:
      return vector satisfies never;
  }
}

/** The value of a closed vector that is spelled most alike; for a status code, its class. */
export function nearestValue(value: string, vector: Vector): string | undefined {
  if (vector.kind === "statusClass")
    return STATUS_CLASSES.find((name) => /^[1-5]\d\d$/.test(value) && name[0] === value[0]);
  return vector.kind === "closed" ? nearestName(value, vector.values) : undefined;
}

/** The values of one set that another does not have, without `otherwise`; of a range, its gaps as `100..199`. */
export function missingValues(from: ClosedSet, to: ClosedSet): readonly string[] {
  if (from.kind === "list") return from.values.filter((value) => !includesValue(to, value));
  return findGaps(from, to).map(({ min, max }) => (min === max ? String(min) : `${min}..${max}`));
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The parts of a range that a set does not cover. */
function findGaps({ min, max }: Range, to: ClosedSet): readonly Range[] {
  const covered: readonly Range[] =
    to.kind === "range"
      ? [to]
      : [...to.values, to.otherwise ?? ""]
          .flatMap((value) => parseInteger(value) ?? [])
          .sort((a, b) => a - b)
          .map((value) => ({ min: value, max: value }));
  const gaps: Range[] = [];
  let next = min;
  for (const part of covered) {
    if (part.max < next || part.min > max) continue;
    if (part.min > next) gaps.push({ min: next, max: part.min - 1 });
    next = part.max + 1;
  }
  if (next <= max) gaps.push({ min: next, max });
  return gaps;
}
