import { ts } from "ts-morph";
import type { Vector } from "../../catalog.js";
import { STATUS_ACCESS } from "../http-label.js";
import { constantValue } from "../source/constant-value.js";
import { plainScope } from "../source/followed.js";
import { textOf } from "../source/label-evidence.js";
import { skipWrapping, unaliased } from "../source/syntax.js";
import { left, type Rewritten } from "./left.js";

/**
 * The expression that a recorder takes for a label value, from the one that the client takes: clients write any value
 * as a text, recorders want a number of `http_status`, a boolean of `boolean`, and a member of a closed set.
 */
export function labelValue(node: ts.Expression, vector: Vector, checker: ts.TypeChecker): Rewritten<string> {
  const at = skipWrapping(node);
  const type = typeOfValue(at, checker);
  const constant = constantValue(at, plainScope(checker));
  if (constant !== undefined && isFixed(at, checker)) return constantLabel(node, constant, vector, checker);
  if (mayBeMissing(type)) return left(node, `the label \`${vector.name}\` may be undefined here`);
  switch (vector.kind) {
    case "boolean":
      return booleanLabel(node, vector, checker);
    case "integer":
      return integerLabel(node, vector, checker);
    case "open":
      return { done: hasFlags(type, ts.TypeFlags.StringLike) ? node.getText() : `String(${node.getText()})` };
    case "closed":
      return closedLabel(node, vector, checker);
    default:
      return vector satisfies never;
  }
}

/** Whether a constant is one for good: a property of an object may be assigned, though nobody may ever do so. */
function isFixed(node: ts.Node, checker: ts.TypeChecker): boolean {
  const at = skipWrapping(node);
  if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) return isOneValue(at, checker);
  if (ts.isIdentifier(at)) return isOneValue(at, checker) || isFixedVariable(at, checker);
  return ts.forEachChild(at, (child) => (isFixed(child, checker) ? undefined : true)) === undefined;
}

function isOneValue(node: ts.Node, checker: ts.TypeChecker): boolean {
  const type = typeOfValue(node, checker);
  return type.isLiteral() || hasFlags(type, ts.TypeFlags.BooleanLiteral);
}

function isFixedVariable(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  if (name.text === "String") return true;
  const symbol = checker.getSymbolAtLocation(name);
  const declaration = symbol === undefined ? undefined : unaliased(symbol, checker).valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return false;
  return declaration.initializer !== undefined && isFixed(declaration.initializer, checker);
}

function constantLabel(
  node: ts.Expression,
  constant: string | number | boolean,
  vector: Vector,
  checker: ts.TypeChecker,
): Rewritten<string> {
  const text = String(constant);
  const kept = (kind: string, literal: string) => ({
    done: typeof constant === kind && keepsLiteral(node, checker) ? node.getText() : literal,
  });
  switch (vector.kind) {
    case "boolean":
      if (text !== "true" && text !== "false") return outside(node, text, vector);
      return kept("boolean", text);
    case "integer": {
      const value = Number(text);
      const canonical = Number.isInteger(value) && String(value) === text;
      if (!canonical || value < vector.min || value > vector.max) return outside(node, text, vector);
      return kept("number", text);
    }
    case "open":
      return kept("string", JSON.stringify(text));
    case "closed":
      if (vector.otherwise === undefined && !vector.values.includes(text)) return outside(node, text, vector);
      return kept("string", JSON.stringify(text));
    default:
      return vector satisfies never;
  }
}

/** Whether the type of an expression is still its one value: not of a property that may be assigned. */
function keepsLiteral(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const at = skipWrapping(node);
  if (at !== node) return false;
  if (ts.isStringLiteralLike(at) || ts.isNumericLiteral(at)) return true;
  if (at.kind === ts.SyntaxKind.TrueKeyword || at.kind === ts.SyntaxKind.FalseKeyword) return true;
  return isOneValue(at, checker);
}

function outside(node: ts.Expression, text: string, { name }: Vector): Rewritten<never> {
  return left(node, `the schema's vector \`${name}\` does not have the value \`${text}\``);
}

function booleanLabel(node: ts.Expression, vector: Vector, checker: ts.TypeChecker): Rewritten<string> {
  const at = skipWrapping(node);
  if (hasFlags(typeOfValue(at, checker), ts.TypeFlags.BooleanLike)) return { done: node.getText() };
  const shown = textOf(at, checker);
  if (shown !== undefined && hasFlags(typeOfValue(shown, checker), ts.TypeFlags.BooleanLike)) {
    return { done: shown.getText() };
  }
  const choice = ts.isConditionalExpression(at) ? textsOf(at) : undefined;
  if (choice !== undefined && ts.isConditionalExpression(at)) {
    const condition = at.condition.getText();
    if (choice === "true false")
      return { done: isBoolean(at.condition, checker) ? condition : `Boolean(${condition})` };
    if (choice === "false true") return { done: `!(${condition})` };
  }
  return left(node, `the vector \`${vector.name}\` wants a boolean, and this is ${typeText(at, checker)}`);
}

