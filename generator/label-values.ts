import type { Vector } from "./catalog.js";
import { listed } from "./diagnostics/catalogue/entry.js";
import { nearestName } from "./text/nearest-name.js";

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
    case "open":
      return undefined;
    default:
      return vector satisfies never;
  }
}

/** Whether a value of one set is in another, be it as `otherwise`. */
export function allows(set: ClosedSet, value: string): boolean {
  if (set.kind === "list") return set.values.includes(value) || set.otherwise === value;
  const number = integerOf(value);
  return number !== undefined && number >= set.min && number <= set.max;
}

/** More than any query could name. */
const MOST_MEMBERS = 10_000;

/** Whether there are more values than anything asks for one by one. */
export function isLong(set: ClosedSet): boolean {
  return set.kind === "range" && set.max - set.min >= MOST_MEMBERS;
}

/** The values of a set one by one, with `otherwise`; of a long range, the first ones. */
export function members(set: ClosedSet): readonly string[] {
  if (set.kind === "list") return set.otherwise === undefined ? set.values : [...set.values, set.otherwise];
  const length = Math.min(set.max - set.min + 1, MOST_MEMBERS);
  return Array.from({ length }, (_, at) => String(set.min + at));
}

/** The number that an integer vector exposes as this text. */
export function integerOf(value: string): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && String(number) === value ? number : undefined;
}

/** Whether a label value is one of a vector's. */
export type AcceptsValue = (value: string) => boolean;

/** How a vector's label values are known from others. An open vector takes any; how many is counted elsewhere. */
export function acceptedValues(vector: Vector): AcceptsValue {
  const set = closedSet(vector);
  if (set === undefined) return () => true;
  if (set.kind === "range") return (value) => allows(set, value);
  const values = new Set(members(set));
  return (value) => values.has(value);
}

/** The values that each should be seen once: those that the program chooses, and not who calls it. */
export function ownValues(vector: Vector): readonly string[] {
  if (vector.kind === "boolean") return ["true", "false"];
  return vector.kind === "closed" && vector.otherwise === undefined ? vector.values : [];
}

/** The vector's set in words, to follow `is`. */
export function expectedValues(vector: Vector): string {
  switch (vector.kind) {
    case "closed": {
      const { values, otherwise } = vector;
      return `a closed set: ${listed(otherwise === undefined ? values : [...values, otherwise], MOST_LISTED)}`;
    }
    case "boolean":
      return "a boolean: `true` or `false`";
    case "integer":
      return `a whole number from ${vector.min} to ${vector.max}`;
    case "open":
      return "open";
    default:
      return vector satisfies never;
  }
}

/** The value of a closed set that another one most likely stands for. */
export function nearestValue(value: string, vector: Vector): string | undefined {
  return vector.kind === "closed" ? nearestName(value, vector.values) : undefined;
}

/** So many values a reader takes in. */
const MOST_LISTED = 12;

/** The values of a set that another has not, without `otherwise`; of a range, its gaps as `100..199`. */
export function missingValues(from: ClosedSet, to: ClosedSet): readonly string[] {
  if (from.kind === "list") return from.values.filter((value) => !allows(to, value));
  return gaps(from, to).map(({ min, max }) => (min === max ? String(min) : `${min}..${max}`));
}

interface Range {
  readonly min: number;
  readonly max: number;
}

function gaps({ min, max }: Range, to: ClosedSet): readonly Range[] {
  const covered: readonly Range[] =
    to.kind === "range"
      ? [to]
      : [...to.values, to.otherwise ?? ""]
          .flatMap((value) => integerOf(value) ?? [])
          .sort((a, b) => a - b)
          .map((value) => ({ min: value, max: value }));
  const found: Range[] = [];
  let next = min;
  for (const part of covered) {
    if (part.max < next || part.min > max) continue;
    if (part.min > next) found.push({ min: next, max: part.min - 1 });
    next = part.max + 1;
  }
  if (next <= max) found.push({ min: next, max });
  return found;
}
