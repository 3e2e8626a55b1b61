import type { Vector } from "./catalog.js";

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
