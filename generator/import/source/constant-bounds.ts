import { ts } from "ts-morph";
import { clientExport } from "./client-export.js";
import { constantList } from "./constant-list.js";
import { constantNumber } from "./constant-value.js";
import { DEEPEST, followed, type Scope } from "./followed.js";

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
