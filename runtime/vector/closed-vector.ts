import { INVALID, type Vector } from "./vector.js";

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
    expected: otherwise === undefined ? `one of ${listed(values)}` : "a string",
    accepts: (value) => ordinalOf(value) !== INVALID,
    ordinalOf,
    textOf: (ordinal) => texts[ordinal] ?? "",
  };
}

const MOST_LISTED = 12;

/** The values in quotes, as many as a reader can take in. */
function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_LISTED).map((value) => JSON.stringify(value));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} others` : shown.join(", ");
}
