import { ts } from "ts-morph";
import { isHead } from "./head-of-file.js";

/** Text that takes the place of a part of a file; an empty part is an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits. Of two that overlap, the one that begins first holds, and of these the longer. */
export function edited(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((one, other) => one.start - other.start || other.end - one.end);
  let result = "";
  let at = 0;
  for (const { start, end, text: replacement } of ordered) {
    if (start < at) continue; // within what is gone
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** Replaces a node by a text. */
export function replacing(node: ts.Node, text: string): Edit {
  return { start: node.getStart(), end: node.getEnd(), text };
}

/** Removes a whole statement or member: with the comments right above it, its line, and one empty line. */
export function removingLines(node: ts.Node): Edit {
  const { text } = node.getSourceFile();
  let start = lineStart(text, startWithComments(node));
  let end = node.getEnd();
  while (end < text.length && text[end] !== "\n" && /[ \t;,]/.test(text[end] ?? "")) end += 1;
  const comment = /^\/\/[^\n]*/.exec(text.slice(end));
  if (comment !== null) end += comment[0].length;
  if (text.startsWith("\r\n", end)) end += 2;
  else if (text[end] === "\n") end += 1;
  else start = startWithComments(node); // others follow on its line
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end));
  const above = text.slice(0, start);
  if (blank !== null && /(?:^|\n)[ \t]*\r?\n$|[{([]\s*\n$|^$/.test(above)) end += blank[0].length;
  return { start, end, text: "" };
}

/** Removes elements of a list that is separated by commas. */
export function removingElements<Element extends ts.Node>(
  list: readonly Element[],
  removed: ReadonlySet<Element>,
): readonly Edit[] {
  const lastKept = list.findLastIndex((element) => !removed.has(element));
  return list.flatMap((element, at) => {
    if (!removed.has(element)) return [];
    const before = list[at - 1];
    const next = list[at + 1];
    if (at < lastKept && next !== undefined) {
      return [{ start: startWithComments(element), end: startWithComments(next), text: "" }];
    }
    return [{ start: before?.getEnd() ?? element.getStart(), end: element.getEnd(), text: "" }];
  });
}

const FOR_NEXT_LINE = /-next-line\b|@ts-(?:ignore|expect-error)\b|biome-ignore\b/;

/**
 * Where a node begins with the comments that belong to it: those between it and the last empty line. What stands above
 * the first import, a licence say, is the file's, unless it is an instruction to a tool for the next line.
 */
function startWithComments(node: ts.Node): number {
  const { text } = node.getSourceFile();
  const head = isHead(node);
  let start = node.getStart();
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  for (const { pos, end } of [...comments].reverse()) {
    const between = text.slice(end, start);
    const ownLine = /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", pos - 1) + 1, pos));
    if (!ownLine || (between.match(/\n/g) ?? []).length > 1) break;
    if (head && !FOR_NEXT_LINE.test(text.slice(pos, end))) break;
    start = pos;
  }
  return start;
}

function lineStart(text: string, at: number): number {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*$/.test(text.slice(line, at)) ? line : at;
}
