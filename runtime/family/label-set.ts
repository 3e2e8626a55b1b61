import type { Vector } from "../labels.js";
import { type Fault, messageOf, quoted } from "./rejection.js";

/** The number of label sets: the product of the vectors' sizes, and 1 without vectors. */
export function countLabelSets(vectors: readonly Vector[]): number {
  return vectors.reduce((product, vector) => product * vector.size, 1);
}

/** Splits a label set's index, a mixed-radix number, into ordinals of label values. The last changes fastest. */
export function ordinalsOf(vectors: readonly Vector[], index: number): number[] {
  const ordinals = new Array<number>(vectors.length).fill(0);
  let rest = index;
  for (let position = vectors.length - 1; position >= 0; position--) {
    const size = vectors[position]?.size ?? 1;
    ordinals[position] = rest % size;
    rest = Math.floor(rest / size);
  }
  return ordinals;
}

/** The exposed label values of the label set with an index, by label name. */
export function labelsOf(vectors: readonly Vector[], index: number): Record<string, string> {
  const ordinals = ordinalsOf(vectors, index);
  return Object.fromEntries(
    vectors.map((vector, position) => [vector.label, vector.textOf(ordinals[position] ?? 0)]),
  );
}

/** A series, by its label values as they are exposed. */
export interface SeriesLocation {
  /** One for each label, in the order of the family's labels. */
  readonly values: readonly string[];
  /** The label set's index in this thread; -1 if a label value has no ordinal here. Another thread may have it. */
  readonly index: number;
}

/**
 * Locates the series that is exposed with these labels. It adds no label value, and does not find a label value that is
 * recorded as another.
 *
 * @returns `undefined` if there can be no such series
 */
export function locateSeries(vectors: readonly Vector[], labels: unknown): SeriesLocation | undefined {
  const values: string[] = [];
  let index = 0;
  for (const vector of vectors) {
    const { value } = readLabel(labels, vector.label);
    const ordinal = vector.find?.(value) ?? vector.ordinalOf(value);
    if (ordinal >= 0) values.push(vector.textOf(ordinal));
    else if (vector.watch !== undefined && typeof value === "string") values.push(value);
    else return undefined;
    index = ordinal < 0 || index < 0 ? -1 : index * vector.size + ordinal;
  }
  return { values, index };
}

/** The same for label values as they are exposed, in the order of the family's labels. */
export function locateExposed(
  vectors: readonly Vector[],
  values: readonly unknown[],
): SeriesLocation | undefined {
  const found: string[] = [];
  let index = 0;
  for (const [position, vector] of vectors.entries()) {
    const value = values[position];
    if (typeof value !== "string") return undefined;
    const ordinal = findText(vector, value);
    if (ordinal < 0 && vector.watch === undefined) return undefined;
    found.push(value);
    index = ordinal < 0 || index < 0 ? -1 : index * vector.size + ordinal;
  }
  return { values: found, index };
}

function findText(vector: Vector, text: string): number {
  if (vector.watch !== undefined) return vector.find?.(text) ?? -1;
  for (let ordinal = 0; ordinal < vector.size; ordinal++) if (vector.textOf(ordinal) === text) return ordinal;
  return -1;
}

/** What is wrong with a label set, with every bad label; `undefined` if every label value is one of its vector. */
export function labelFault(vectors: readonly Vector[], labels: unknown): Fault | undefined {
  const bad: string[] = [];
  const faults = vectors.flatMap((vector) => {
    const fault = vectorFault(vector, labels);
    if (fault === undefined) return [];
    bad.push(vector.label);
    return [fault];
  });
  const [first] = faults;
  if (first === undefined) return undefined;
  return { reason: first.reason, detail: faults.map(({ detail }) => detail).join("; "), labels: bad };
}

function vectorFault(vector: Vector, labels: unknown): Fault | undefined {
  const { label, expected } = vector;
  const { value, error } = readLabel(labels, label);
  if (error !== undefined) {
    return {
      reason: "unknown_label_value",
      detail: `label ${label} cannot be read: ${error}; expected ${expected}`,
    };
  }
  if (value === undefined || value === null) {
    return { reason: "missing_label", detail: `label ${label} is missing; expected ${expected}` };
  }
  if (vector.accepts(value)) return undefined;
  return {
    reason: "unknown_label_value",
    detail: `label ${label} is ${quoted(value)}; expected ${expected}`,
  };
}

/** A label value as the caller passed it; or the error that a getter or a proxy throws. */
export function readLabel(
  labels: unknown,
  name: string,
): { readonly value?: unknown; readonly error?: string } {
  if (typeof labels !== "object" || labels === null) return {};
  try {
    return { value: (labels as Readonly<Record<string, unknown>>)[name] }; // any object can be read by any key
  } catch (error) {
    return { error: messageOf(error) };
  }
}
