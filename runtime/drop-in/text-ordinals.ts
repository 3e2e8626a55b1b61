import type { Vector } from "../labels.js";

/**
 * The ordinal of a label value by its text, as the clients expose it: `200` and `"200"` are one value, and so are `true`
 * and `"true"`; `"0200"` is another. Negative for a value that the vector does not have. An open vector adds a new value.
 */
export type TextOrdinal = (value: unknown) => number;

/** @param find whether to find the value as it is exposed only: no value is added, or recorded as another */
export function textOrdinal(vector: Vector, find = false): TextOrdinal {
  const texts = vector.watch === undefined ? shortTexts(vector) : undefined;
  const ordinalOf = (value: unknown) =>
    find ? (vector.find ?? vector.ordinalOf)(value) : vector.ordinalOf(value);
  const isExposed = (ordinal: number, value: unknown) => !find || vector.textOf(ordinal) === String(value);
  return (value) => {
    const listed = typeof value === "string" ? texts?.get(value) : undefined;
    if (listed !== undefined) return listed;
    const ordinal = ordinalOf(value);
    if (ordinal >= 0) return isExposed(ordinal, value) ? ordinal : -1;
    const other = otherType(value);
    if (other === undefined) return -1;
    const found = ordinalOf(other);
    return found >= 0 && isExposed(found, value) ? found : -1;
  };
}

/** Values that are no text of the type that a vector takes: `2xx`, `true`, and the one for all others. */
function shortTexts({ size, textOf }: Vector): ReadonlyMap<string, number> {
  const texts = new Map<string, number>();
  for (let ordinal = 0; ordinal < Math.min(size, MOST_TEXTS); ordinal++) texts.set(textOf(ordinal), ordinal);
  return texts;
}

/** Of vectors with more values, the others are found by their numbers. */
const MOST_TEXTS = 1024;

/** A number or boolean as text, and a text as the number that has it; `undefined` if there is none. */
function otherType(value: unknown): string | number | undefined {
  switch (typeof value) {
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    case "string": {
      const number = Number(value);
      return String(number) === value ? number : undefined;
    }
    default:
      return undefined;
  }
}
