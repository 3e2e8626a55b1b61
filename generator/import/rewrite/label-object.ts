import { ts } from "ts-morph";
import type { Vector } from "../../catalog.js";
import type { GivenLabels } from "../source/metric-use.js";
import { skipWrapping, writtenName } from "../source/syntax.js";
import { hasFlags, labelValue, mayBeMissing } from "./label-value.js";
import { type Left, left, type Rewritten } from "./left.js";

/** Labels as a recorder takes them: the inner text of an object literal, and which labels it has. */
export interface LabelParts {
  readonly given: readonly LabelPart[];
  /** An expression that has all labels as they are, to be passed on. */
  readonly whole: string | undefined;
}

export interface LabelPart {
  /** `undefined` for what is spread. */
  readonly label: string | undefined;
  /** `code: 200`, `method`, `...base`. */
  readonly text: string;
  readonly value: ts.Expression;
}

/** The labels of a call, each as its vector wants it. Whether some are missing is not looked at. */
export function labelParts(
  labels: GivenLabels,
  context: {
    readonly labelNames: readonly string[];
    readonly vectors: readonly Vector[];
    readonly checker: ts.TypeChecker;
  },
): Rewritten<LabelParts> {
  const { labelNames, vectors, checker } = context;
  switch (labels.kind) {
    case "none":
      return { done: { given: [], whole: undefined } };
    case "values":
      return collected(
        labels.values.map((value, at) => part(value, value, labelNames[at], vectors, checker)),
      );
    case "object": {
      const object = skipWrapping(labels.object);
      if (!ts.isObjectLiteralExpression(object)) return passedOn(labels.object, vectors, checker);
      return collected(object.properties.map((property) => ofProperty(property, vectors, checker)));
    }
    default:
      return labels satisfies never;
  }
}

function collected(parts: readonly Rewritten<LabelPart>[]): Rewritten<LabelParts> {
  const given: LabelPart[] = [];
  for (const one of parts) {
    if ("left" in one) return one;
    given.push(one.done);
  }
  return { done: { given, whole: undefined } };
}

function ofProperty(
  property: ts.ObjectLiteralElementLike,
  vectors: readonly Vector[],
  checker: ts.TypeChecker,
): Rewritten<LabelPart> {
  if (ts.isShorthandPropertyAssignment(property)) {
    return part(property.name, property, property.name.text, vectors, checker);
  }
  if (ts.isPropertyAssignment(property)) {
    const name = writtenName(property.name);
    if (name === undefined) return left(property, "the name of a label is computed here");
    return part(property.initializer, property, name, vectors, checker);
  }
  if (!ts.isSpreadAssignment(property)) return left(property, "a label that is computed here");
  const fault = faultOfType(property.expression, vectors, checker);
  if (fault !== undefined) return { left: fault };
  return { done: { label: undefined, text: property.getText(), value: property.expression } };
}

function part(
  value: ts.Expression,
  at: ts.Node,
  label: string | undefined,
  vectors: readonly Vector[],
  checker: ts.TypeChecker,
): Rewritten<LabelPart> {
  const vector = vectors.find(({ name }) => name === label);
  if (vector === undefined)
    return left(at, `the schema's metric has no label \`${label ?? value.getText()}\``);
  const rewritten = labelValue(value, vector, checker);
  if ("left" in rewritten) return rewritten;
  const text = rewritten.done === vector.name ? vector.name : `${vector.name}: ${rewritten.done}`;
  return { done: { label: vector.name, text, value } };
}

/** A variable with labels, where each of them is already what the recorder wants. */
function passedOn(
  object: ts.Expression,
  vectors: readonly Vector[],
  checker: ts.TypeChecker,
): Rewritten<LabelParts> {
  const fault = faultOfType(object, vectors, checker);
  if (fault !== undefined) return { left: fault };
  const names = checker
    .getTypeAtLocation(object)
    .getProperties()
    .map(({ name }) => name);
  const absent = vectors.find(({ name }) => !names.includes(name));
  if (absent !== undefined) return left(object, `the label \`${absent.name}\` is not among these`);
  return { done: { given: [], whole: object.getText() } };
}

/** Why an object cannot give labels as it is; `undefined` if it can. */
function faultOfType(
  object: ts.Expression,
  vectors: readonly Vector[],
  checker: ts.TypeChecker,
): Left | undefined {
  const type = checker.getTypeAtLocation(object);
  if (!hasFlags(type, ts.TypeFlags.Object) || checker.getIndexInfosOfType(type).length > 0) {
    return { at: object, reason: "its type does not say which labels it has" };
  }
  for (const property of type.getProperties()) {
    const vector = vectors.find(({ name }) => name === property.name);
    if (vector === undefined) {
      return { at: object, reason: `the schema's metric has no label \`${property.name}\`` };
    }
    const valueType = checker.getTypeOfSymbolAtLocation(property, object);
    if (property.flags & ts.SymbolFlags.Optional || mayBeMissing(valueType)) {
      return { at: object, reason: `its label \`${property.name}\` may be undefined` };
    }
    if (!fits(valueType, vector)) {
      const text = checker.typeToString(valueType);
      return {
        at: object,
        reason: `its label \`${property.name}\` is \`${text}\`, which the vector does not take`,
      };
    }
  }
  return undefined;
}

/** Whether values of a type need no change. */
function fits(type: ts.Type, vector: Vector): boolean {
  switch (vector.kind) {
    case "boolean":
      return hasFlags(type, ts.TypeFlags.BooleanLike);
    case "integer":
      return hasFlags(type, ts.TypeFlags.NumberLike);
    case "open":
      return hasFlags(type, ts.TypeFlags.StringLike);
    case "closed": {
      if (vector.otherwise !== undefined) return hasFlags(type, ts.TypeFlags.StringLike);
      const parts = type.isUnion() ? type.types : [type];
      return parts.every((one) => one.isStringLiteral() && vector.values.includes(one.value));
    }
    default:
      return vector satisfies never;
  }
}

/** The labels as one argument, if each vector has one; why not, if one is missing. */
export function labelArgument(
  { given, whole }: LabelParts,
  vectors: readonly Vector[],
  context: { readonly call: ts.Node; readonly checker: ts.TypeChecker },
): Rewritten<string | undefined> {
  if (whole !== undefined) return { done: whole };
  const names = new Set(given.flatMap((one) => labelsOf(one, context.checker)));
  const absent = vectors.filter(({ name }) => !names.has(name));
  if (absent.length > 0) {
    const missing = absent.map(({ name }) => `\`${name}\``).join(", ");
    return left(context.call, `it gives no ${missing}, and a recorder takes every label`);
  }
  if (vectors.length === 0) return { done: undefined };
  return { done: `{ ${given.map(({ text }) => text).join(", ")} }` };
}

/** The labels that a part gives: of what is spread, those of its type. */
export function labelsOf({ label, value }: LabelPart, checker: ts.TypeChecker): readonly string[] {
  if (label !== undefined) return [label];
  return checker
    .getTypeAtLocation(value)
    .getProperties()
    .map(({ name }) => name);
}
