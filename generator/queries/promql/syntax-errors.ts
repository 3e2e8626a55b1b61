import { readStringLiteral } from "./string-literal.js";
import type { Node } from "./syntax-node.js";

export interface FoundError {
  readonly start: number;
  readonly end: number;
  readonly problem: string;
  readonly help: string | undefined;
}

/** What keeps the text from being an expression: the first place at which the grammar stumbles, and bad strings. */
export function syntaxErrors(root: Node, text: string): readonly FoundError[] {
  const faults: FoundError[] = [];
  let stumble: Node | undefined;
  const cursor = root.cursor();
  do {
    if (cursor.type.isError) stumble ??= cursor.node;
    else if (cursor.name === "StringLiteral") {
      const { fault } = readStringLiteral(text.slice(cursor.from, cursor.to));
      if (fault !== undefined) {
        faults.push({ ...fault, start: cursor.from + fault.start, end: cursor.from + fault.end });
      }
    }
  } while (cursor.next());
  if (faults.length > 0 || stumble === undefined) return faults;
  return [describe(stumble, text)];
}

function describe(node: Node, text: string): FoundError {
  const start = node.from + (/^\s*/.exec(text.slice(node.from))?.[0].length ?? 0);
  if (start >= text.length) {
    const end = text.trimEnd().length;
    const problem = text.trim() === "" ? "There is no expression" : "The expression ends too early";
    return { start: end, end, problem, help: undefined };
  }
  const token = /^(?:[\w:.]+|=~|!~|!=|==|>=|<=|.)/su.exec(text.slice(start))?.[0] ?? "";
  return {
    start,
    end: start + token.length,
    problem: `\`${token}\` is not expected here`,
    help: undefined,
  };
}
