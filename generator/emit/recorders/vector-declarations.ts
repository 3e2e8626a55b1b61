import {
  type FunctionDeclarationStructure,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
  type VariableStatementStructure,
} from "ts-morph";
import type { ClosedVector, IntegerVector, Vector } from "../../catalog.js";
import {
  camelCase,
  guardName,
  isUnion,
  type ListedVector,
  unionName,
  valuesName,
} from "../../identifiers.js";
import {
  constantStatement,
  docText,
  listLiteral,
  type MadeConstant,
  makerFunction,
  sentence,
  stringLiteral,
  typeAlias,
} from "../typescript.js";

/** Largest number of label values for which a `switch` is faster than a map. */
const SWITCH_LIMIT = 48;

/** Declares the list of a vector's label values, and the union type of them; nothing for other vectors. */
export function declareUnion(vector: Vector): readonly StatementStructures[] {
  return isUnion(vector) ? [valuesConstant(vector), unionType(vector)] : [];
}

/**
 * Declares the functions of a vector: the guard of its union type, the one that makes the vector of the runtime, and the
 * one from a label value to its ordinal.
 */
export function declareVectorFunctions(vector: Vector): readonly FunctionDeclarationStructure[] {
  const guard = isUnion(vector) ? [guardFunction(vector)] : [];
  const maker = makerFunction(vectorConstant(vector).maker, vectorExpression(vector));
  return [...guard, maker, ordinalFunction(vector)];
}

/** The constant that is the runtime's vector. */
export function vectorConstant({ name }: Pick<Vector, "name">): MadeConstant {
  return { name: `${camelCase(name)}Label`, maker: `${camelCase(name)}Vector` };
}

/** The TypeScript type of a vector's label values. One without a name has no declaration. */
export function labelType(vector: Vector): string {
  switch (vector.kind) {
    case "closed":
      return unionText(vector);
    case "status":
      return vector.name === "" ? "number" : unionName(vector); // a recorder takes any status code
    case "boolean":
      return "boolean";
    case "integer":
      return isUnion(vector) ? unionText(vector) : "number";
    case "statusClass":
      return "number";
    case "open":
      return "string";
    default:
      return vector satisfies never;
  }
}

function unionText(vector: ClosedVector | IntegerVector): string {
  return vector.name === "" ? literalsOf(vector).join(" | ") : unionName(vector);
}

/** The values of a union as literals, without `otherwise`. */
function literalsOf(vector: ListedVector): readonly string[] {
  switch (vector.kind) {
    case "closed":
      return vector.values.map(stringLiteral);
    case "status":
      return vector.codes.map(String);
    case "integer":
      return Array.from({ length: vector.size }, (_, ordinal) => String(vector.min + ordinal));
    default:
      return vector satisfies never;
  }
}

function otherwiseOf(vector: ListedVector): string | undefined {
  return vector.kind === "integer" ? undefined : vector.otherwise;
}

function unionType(vector: ListedVector): TypeAliasDeclarationStructure {
  const otherwise = otherwiseOf(vector);
  const other = vector.kind === "status" ? "status code" : "string";
  const others =
    otherwise === undefined ? "" : `\nAny other ${other} is recorded as \`${docText(otherwise)}\`.`;
  return typeAlias({
    name: unionName(vector),
    type: [valuesType(vector), ...otherLiterals(vector)].join(" | "),
    docs: [`${sentence(vector.description || `Values of the label \`${vector.label}\``)}${others}`],
  });
}

/** The compiler's messages list the values of such a type. Of a union that is written out, they have the name only. */
function valuesType(vector: ListedVector): string {
  return `(typeof ${valuesName(vector)})[number]`;
}

/** The values that a recorder takes besides those that are listed. Editors still propose those. */
function otherLiterals(vector: ListedVector): readonly string[] {
  const otherwise = otherwiseOf(vector);
  if (otherwise === undefined) return [];
  return vector.kind === "status" ? ["(number & {})"] : [stringLiteral(otherwise), "(string & {})"];
}

/** The values as a tuple of literals, so that the guard of a set with `otherwise` can name them without it. */
function valuesConstant(vector: ListedVector): VariableStatementStructure {
  const name = valuesName(vector);
  const others = otherwiseOf(vector) === undefined ? "" : ", without the one for all others";
  const values = listLiteral(literalsOf(vector), `export const ${name} = `);
  return constantStatement({
    name,
    initializer: `${values} as const`,
    isExported: true,
    docs: [`The values of \`${unionName(vector)}\`${others}.`],
  });
}

