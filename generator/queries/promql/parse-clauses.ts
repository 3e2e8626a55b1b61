import { PRECEDENCE } from "./operand-stack.js";
import { parseLabelList } from "./parse-selector.js";
import type { QueryToken } from "./query-tokens.js";
import type { Grouping, Matching } from "./syntax-tree.js";
import { hasVariables, isWord, type TokenReader } from "./token-reader.js";

export function isClause(token: QueryToken): boolean {
  return isWord(token, "by") || isWord(token, "without");
}

/** Parses `by (a)` or the variable in its place; `undefined` if neither is ahead. */
export function parseGrouping(reader: TokenReader): Grouping | undefined {
  const { next } = reader;
  const { start } = next;
  if (next.kind === "variable") {
    reader.take(); // it brings its clause, or the word of it
    const list = isLabelListAhead(reader) ? parseLabelList(reader) : undefined;
    return { clause: "by", labels: list?.labels ?? [], isOpen: true, start, end: reader.lastEnd };
  }
  const clause = reader.takeIf("by") ?? reader.takeIf("without");
  if (clause === undefined) return undefined;
  const list = parseLabelList(reader);
  return { ...list, clause: isWord(clause, "by") ? "by" : "without", start };
}

/** Whether labels in brackets are ahead, and behind them other brackets, those of the arguments. */
function isLabelListAhead(reader: TokenReader): boolean {
  if (!isWord(reader.next, "(")) return false;
  let ahead = 1;
  while (isInLabelList(reader.peek(ahead))) ahead++;
  return isWord(reader.peek(ahead), ")") && isWord(reader.peek(ahead + 1), "(");
}

function isInLabelList(token: QueryToken): boolean {
  return token.kind === "name" || token.kind === "string" || token.kind === "variable" || token.text === ",";
}

/** Parses `on (a) group_left (b)`; `undefined` if it is not ahead. */
export function parseMatching(reader: TokenReader): Matching | undefined {
  const clause = reader.takeIf("on") ?? reader.takeIf("ignoring");
  if (clause === undefined) return undefined;
  const list = parseLabelList(reader);
  const side = reader.takeIf("group_left") ?? reader.takeIf("group_right");
  const isList =
    isWord(reader.next, "(") || (reader.next.kind === "variable" && startsOperand(reader.peek(1)));
  const included = side !== undefined && isList ? parseLabelList(reader) : undefined;
  const group =
    side === undefined
      ? undefined
      : {
          ...(included ?? { labels: [], isOpen: false }),
          start: side.start,
          end: reader.lastEnd,
          side: isWord(side, "group_left") ? ("left" as const) : ("right" as const),
        };
  return {
    ...list,
    start: clause.start,
    end: reader.lastEnd,
    clause: isWord(clause, "on") ? "on" : "ignoring",
    group,
  };
}

/** `fill(0)`, `fill_left(0)`, `fill_right(0)`, which are experimental. */
export function passFillModifiers(reader: TokenReader): void {
  while (isFill(reader.next) && isWord(reader.peek(1), "(")) {
    reader.take();
    reader.take();
    reader.takeIf("-");
    const value = reader.take();
    if (value.kind !== "number" && !hasVariables(value)) reader.refuse(value);
    reader.expect(")");
  }
}

function isFill(token: QueryToken): boolean {
  return ["fill", "fill_left", "fill_right"].some((word) => isWord(token, word));
}

const KEYWORDS_BEHIND: ReadonlySet<string> = new Set([
  ...PRECEDENCE.keys(),
  ...["offset", "by", "without", "group_left", "group_right"],
]);

/** Whether an operand can begin with a token, or the modifiers of the operator before it. */
export function startsOperand({ kind, text }: QueryToken): boolean {
  switch (kind) {
    case "number":
    case "string":
    case "variable":
      return true;
    case "name":
      return !KEYWORDS_BEHIND.has(text.toLowerCase());
    case "punctuation":
      return text === "(" || text === "{";
    default:
      return false;
  }
}
