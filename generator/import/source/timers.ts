import { ts } from "ts-morph";
import { findCalls } from "./function-calls.js";
import { enclosingFunction, includeWrapping } from "./source-syntax.js";
import type { SyntaxIndex } from "./syntax-index.js";

/** The calls that stop a timer. */
interface TimerStops {
  readonly stops: readonly ts.CallExpression[];
  /** False if the function that stops it is also passed elsewhere. */
  readonly areAll: boolean;
}

const NONE: TimerStops = { stops: [], areAll: true };
const UNKNOWN: TimerStops = { stops: [], areAll: false };

/** The largest number of functions that return the timer of another. */
const DEEPEST_TIMER = 4;

/** Finds the calls that stop the timer of `x.startTimer()`: `end(…)` for `const end = x.startTimer()`. */
export function findTimerStops(
  start: ts.Expression,
  index: SyntaxIndex,
  checker: ts.TypeChecker,
  depth = 0,
): TimerStops {
  const value = includeWrapping(start);
  const { parent } = value;
  if (ts.isCallExpression(parent) && parent.expression === value) return { stops: [parent], areAll: true };
  if (ts.isExpressionStatement(parent)) return NONE;
  if (ts.isConditionalExpression(parent) || ts.isBinaryExpression(parent) || ts.isAwaitExpression(parent)) {
    const assigned = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (!assigned) return findTimerStops(parent, index, checker, depth);
    return ts.isIdentifier(parent.left) ? findStopsOfVariable(parent.left, checker) : UNKNOWN;
  }
  if (ts.isVariableDeclaration(parent)) {
    return ts.isIdentifier(parent.name) ? findStopsOfVariable(parent.name, checker) : UNKNOWN;
  }
  const returning = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === value);
  const wrapper = returning && depth < DEEPEST_TIMER ? enclosingFunction(value) : undefined;
  if (wrapper === undefined) return UNKNOWN;
  const { calls, areAll } = findCalls(wrapper, index, checker);
  const all = calls.map((call) => findTimerStops(call, index, checker, depth + 1));
  return {
    stops: all.flatMap(({ stops }) => stops),
    areAll: areAll && calls.length > 0 && all.every((one) => one.areAll),
  };
}

function findStopsOfVariable(name: ts.Identifier, checker: ts.TypeChecker): TimerStops {
  const symbol = checker.getSymbolAtLocation(name);
  const stops: ts.CallExpression[] = [];
  let areAll = true;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node !== name && node.text === name.text) visitName(node);
    ts.forEachChild(node, visit);
  };
  const visitName = (node: ts.Identifier): void => {
    const own = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    if (own !== symbol) return;
    const outer = includeWrapping(node);
    const { parent } = outer;
    if (ts.isCallExpression(parent) && parent.expression === outer) stops.push(parent);
    else if (!isNoUse(parent, outer)) areAll = false;
  };
  visit(name.getSourceFile());
  return { stops, areAll };
}

/** True where the name is declared, assigned to, or only looked at. */
function isNoUse(parent: ts.Node, node: ts.Node): boolean {
  if (ts.isVariableDeclaration(parent)) return parent.name === node;
  if (ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  return parent.left === node;
}
