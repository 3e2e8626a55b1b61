import { type FunctionDeclarationStructure, StructureKind } from "ts-morph";
import type { Family, Vector } from "../../catalog.js";
import { camelCase, pascalCase } from "../../identifiers.js";
import { stringLiteral } from "../typescript.js";

/** The name of the function that makes the one which records a family's metrics. */
export function recordingFunction({ key, type }: Family): string {
  return `${camelCase(key)}${METHODS[type]}`;
}

const METHODS = { counter: "Inc", gauge: "Index", histogram: "Observe" } as const;

/**
 * Declares the function that makes the method `inc` or `observe` of a metric, or the function that finds the series of a
 * gauge. It records what it can without a lookup: a series that exists, with label values in the schema's types. The
 * runtime does the rest.
 */
export function declareRecording(family: Family): readonly FunctionDeclarationStructure[] {
  const others = family.vectors.map(
    (vector, position) => `const ${othersName(vector)} = series.ordinal(${position});`,
  );
  return [
    {
      kind: StructureKind.Function,
      name: recordingFunction(family),
      parameters: [{ name: "series", type: `Parameters<${RECORDINGS[family.type]}>[0]` }],
      returnType: `ReturnType<${RECORDINGS[family.type]}>`,
      statements: [...others, ...methodOf(family)],
    },
  ];
}

const RECORDINGS = {
  counter: "CounterRecording",
  gauge: "GaugeRecording",
  histogram: "HistogramRecording",
} as const;

function methodOf(family: Family): readonly string[] {
  switch (family.type) {
    case "counter":
      return [
        "return function inc(labels, value = 1) {",
        '  if (typeof labels === "object" && labels !== null && typeof value === "number" && value > 0 && value < Infinity) {',
        ...ordinals(family, "    "),
        `    if (${isGood(family)} && series.family.increaseRecorded(${indexOf(family)}, value)) return undefined;`,
        "  }",
        "  return series.inc(labels, value);",
        "};",
      ];
    case "histogram":
      return [
        "return function observe(labels, value) {",
        '  if (typeof labels === "object" && labels !== null && typeof value === "number" && value - value === 0) {',
        ...ordinals(family, "    "),
        `    if (${isGood(family)} && series.family.observeRecorded(${indexOf(family)}, value)) return undefined;`,
        "  }",
        "  return series.observe(labels, value);",
        "};",
      ];
    case "gauge":
      return [
        "return function index(labels) {",
        ...ordinals(family, "  "),
        `  return ${isGood(family)} ? ${indexOf(family)} : -1;`,
        "};",
      ];
    default:
      return family satisfies never;
  }
}

/** Reads the ordinals; those of open vectors last, so that a sample with a bad label uses up none of their values. */
function ordinals({ vectors }: Family, indent: string): readonly string[] {
  const declare = (vector: Vector) =>
    `const ${localName(vector)} = ${ordinalCall(vector, `labels[${stringLiteral(vector.label)}]`)};`;
  const closed = vectors.filter(({ kind }) => kind !== "open");
  const open = vectors.filter(({ kind }) => kind === "open");
  return [
    "let names = 0;",
    "for (const _name in labels) names += 1;",
    ...closed.map(declare),
    ...open.map((vector) => {
      const call = ordinalCall(vector, `labels[${stringLiteral(vector.label)}]`);
      const good = `names === ${vectors.length}${closed.length > 0 ? ` && ${areFound(closed)}` : ""}`;
      return `const ${localName(vector)} = ${good} ? ${call} : -1;`;
    }),
  ].map((line) => indent + line);
}

function isGood({ vectors }: Family): string {
  return `names === ${vectors.length} && ${areFound(vectors)}`;
}

/** A condition: none of the ordinals is -1. */
function areFound(vectors: readonly Vector[]): string {
  const names = vectors.map(localName).join(" | ");
  return vectors.length === 1 ? `${names} >= 0` : `(${names}) >= 0`;
}

/** The label set's index, whose digits, in mixed radix, are the ordinals. */
function indexOf({ vectors }: Family): string {
  return vectors.reduce((sum, vector, position) => {
    if (position === 0) return localName(vector);
    return `${position === 1 ? sum : `(${sum})`} * ${vector.size} + ${localName(vector)}`;
  }, "");
}

function localName({ name }: Vector): string {
  return `${camelCase(name)}At`;
}

function othersName({ name }: Vector): string {
  return `other${pascalCase(name)}`;
}

function functionName({ name }: Vector): string {
  return `${camelCase(name)}Ordinal`;
}

function ordinalCall(vector: Vector, value: string): string {
  return isInlined(vector)
    ? `${functionName(vector)}(${value}, ${othersName(vector)})`
    : `${othersName(vector)}(${value})`;
}

/** Largest number of label values for which a `switch` is faster than a map. */
const SWITCH_LIMIT = 48;

function isInlined(vector: Vector): boolean {
  switch (vector.kind) {
    case "closed":
      return vector.values.length <= SWITCH_LIMIT;
    case "status":
      return vector.codes.length <= SWITCH_LIMIT;
    case "boolean":
    case "integer":
    case "statusClass":
      return true;
    case "open":
      return false;
    default:
      return vector satisfies never;
  }
}

/** One function for each vector of the families, from a label value to its ordinal. */
export function vectorFunctions(families: readonly Family[]): readonly FunctionDeclarationStructure[] {
  const vectors = new Map(
    families.flatMap((family) => family.vectors.map((vector) => [vector.name, vector])),
  );
  return [...vectors.values()].filter(isInlined).map((vector) => ({
    kind: StructureKind.Function,
    name: functionName(vector),
    parameters: [
      { name: "value", type: "unknown" },
      { name: "others", type: "TextOrdinal" },
    ],
    returnType: "number",
    statements: ordinalBody(vector),
  }));
}

function ordinalBody(vector: Vector): string {
  switch (vector.kind) {
    case "closed":
      return switchStatement(vector.values.map(stringLiteral));
    case "status":
      return switchStatement(vector.codes.map(String));
    case "statusClass":
      return switchStatement(["1xx", "2xx", "3xx", "4xx", "5xx"].map(stringLiteral));
    case "boolean":
      return ["if (value === true) return 1;", "return value === false ? 0 : others(value);"].join("\n");
    case "integer":
      return [
        `if (typeof value !== "number" || value < ${vector.min} || value > ${vector.max}) return others(value);`,
        `return Math.floor(value) === value ? value${minus(vector.min)} : others(value);`,
      ].join("\n");
    case "open":
      return "return others(value);";
    default:
      return vector satisfies never;
  }
}

/** `value - 2`, `value + 2`, or the value itself. */
function minus(min: number): string {
  if (min === 0) return "";
  return min < 0 ? ` + ${-min}` : ` - ${min}`;
}

function switchStatement(literals: readonly string[]): string {
  const cases = literals.map((literal, ordinal) => `  case ${literal}:\n    return ${ordinal};`);
  return ["switch (value) {", ...cases, "  default:", "    return others(value);", "}"].join("\n");
}
