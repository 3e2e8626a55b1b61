import { ts } from "ts-morph";
import {
  assume,
  type Constant,
  constant,
  evaluateConstant,
  evaluateText,
  isOmitted,
  LONGEST_TEXT,
  open,
  type Scope,
  type Value,
} from "./values.js";

export function evaluateTemplate(node: ts.TemplateExpression, scope: Scope, depth: number): Value {
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const part = evaluateText({ node: expression, scope }, depth);
    if (part === undefined) return open(node, scope);
    text += part + literal.text;
    if (text.length > LONGEST_TEXT) return open(node, scope);
  }
  return constant(text);
}

export function evaluateUnary(node: ts.PrefixUnaryExpression, scope: Scope, depth: number): Value {
  const operand = scope.evaluate(node.operand, scope, depth);
  if (node.operator === ts.SyntaxKind.ExclamationToken) {
    const truth = isTruthy(operand);
    return truth === undefined ? open(node, scope) : constant(!truth);
  }
  const value = evaluateConstant({ node: node.operand, scope, value: operand });
  if (typeof value !== "number") return open(node, scope);
  if (node.operator === ts.SyntaxKind.MinusToken) return constant(-value);
  return node.operator === ts.SyntaxKind.PlusToken ? constant(value) : open(node, scope);
}

/** `undefined` if it is not known. */
function isTruthy(value: Value): boolean | undefined {
  if (value.kind === "constant") return Boolean(value.value);
  if (value.kind !== "open") return true;
  return ts.isFunctionLike(value.node) || ts.isNewExpression(value.node) ? true : undefined;
}

export function evaluateBinary(node: ts.BinaryExpression, scope: Scope, depth: number): Value {
  const { left, right } = node;
  const operator = node.operatorToken.kind;
  const { QuestionQuestionToken, BarBarToken, AmpersandAmpersandToken, PlusToken } = ts.SyntaxKind;
  if (operator === QuestionQuestionToken || operator === BarBarToken) {
    const value = scope.evaluate(left, scope, depth);
    if (value.kind === "open" && isTruthy(value) === undefined) {
      const isLiteral = evaluateConstant({ node: left, scope, value }) !== undefined;
      return isLiteral ? value : assume(right, open(node, scope), scope, depth);
    }
    const isTaken = operator === BarBarToken ? isTruthy(value) : !isOmitted(value);
    return isTaken ? value : scope.evaluate(right, scope, depth);
  }
  if (operator === AmpersandAmpersandToken) {
    const value = scope.evaluate(left, scope, depth);
    const truth = isTruthy(value);
    if (truth === undefined) return open(node, scope);
    return truth ? scope.evaluate(right, scope, depth) : value;
  }
  const first = scope.evaluate(left, scope, depth);
  const one = evaluateConstant({ node: left, scope, value: first });
  if (one === undefined && !isOmitted(first)) return open(node, scope); // early, as a constant that is defined by itself would double the work at each depth
  const second = scope.evaluate(right, scope, depth);
  const other = evaluateConstant({ node: right, scope, value: second });
  if (other === undefined && !isOmitted(second)) return open(node, scope);
  const same = compare(one, other, operator);
  if (same !== undefined) return constant(same);
  if (one === undefined || other === undefined) return open(node, scope);
  if (typeof one === "number" && typeof other === "number") {
    const result = calculate(one, other, operator);
    return result === undefined ? open(node, scope) : constant(result);
  }
  const text = operator === PlusToken ? `${one}${other}` : undefined;
  return text === undefined || text.length > LONGEST_TEXT ? open(node, scope) : constant(text);
}

function compare(one: Constant, other: Constant, operator: ts.SyntaxKind): boolean | undefined {
  switch (operator) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return one === other;
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return one !== other;
    default:
      return undefined;
  }
}

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

/** The branch that the condition chooses. Where it is not constant, the branch that is, as an assumption. */
export function evaluateConditional(node: ts.ConditionalExpression, scope: Scope, depth: number): Value {
  const truth = isTruthy(scope.evaluate(node.condition, scope, depth));
  if (truth !== undefined) return scope.evaluate(truth ? node.whenTrue : node.whenFalse, scope, depth);
  const otherwise = scope.evaluate(node.whenFalse, scope, depth);
  if (otherwise.kind !== "constant" || otherwise.value === undefined) return open(node, scope);
  const value = evaluateConstant({ node: node.whenTrue, scope }, depth);
  if (value !== undefined) return open(node, scope);
  return assume(node.whenFalse, open(node, scope), scope, depth);
}
