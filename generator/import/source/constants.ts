import { ts } from "ts-morph";
import { resolveClientExport } from "./clients.js";
import {
  bindArguments,
  type ConstantScope,
  DEEPEST_EXPRESSION,
  resolveExpression,
  resolveFunction,
  returnedExpression,
} from "./resolve-expression.js";

/** Evaluates a constant as text. `undefined` if it is not constant. */
export function evaluateText(node: ts.Node, scope: ConstantScope, depth = 0): string | undefined {
  const value = evaluateConstant(node, scope, depth);
  return value === undefined ? undefined : String(value);
}

/** Items of a list, as many as a list of a schema can have. */
const MOST_ITEMS = 5000;

/** Evaluates a constant list as texts. `undefined` if one of them is not constant, or if there are too many. */
export function evaluateTexts(node: ts.Node, scope: ConstantScope, depth = 0): readonly string[] | undefined {
  const items = resolveList(node, scope, depth);
  if (items === undefined || items.length > MOST_ITEMS) return undefined;
  const texts: string[] = [];
  for (const item of items) {
    const text = evaluateText(item, scope, depth);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

function evaluateNumber(node: ts.Node, scope: ConstantScope, depth = 0): number | undefined {
  const value = evaluateConstant(node, scope, depth);
  return typeof value === "number" ? value : undefined;
}

/** Evaluates literals, templates, concatenations, `const` variables, enum members, arguments and calls. */
export function evaluateConstant(
  node: ts.Node,
  scope: ConstantScope,
  depth = 0,
): string | number | boolean | undefined {
  if (depth > DEEPEST_EXPRESSION) return undefined;
  const at = resolveExpression(node, scope, depth);
  if (at === undefined) return undefined;
  if (ts.isStringLiteralLike(at)) return at.text;
  if (ts.isNumericLiteral(at)) return Number(at.text);
  if (at.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (at.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isTemplateExpression(at)) return evaluateTemplate(at, scope, depth + 1);
  if (ts.isPrefixUnaryExpression(at)) return evaluateSign(at, scope, depth + 1);
  if (ts.isBinaryExpression(at)) return evaluateBinary(at, scope, depth + 1);
  if (ts.isCallExpression(at)) return evaluateCall(at, scope, depth + 1);
  if (ts.isEnumMember(at)) return scope.checker.getConstantValue(at);
  return ts.isExpression(at) ? literalOfType(at, scope.checker) : undefined;
}

function literalOfType(node: ts.Expression, checker: ts.TypeChecker): string | number | undefined {
  const type = checker.getTypeAtLocation(node);
  return type.isStringLiteral() || type.isNumberLiteral() ? type.value : undefined;
}

function evaluateTemplate(
  node: ts.TemplateExpression,
  scope: ConstantScope,
  depth: number,
): string | undefined {
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const part = evaluateText(expression, scope, depth);
    if (part === undefined) return undefined;
    text += part + literal.text;
    if (limitLength(text) === undefined) return undefined;
  }
  return text;
}

function evaluateSign(
  node: ts.PrefixUnaryExpression,
  scope: ConstantScope,
  depth: number,
): number | undefined {
  const value = evaluateNumber(node.operand, scope, depth);
  if (value === undefined) return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return -value;
  return node.operator === ts.SyntaxKind.PlusToken ? value : undefined;
}

function evaluateBinary(
  node: ts.BinaryExpression,
  scope: ConstantScope,
  depth: number,
): string | number | undefined {
  const left = evaluateConstant(node.left, scope, depth);
  if (left === undefined) return undefined; // early, as a constant that is defined by itself would double the work at each depth
  const right = evaluateConstant(node.right, scope, depth);
  if (right === undefined) return undefined;
  if (typeof left === "number" && typeof right === "number") {
    return calculate(left, right, node.operatorToken.kind);
  }
  return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? limitLength(`${left}${right}`) : undefined;
}

/** `undefined` for a text that is longer than any name, such as a constant that is doubled again and again. */
function limitLength(text: string): string | undefined {
  return text.length > LONGEST_TEXT ? undefined : text;
}

const LONGEST_TEXT = 10_000;

function calculate(left: number, right: number, operator: ts.SyntaxKind): number | undefined {
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

/** Evaluates `["a", "b"].join("_")`, and calls of functions that only return an expression. */
function evaluateCall(
  node: ts.CallExpression,
  scope: ConstantScope,
  depth: number,
): string | number | boolean | undefined {
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === "join") {
    const items = evaluateTexts(callee.expression, scope, depth);
    const separator = node.arguments[0] === undefined ? "," : evaluateText(node.arguments[0], scope, depth);
    return items === undefined || separator === undefined ? undefined : limitLength(items.join(separator));
  }
  const called = resolveFunction(callee, scope.checker);
  const result = called === undefined ? undefined : returnedExpression(called);
  if (called === undefined || result === undefined) return undefined;
  const callArguments = new Map([...scope.callArguments, ...bindArguments(called, node.arguments)]);
  return evaluateConstant(result, { ...scope, callArguments }, depth);
}

/** Evaluates the upper bounds of a constant list, `linearBuckets` or `exponentialBuckets`. Keeps their spelling. */
export function evaluateBounds(
  node: ts.Node,
  scope: ConstantScope,
  depth = 0,
): readonly string[] | undefined {
  if (depth > DEEPEST_EXPRESSION) return undefined;
  const at = resolveExpression(node, scope, depth);
  if (at === undefined) return undefined;
  if (ts.isCallExpression(at)) {
    const list = resolveList(at, scope, depth);
    return list === undefined ? computeBounds(at, scope, depth) : boundsOf(list, scope, depth);
  }
  if (!ts.isArrayLiteralExpression(at)) return undefined;
  const bounds: string[] = [];
  for (const element of at.elements) {
    const inner = ts.isSpreadElement(element)
      ? evaluateBounds(element.expression, scope, depth + 1)
      : boundsOf([element], scope, depth);
    if (inner === undefined) return undefined;
    bounds.push(...inner);
  }
  return bounds;
}

function boundsOf(
  items: readonly ts.Expression[],
  scope: ConstantScope,
  depth: number,
): readonly string[] | undefined {
  const bounds: string[] = [];
  for (const item of items) {
    const value = isInfinity(item) ? Number.POSITIVE_INFINITY : evaluateNumber(item, scope, depth + 1);
    if (value === undefined) return undefined;
    bounds.push(
      ts.isNumericLiteral(item) && YAML_NUMBER_LITERAL.test(item.getText()) ? item.getText() : String(value),
    );
  }
  return bounds;
}

function isInfinity(node: ts.Node): boolean {
  const text = node.getText();
  return text === "Infinity" || text === "Number.POSITIVE_INFINITY";
}

/** A number literal that means the same in YAML. */
const YAML_NUMBER_LITERAL = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

function computeBounds(
  node: ts.CallExpression,
  scope: ConstantScope,
  depth: number,
): readonly string[] | undefined {
  const exported = resolveClientExport(node.expression, scope.checker);
  const [start, step, count] = node.arguments.map((argument) => evaluateNumber(argument, scope, depth + 1));
  if (start === undefined || step === undefined || count === undefined) return undefined;
  if (!Number.isInteger(count) || count < 1 || count > MOST_BOUNDS) return undefined;
  if (exported === "linearBuckets")
    return Array.from({ length: count }, (_, at) => String(start + at * step));
  if (exported !== "exponentialBuckets") return undefined;
  const bounds: string[] = [];
  for (let bound = start; bounds.length < count; bound *= step) bounds.push(String(bound));
  return bounds;
}

const MOST_BOUNDS = 10_000;

/** Resolves the items of a constant list, including spread and concatenated lists. */
export function resolveList(
  node: ts.Node,
  scope: ConstantScope,
  depth = 0,
): readonly ts.Expression[] | undefined {
  if (depth > DEEPEST_EXPRESSION) return undefined;
  const at = resolveExpression(node, scope, depth);
  if (at === undefined) return undefined;
  if (ts.isCallExpression(at)) return resolveCopy(at, scope, depth + 1);
  if (!ts.isArrayLiteralExpression(at)) return undefined;
  const items: ts.Expression[] = [];
  for (const element of at.elements) {
    const inner = ts.isSpreadElement(element) ? resolveList(element.expression, scope, depth + 1) : [element];
    if (inner === undefined) return undefined;
    items.push(...inner);
  }
  return items;
}

/** Resolves `a.concat(b)`, `a.slice()` and `Object.freeze(a)`. */
function resolveCopy(
  node: ts.CallExpression,
  scope: ConstantScope,
  depth: number,
): readonly ts.Expression[] | undefined {
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: list } = node.expression;
  const [first] = node.arguments;
  if (name.text === "freeze" && first !== undefined) return resolveList(first, scope, depth);
  if (name.text === "slice" && first === undefined) return resolveList(list, scope, depth);
  if (name.text !== "concat") return undefined;
  const items: ts.Expression[] = [];
  for (const part of [list, ...node.arguments]) {
    const inner = resolveList(part, scope, depth);
    if (inner === undefined) return undefined;
    items.push(...inner);
  }
  return items;
}
