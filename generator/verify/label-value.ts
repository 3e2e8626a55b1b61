import type { Vector } from "../catalog.js";
import { listed } from "../diagnostics/catalogue/entry.js";
import { nearestName } from "../diagnostics/nearest-name.js";
import { allows, closedSet, members } from "../value-set.js";

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