function textsOf(node: ts.ConditionalExpression): string {
  return [node.whenTrue, node.whenFalse]
    .map((part) => (ts.isStringLiteralLike(part) ? part.text : "?"))
    .join(" ");
}

function isBoolean(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return hasFlags(checker.getTypeAtLocation(node), ts.TypeFlags.BooleanLike);
}

function integerLabel(node: ts.Expression, vector: Vector, checker: ts.TypeChecker): Rewritten<string> {
  const at = skipWrapping(node);
  if (hasFlags(typeOfValue(at, checker), ts.TypeFlags.NumberLike)) return { done: node.getText() };
  const shown = textOf(at, checker);
  const number = shown ?? at;
  const type = typeOfValue(number, checker);
  if (hasFlags(type, ts.TypeFlags.NumberLike)) return { done: number.getText() };
  if (type.flags & ts.TypeFlags.Any && STATUS_ACCESS.test(number.getText()))
    return { done: number.getText() };
  return left(node, `the vector \`${vector.name}\` wants a number, and this is ${typeText(at, checker)}`);
}

function closedLabel(
  node: ts.Expression,
  vector: Extract<Vector, { readonly kind: "closed" }>,
  checker: ts.TypeChecker,
): Rewritten<string> {
  const at = skipWrapping(node);
  const type = typeOfValue(at, checker);
  if (vector.otherwise !== undefined) {
    return { done: hasFlags(type, ts.TypeFlags.StringLike) ? node.getText() : `String(${node.getText()})` };
  }
  const shown = textOf(at, checker);
  const values = literalsOf(typeOfValue(shown ?? at, checker));
  if (values === undefined) return closedParts(node, vector, checker);
  const stranger = values.find((value) => !vector.values.includes(value));
  if (stranger !== undefined) return outside(node, stranger, vector);
  if (isPlainUnion(type)) return { done: node.getText() };
  return { done: `\`\${${(shown ?? node).getText()}}\`` };
}

/** `ok ? "success" : "failure"`, whose type without a context is any text. */
function closedParts(
  node: ts.Expression,
  vector: Extract<Vector, { readonly kind: "closed" }>,
  checker: ts.TypeChecker,
): Rewritten<string> {
  const at = skipWrapping(node);
  if (ts.isConditionalExpression(at)) {
    const whenTrue = labelValue(at.whenTrue, vector, checker);
    if ("left" in whenTrue) return whenTrue;
    const whenFalse = labelValue(at.whenFalse, vector, checker);
    if ("left" in whenFalse) return whenFalse;
    return { done: `${at.condition.getText()} ? ${whenTrue.done} : ${whenFalse.done}` };
  }
  const reason = `${typeText(at, checker)} is wider than the values of the vector \`${vector.name}\`: narrow it, or open the vector`;
  return left(node, reason);
}

/** Every value of a type, as texts; `undefined` if they are not known. */
function literalsOf(type: ts.Type): readonly string[] | undefined {
  const parts = type.isUnion() ? type.types : [type];
  const values: string[] = [];
  for (const part of parts) {
    if (part.isStringLiteral() || part.isNumberLiteral()) values.push(String(part.value));
    else if (hasFlags(part, ts.TypeFlags.BooleanLiteral)) {
      values.push((part as { intrinsicName?: string }).intrinsicName ?? ""); // internal: how the compiler tells them apart
    } else return undefined;
  }
  return values;
}

/** A union of string literals, or an enum of them, which is assignable to such a union. */
function isPlainUnion(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral());
}

/** The type of a label value, also of `{ code }`, where a name stands for its value. */
export function typeOfValue(node: ts.Node, checker: ts.TypeChecker): ts.Type {
  const value = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : undefined;
  const type =
    value === undefined ? checker.getTypeAtLocation(node) : checker.getTypeOfSymbolAtLocation(value, node);
  return checker.getBaseConstraintOfType(type) ?? type;
}

/** Whether all of a type is of a kind. */
export function hasFlags(type: ts.Type, flags: ts.TypeFlags): boolean {
  return type.isUnion() ? type.types.every((part) => hasFlags(part, flags)) : (type.flags & flags) !== 0;
}

const MISSING = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void;

export function mayBeMissing(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(mayBeMissing) : (type.flags & MISSING) !== 0;
}

function typeText(node: ts.Node, checker: ts.TypeChecker): string {
  return `\`${checker.typeToString(typeOfValue(node, checker))}\``;
}
