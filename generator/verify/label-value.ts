import type { Vector } from "../catalog.js";
import { listed } from "../diagnostics/catalogue/entry.js";
import { nearestName } from "../diagnostics/nearest-name.js";

/** Whether a label value is one of a vector's. */
export type AcceptsValue = (value: string) => boolean;

/** How a vector's label values are known from others. An open vector takes any; how many is counted elsewhere. */
export function acceptedValues(vector: Vector): AcceptsValue {
  switch (vector.kind) {
    case "closed": {
      const values = new Set([
        ...vector.values,
        ...(vector.otherwise === undefined ? [] : [vector.otherwise]),
      ]);
      return (value) => values.has(value);
    }
    case "boolean":
      return (value) => value === "true" || value === "false";
    case "integer": {
      const { min, max } = vector;
      return (value) => {
        const number = Number(value);
        return number >= min && number <= max && Number.isInteger(number) && String(number) === value;
      };
    }
    case "open":
      return () => true;
    default:
      return vector satisfies never;
  }
}

/** The values that each should be seen once: those that the program chooses, and not who calls it. */
export function ownValues(vector: Vector): readonly string[] {
  if (vector.kind === "boolean") return ["true", "false"];
  return vector.kind === "closed" && vector.otherwise === undefined ? vector.values : [];
}

/** The vector's set in words, to follow `is`. */
export function expectedValues(vector: Vector): string {
  switch (vector.kind) {
    case "closed":
      return closedSet(vector.otherwise === undefined ? vector.values : [...vector.values, vector.otherwise]);
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

function closedSet(values: readonly string[]): string {
  return `a closed set: ${listed(values, 12)}`;
}
