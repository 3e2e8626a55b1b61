import { ts } from "ts-morph";
import type { Edit } from "./edit.js";
import { styleOf } from "./style.js";

/** The edit, and the comments that it would lose: they go before the statement that it is in. */
export function keepingComments(file: ts.SourceFile, edit: Edit): readonly Edit[] {
  const node = edit.start === edit.end ? undefined : nodeOf(file, edit);
  if (node === undefined) return [edit];
  const lost = commentsIn(node).filter((comment) => !edit.text.includes(comment));
  const statement = ts.findAncestor(node, ts.isStatement);
  if (lost.length === 0 || statement === undefined) return [edit];
  const start = statement.getStart();
  const text = lost.map((comment) => setBefore(comment, file, start)).join("");
  if (start === edit.start) return [{ ...edit, text: text + edit.text }];
  return [{ start, end: start, text }, edit];
}

/** The outermost node that an edit replaces. */
function nodeOf(within: ts.Node, edit: Edit): ts.Node | undefined {
  if (within.getStart() === edit.start && within.getEnd() === edit.end) return within;
  return ts.forEachChild(within, (child) =>
    child.pos <= edit.start && edit.end <= child.end ? nodeOf(child, edit) : undefined,
  );
}

/** The comments between the tokens of a node, in order. */
function commentsIn(node: ts.Node): readonly string[] {
  const { text } = node.getSourceFile();
  const ends = new Map<number, number>();
  const visit = (token: ts.Node): void => {
    const children = token.getChildren();
    for (const child of children) visit(child);
    if (children.length > 0) return;
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(text, token.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, token.getEnd()) ?? []),
    ]) {
      if (node.getStart() < pos && end < node.getEnd()) ends.set(pos, end);
    }
  };
  visit(node);
  return [...ends].sort(([one], [other]) => one - other).map(([pos, end]) => text.slice(pos, end));
}

function setBefore(comment: string, file: ts.SourceFile, start: number): string {
  if (comment.startsWith("/*")) return `${comment} `;
  const line = file.text.lastIndexOf("\n", start - 1) + 1;
  const [indentation = ""] = /^[ \t]*/.exec(file.text.slice(line, start)) ?? [];
  return `${comment}${styleOf(file).newline}${indentation}`;
}
