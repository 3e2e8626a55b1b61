import { ts } from "ts-morph";
import { DEEPEST, followed, type Scope } from "./followed.js";

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
