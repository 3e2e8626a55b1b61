import type { parser } from "@prometheus-io/lezer-promql";
import type { Span } from "../span.js";

/** A node of the tree that the grammar makes. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

export function isExpression(node: Node): boolean {
  return node.type.is("Expr");
}

/** Of a function or an aggregation. */
export function argumentsOf(node: Node): readonly Node[] {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : childrenOf(body).filter(isExpression);
}

export function spanOf({ from, to }: Node): Span {
  return { start: from, end: to };
}
