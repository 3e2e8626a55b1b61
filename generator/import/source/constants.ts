import { ts } from "ts-morph";
import { clientExport } from "./clients.js";
import {
  argumentsOf,
  calledFunction,
  DEEPEST,
  followed,
  returned,
  type Scope,
} from "./resolve-expression.js";

/** The text of a constant: a literal, a template, a concatenation, a `const`, an enum's member, an argument. */
export function constantText(node: ts.Node, scope: Scope, depth = 0): string | undefined {
  const value = constantValue(node, scope, depth);
  return value === undefined ? undefined : String(value);
}

/** The texts of a constant list; `undefined` where one of them is not constant. */
export function constantTexts(node: ts.Node, scope: Scope, depth = 0): readonly string[] | undefined {
  const items = constantList(node, scope, depth);
  if (items === undefined) return undefined;
  const texts: string[] = [];
  for (const item of items) {
    const text = constantText(item, scope, depth);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** The number of a constant. */
export function constantNumber(node: ts.Node, scope: Scope, depth = 0): number | undefined {
  const value = constantValue(node, scope, depth);
  return typeof value === "number" ? value : undefined;
}

/** The value of a constant that is a text, a number or a boolean. */
export function constantValue(node: ts.Node, scope: Scope, depth = 0): string | number | boolean | undefined {
  if (depth > DEEPEST) return undefined;
  const at = followed(node, scope, depth);
  if (at === undefined) return undefined;
  if (ts.isStringLiteralLike(at)) return at.text;
  if (ts.isNumericLiteral(at)) return Number(at.text);
  if (at.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (at.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isTemplateExpression(at)) return templateText(at, scope, depth + 1);
  if (ts.isPrefixUnaryExpression(at)) return negated(at, scope, depth + 1);
  if (ts.isBinaryExpression(at)) return combined(at, scope, depth + 1);
  if (ts.isCallExpression(at)) return calledText(at, scope, depth + 1);
  if (ts.isEnumMember(at)) return scope.checker.getConstantValue(at);
  return ts.isExpression(at) ? literalOfType(at, scope.checker) : undefined;
}

/** What the type checker knows to be one value. */
function literalOfType(node: ts.Expression, checker: ts.TypeChecker): string | number | undefined {
  const type = checker.getTypeAtLocation(node);
  return type.isStringLiteral() || type.isNumberLiteral() ? type.value : undefined;
}

function templateText(node: ts.TemplateExpression, scope: Scope, depth: number): string | undefined {
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const part = constantText(expression, scope, depth);
    if (part === undefined) return undefined;
    text += part + literal.text;
    if (bounded(text) === undefined) return undefined;
  }
  return text;
}

function negated(node: ts.PrefixUnaryExpression, scope: Scope, depth: number): number | undefined {
  const value = constantNumber(node.operand, scope, depth);
  if (value === undefined) return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return -value;
  return node.operator === ts.SyntaxKind.PlusToken ? value : undefined;
}

function combined(node: ts.BinaryExpression, scope: Scope, depth: number): string | number | undefined {
  const left = constantValue(node.left, scope, depth);
  if (left === undefined) return undefined; // at once: of a constant that leads to itself, each side doubles the work
  const right = constantValue(node.right, scope, depth);
  if (right === undefined) return undefined;
  if (typeof left === "number" && typeof right === "number") {
    return calculated(left, right, node.operatorToken.kind);
  }
  return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? bounded(`${left}${right}`) : undefined;
}

/** Constants that are doubled again and again are longer than any name. */
function bounded(text: string): string | undefined {
  return text.length > LONGEST ? undefined : text;
}

const LONGEST = 10_000;

function calculated(left: number, right: number, operator: ts.SyntaxKind): number | undefined {
  switch (operator) {
    case ts.SyntaxKind.PlusToken:
      return left + right;
    case ts.SyntaxKind.MinusToken:
      return left - right;
    case ts.SyntaxKind.AsteriskToken:
      return left * right;
    case ts.SyntaxKind.SlashToken:
      return left / right;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return left ** right;
    default:
      return undefined;
  }
}

/** `["a", "b"].join("_")`, and `name("x")` of a function that only returns. */
function calledText(
  node: ts.CallExpression,
  scope: Scope,
  depth: number,
): string | number | boolean | undefined {
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === "join") {
    const items = constantTexts(callee.expression, scope, depth);
    const by = node.arguments[0] === undefined ? "," : constantText(node.arguments[0], scope, depth);
    return items === undefined || by === undefined ? undefined : bounded(items.join(by));
  }
  const called = calledFunction(callee, scope.checker);
  const result = called === undefined ? undefined : returned(called);
  if (called === undefined || result === undefined) return undefined;
  const given = new Map([...scope.given, ...argumentsOf(called, node.arguments)]);
  return constantValue(result, { ...scope, given }, depth);
}

/** The upper bounds of a constant list, or of a client's `linearBuckets` or `exponentialBuckets`, as written. */
export function constantBounds(node: ts.Node, scope: Scope, depth = 0): readonly string[] | undefined {
  if (depth > DEEPEST) return undefined;
  const at = followed(node, scope, depth);
  if (at === undefined) return undefined;
  if (ts.isCallExpression(at)) {
    const list = constantList(at, scope, depth);
    return list === undefined ? computedBounds(at, scope, depth) : boundsOf(list, scope, depth);
  }
  if (!ts.isArrayLiteralExpression(at)) return undefined;
  const bounds: string[] = [];
  for (const element of at.elements) {
    const inner = ts.isSpreadElement(element)
      ? constantBounds(element.expression, scope, depth + 1)
      : boundsOf([element], scope, depth);
    if (inner === undefined) return undefined;
    bounds.push(...inner);
  }
  return bounds;
}

function boundsOf(
  items: readonly ts.Expression[],
  scope: Scope,
  depth: number,
): readonly string[] | undefined {
  const bounds: string[] = [];
  for (const item of items) {
    const value = isInfinity(item) ? Number.POSITIVE_INFINITY : constantNumber(item, scope, depth + 1);
    if (value === undefined) return undefined;
    bounds.push(ts.isNumericLiteral(item) && PLAIN.test(item.getText()) ? item.getText() : String(value));
  }
  return bounds;
}

function isInfinity(node: ts.Node): boolean {
  const text = node.getText();
  return text === "Infinity" || text === "Number.POSITIVE_INFINITY";
}

/** A number that YAML writes as TypeScript does. */
const PLAIN = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

function computedBounds(node: ts.CallExpression, scope: Scope, depth: number): readonly string[] | undefined {
  const by = clientExport(node.expression, scope.checker);
  const [start, step, count] = node.arguments.map((argument) => constantNumber(argument, scope, depth + 1));
  if (start === undefined || step === undefined || count === undefined) return undefined;
  if (!Number.isInteger(count) || count < 1 || count > MOST_BOUNDS) return undefined;
  if (by === "linearBuckets") return Array.from({ length: count }, (_, at) => String(start + at * step));
  if (by !== "exponentialBuckets") return undefined;
  const bounds: string[] = [];
  for (let bound = start; bounds.length < count; bound *= step) bounds.push(String(bound));
  return bounds;
}

const MOST_BOUNDS = 10_000;

/** The items of a constant list, spread lists and concatenations followed. */
export function constantList(node: ts.Node, scope: Scope, depth = 0): readonly ts.Expression[] | undefined {
  if (depth > DEEPEST) return undefined;
  const at = followed(node, scope, depth);
  if (at === undefined) return undefined;
  if (ts.isCallExpression(at)) return copiedList(at, scope, depth + 1);
  if (!ts.isArrayLiteralExpression(at)) return undefined;
  const items: ts.Expression[] = [];
  for (const element of at.elements) {
    const inner = ts.isSpreadElement(element)
      ? constantList(element.expression, scope, depth + 1)
      : [element];
    if (inner === undefined) return undefined;
    items.push(...inner);
  }
  return items;
}

/** `a.concat(b)`, `a.slice()`, `Object.freeze(a)`. */
function copiedList(
  node: ts.CallExpression,
  scope: Scope,
  depth: number,
): readonly ts.Expression[] | undefined {
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: of } = node.expression;
  const [first] = node.arguments;
  if (name.text === "freeze" && first !== undefined) return constantList(first, scope, depth);
  if (name.text === "slice" && first === undefined) return constantList(of, scope, depth);
  if (name.text !== "concat") return undefined;
  const items: ts.Expression[] = [];
  for (const part of [of, ...node.arguments]) {
    const list = constantList(part, scope, depth);
    if (list === undefined) return undefined;
    items.push(...list);
  }
  return items;
}
