import type { parser } from "@prometheus-io/lezer-promql";

/** A node of the tree that the grammar makes. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}
