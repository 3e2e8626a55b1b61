import type {
  ClosedVector,
  CompositeRecorder,
  Family,
  IntegerVector,
  StatusVector,
  Vector,
} from "./catalog.js";

/** Identifiers that every generated `recorders.ts` may import or declare, whatever the schema says. */
export const FIXED_IDENTIFIERS: readonly string[] = [
  "BoundCounter",
  "BoundGauge",
  "BoundHistogram",
  "CounterFamily",
  "Exemplar",
  "GaugeFamily",
  "HistogramFamily",
  "Metrics",
  "declareFamilies",
  "declared",
  "metrics",
  "metricsOf",
  "openSchema",
  "schema",
];

/** `request_duration` becomes `RequestDuration`. Empty for a key of underscores only. */
export function pascalCase(key: string): string {
  let pascal = PASCAL_CASES.get(key);
  if (pascal === undefined) {
    pascal = key.replace(/(?:^|_)_*(.?)/g, (_, first: string) => first.toUpperCase());
    if (PASCAL_CASES.size > MOST_CACHED) PASCAL_CASES.clear();
    PASCAL_CASES.set(key, pascal);
  }
  return pascal;
}

/** Generated code has the name of a family at some twenty places. */
const PASCAL_CASES = new Map<string, string>();

/** More than there are in a schema. */
const MOST_CACHED = 20_000;

/** `request_duration` becomes `requestDuration`. */
export function camelCase(key: string): string {
  const pascal = pascalCase(key);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** Every top-level identifier that a vector adds to the generated file. */
export function vectorIdentifiers(vector: Vector): readonly string[] {
  const camel = camelCase(vector.name);
  const own = [`${camel}Label`, `${camel}Ordinal`, `${camel}Vector`];
  return isUnion(vector) ? [unionName(vector), valuesName(vector), guardName(vector), ...own] : own;
}

/** Largest number of integers that the generated code lists in a type. */
const LARGEST_UNION = 64;

/** A vector whose values the generated code lists. */
export type ListedVector = ClosedVector | IntegerVector | StatusVector;

/** Whether the type of the label values is a union of literals, which has a name, a list of its values and a guard. */
export function isUnion(vector: Vector): vector is ListedVector {
  const { kind, size } = vector;
  return kind === "closed" || kind === "status" || (kind === "integer" && size <= LARGEST_UNION);
}

/** Every top-level identifier that a family adds to the generated file. */
export function familyIdentifiers(family: Pick<Family, "key" | "type" | "vectors">): readonly string[] {
  const pascal = pascalCase(family.key);
  const camel = camelCase(family.key);
  const own = [
    `${camel}Family`,
    `${camel}Definition`,
    `${camel}Index`,
    `${pascal}Labels`,
    `bind${pascal}`,
    `remove${pascal}`,
    `clear${pascal}`,
  ];
  switch (family.type) {
    case "counter":
      return [...own, `record${pascal}`];
    case "gauge":
      return [...own, `set${pascal}`, `add${pascal}`, `sample${pascal}`];
    case "histogram":
      return [...own, `record${pascal}`, `start${pascal}Timer`];
    default:
      return family.type satisfies never;
  }
}

/** The function that records a family: `recordOrdersTotal`, `setQueueLength`. */
export function mainRecorder({ key, type }: Pick<Family, "key" | "type">): string {
  return `${type === "gauge" ? "set" : "record"}${pascalCase(key)}`;
}

/** Every top-level identifier that a composite recorder adds to the generated file. */
export function recorderIdentifiers(recorder: Pick<CompositeRecorder, "key">): readonly string[] {
  const pascal = pascalCase(recorder.key);
  return [
    `${pascal}Labels`,
    `${pascal}Values`,
    `Bound${pascal}`,
    `bind${pascal}`,
    `record${pascal}`,
    `start${pascal}Timer`,
  ];
}

/** The name of the union of literals of a vector. */
export function unionName(vector: Pick<Vector, "name">): string {
  return pascalCase(vector.name);
}

/** The name of the list of a union's values: `LOGIN_TYPE_VALUES` for `login_type` and for `loginType`. */
export function valuesName(vector: Pick<Vector, "name">): string {
  const words = vector.name.replace(/^_+|(?<!_)_+$/g, "").replace(/_+|(?<=[a-z0-9])(?=[A-Z])/g, "_");
  return `${words.toUpperCase()}_VALUES`;
}

/** The name of the guard of a union: `isLoginType`. */
export function guardName(vector: Pick<Vector, "name">): string {
  return `is${pascalCase(vector.name)}`;
}

/** The name of a parameter in a unit: `seconds`; `value` if there is no unit, or if its name is taken or reserved. */
export function unitParameter(unit: string | undefined): string {
  if (unit === undefined) return "value";
  const name = camelCase(unit);
  return UNUSABLE_PARAMETERS.has(name) || HIDING_PARAMETER.test(name) ? "value" : name;
}

/** A parameter of such a name would hide what a recorder's body uses: `requestFamily`, `requestIndex`, `boundRequest`. */
const HIDING_PARAMETER = /(?:Family|Index)$|^(?:bound|record|set)[A-Z]/;

/** Reserved words of ECMAScript in strict mode and of TypeScript, and the names of other parameters of recorders. */
const UNUSABLE_PARAMETERS: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export " +
    "extends false finally for function if implements import in instanceof interface let new null package " +
    "private protected public return static super switch this throw true try typeof undefined var void while " +
    "with yield labels by exemplar clock schema start stop values"
  ).split(" "),
);