function guardFunction(vector: ListedVector): FunctionDeclarationStructure {
  const values = valuesName(vector);
  const type = otherwiseOf(vector) === undefined ? unionName(vector) : valuesType(vector);
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: guardName(vector),
    parameters: [{ name: "value", type: "unknown" }],
    returnType: `value is ${type}`,
    statements: `return (${values} as readonly unknown[]).includes(value);`,
    docs: [`Whether a value, such as one of a request, is in \`${values}\`.`],
  };
}

function vectorExpression(vector: Vector): string {
  const name = vectorName(vector);
  switch (vector.kind) {
    case "closed": {
      const otherwise = vector.otherwise === undefined ? "" : `, ${stringLiteral(vector.otherwise)}`;
      return `schema.closedVector(${name}, ${valuesName(vector)}${otherwise})`;
    }
    case "boolean":
      return `schema.booleanVector(${name})`;
    case "integer":
      return `schema.integerVector(${name}, { min: ${vector.min}, max: ${vector.max} })`;
    case "statusClass":
      return `schema.statusClassVector(${name})`;
    case "status":
      return `schema.statusVector(${name}, ${valuesName(vector)}, ${stringLiteral(vector.otherwise)})`;
    case "open": {
      const { maxValues, maxLength, otherwise, expireAfter } = vector;
      const expiry = expireAfter === undefined ? "" : `, expireAfter: ${expireAfter}`;
      return `schema.openVector(${name}, { maxValues: ${maxValues}, maxLength: ${maxLength}, otherwise: ${stringLiteral(otherwise)}${expiry} })`;
    }
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
  const lookup = `${vectorConstant(vector).name}.ordinalOf(value)`;
  switch (vector.kind) {
    case "closed":
      if (vector.values.length > SWITCH_LIMIT) return `return ${lookup};`;
      return switchStatement(literalsOf(vector), vector.otherwise === undefined ? "-1" : lookup);
    case "boolean":
      // Without a branch: a processor cannot predict which boolean comes next.
      return "return ((Number(value === true) << 1) | Number(value === false)) - 1;";
    case "integer": {
      const { min } = vector;
      return integerBody(vector, min === 0 ? "whole" : min < 0 ? `whole + ${-min}` : `whole - ${min}`);
    }
    case "statusClass":
      return integerBody({ min: 100, max: 599 }, "((whole / 100) | 0) - 1");
    case "status":
      if (vector.codes.length > SWITCH_LIMIT) return `return ${lookup};`;
      return switchStatement(literalsOf(vector), lookup);
    case "open":
      return `return ${lookup};`;
    default:
      return vector satisfies never;
  }
}

/** The range in which `| 0` gives a whole number. It is faster than `Math.floor`: the engine computes in integers. */
const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** @param ordinal the ordinal of the number `whole` */
function integerBody({ min, max }: Pick<IntegerVector, "min" | "max">, ordinal: string): string {
  const whole = min >= INT32.min && max <= INT32.max ? "value | 0" : "Math.floor(value)";
  return [
    'if (typeof value !== "number") return -1;',
    `const whole = ${whole};`,
    `return whole === value && whole >= ${min} && whole <= ${max} ? ${ordinal} : -1;`,
  ].join("\n");
}

function switchStatement(literals: readonly string[], fallback: string): string {
  const cases = literals.map((literal, ordinal) => `  case ${literal}:\n    return ${ordinal};`);
  return ["switch (value) {", ...cases, "  default:", `    return ${fallback};`, "}"].join("\n");
}
