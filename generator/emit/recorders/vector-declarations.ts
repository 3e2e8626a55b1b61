import {
  type FunctionDeclarationStructure,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
  type VariableStatementStructure,
} from "ts-morph";
import type { ClosedVector, IntegerVector, Vector } from "../../catalog.js";
import { camelCase, unionName } from "../../identifiers.js";
import {
  constantStatement,
  docText,
  listLiteral,
  sentence,
  stringLiteral,
  typeAlias,
} from "../typescript.js";

/** Largest number of label values for which a `switch` is faster than a map. */
const SWITCH_LIMIT = 48;

/** Declares a vector: its union type, the vector of the runtime, and the function from a label value to its ordinal. */
export function declareVector(vector: Vector): readonly StatementStructures[] {
  const union = vector.kind === "closed" ? [unionType(vector)] : [];
  return [...union, runtimeVector(vector), ordinalFunction(vector)];
}

/** The TypeScript type of a vector's label values. One without a name has no declaration. */
export function labelType(vector: Vector): string {
  switch (vector.kind) {
    case "closed":
      return vector.name === "" ? vector.values.map(stringLiteral).join(" | ") : unionName(vector);
    case "boolean":
      return "boolean";
    case "integer":
      return "number";
    case "open":
      return "string";
    default:
      return vector satisfies never;
  }
}

function unionType(vector: ClosedVector): TypeAliasDeclarationStructure {
  const literals = vector.values.map(stringLiteral);
  if (vector.otherwise !== undefined) literals.push(stringLiteral(vector.otherwise), "(string & {})");
  const line = literals.join(" | ");
  const others =
    vector.otherwise === undefined
      ? ""
      : `\nAny other string is recorded as \`${docText(vector.otherwise)}\`.`;
  return typeAlias({
    name: unionName(vector),
    type: line.length <= 80 ? line : literals.map((literal) => `\n| ${literal}`).join(""),
    docs: [`${sentence(vector.description || `Values of the label \`${vector.label}\``)}${others}`],
  });
}

function runtimeVector(vector: Vector): VariableStatementStructure {
  const name = `${camelCase(vector.name)}Label`;
  return constantStatement({ name, initializer: vectorExpression(vector, `const ${name} = `) });
}

function vectorExpression(vector: Vector, before: string): string {
  const name = vectorName(vector);
  switch (vector.kind) {
    case "closed": {
      const call = `schema.closedVector(${name}, `;
      const otherwise = vector.otherwise === undefined ? "" : `, ${stringLiteral(vector.otherwise)}`;
      return `${call}${listLiteral(vector.values.map(stringLiteral), before + call + otherwise)}${otherwise})`;
    }
    case "boolean":
      return `schema.booleanVector(${name})`;
    case "integer":
      return `schema.integerVector(${name}, { min: ${vector.min}, max: ${vector.max} })`;
    case "open":
      return `schema.openVector(${name}, { maxValues: ${vector.maxValues}, otherwise: ${stringLiteral(vector.otherwise)} })`;
    default:
      return vector satisfies never;
  }
}

/** The name of a vector for the runtime, with the label if it is another. */
function vectorName({ name, label }: Vector): string {
  if (name === label) return stringLiteral(name);
  return `{ name: ${stringLiteral(name)}, label: ${stringLiteral(label)} }`;
}

/** A function in the generated file itself: the engine inlines its calls, which it does not for an imported one. */
function ordinalFunction(vector: Vector): FunctionDeclarationStructure {
  return {
    kind: StructureKind.Function,
    name: `${camelCase(vector.name)}Ordinal`,
    parameters: [{ name: "value", type: labelType(vector) }],
    returnType: "number",
    statements: ordinalBody(vector),
  };
}

function ordinalBody(vector: Vector): string {
  const lookup = `${camelCase(vector.name)}Label.ordinalOf(value)`;
  switch (vector.kind) {
    case "closed":
      if (vector.values.length > SWITCH_LIMIT) return `return ${lookup};`;
      return switchStatement(vector.values, vector.otherwise === undefined ? "-1" : lookup);
    case "boolean":
      // Without a branch: a processor cannot predict which boolean comes next.
      return "return ((Number(value === true) << 1) | Number(value === false)) - 1;";
    case "integer":
      return integerBody(vector);
    case "open":
      return `return ${lookup};`;
    default:
      return vector satisfies never;
  }
}

/** The range in which `| 0` gives a whole number. It is faster than `Math.floor`: the engine computes in integers. */
const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

function integerBody({ min, max }: IntegerVector): string {
  const whole = min >= INT32.min && max <= INT32.max ? "value | 0" : "Math.floor(value)";
  const ordinal = min === 0 ? "whole" : min < 0 ? `whole + ${-min}` : `whole - ${min}`;
  return [
    'if (typeof value !== "number") return -1;',
    `const whole = ${whole};`,
    `return whole === value && whole >= ${min} && whole <= ${max} ? ${ordinal} : -1;`,
  ].join("\n");
}

function switchStatement(values: readonly string[], fallback: string): string {
  const cases = values.map((value, ordinal) => `  case ${stringLiteral(value)}:\n    return ${ordinal};`);
  return ["switch (value) {", ...cases, "  default:", `    return ${fallback};`, "}"].join("\n");
}
