import type { ts } from "ts-morph";

const LONGEST = 60;

/** The text of an expression for a message: on one line, and not long. */
export function oneLine(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, " ");
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
