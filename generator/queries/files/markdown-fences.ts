import { parseQuery } from "../promql/parse-query.js";
import type { TextSpan } from "../query.js";
import { expressionsIn } from "./expressions.js";

/** A block of code in a Markdown text. */
export interface Fence {
  /** The first word behind the opening fence, in lower case. */
  readonly language: string;
  /** Without the indentation of the fence. */
  readonly text: string;
  /** For each code unit of the text, its offset in the Markdown; then the offset where the last one ends. */
  readonly offsets: readonly number[];
}

/** https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
export function* fencesOf(markdown: string): Generator<Fence> {
  let open: { readonly mark: string; readonly indent: number; readonly language: string } | undefined;
  let text = "";
  let offsets: number[] = [];
  let start = 0;
  while (start < markdown.length) {
    const newline = markdown.indexOf("\n", start);
    const end = newline < 0 ? markdown.length : newline + 1;
    const line = markdown.slice(start, end);
    const [, indent = "", mark = "", language = ""] =
      /^([\s>]*)(`{3,}|~{3,})\s*\{?\.?([\w-]*)/.exec(line) ?? [];
    if (open === undefined) {
      if (mark !== "") open = { mark, indent: indent.length, language: language.toLowerCase() };
    } else if (mark.startsWith(open.mark) && line.trim().replace(/^[\s>]+/, "") === mark) {
      yield { language: open.language, text, offsets: [...offsets, start] };
      open = undefined;
      text = "";
      offsets = [];
    } else {
      const own = Math.min(open.indent, /^[\s>]*/.exec(line.trimEnd())?.[0].length ?? 0);
      text += line.slice(own);
      for (let at = start + own; at < end; at++) offsets.push(at);
    }
    start = end;
  }
}

/** The expressions of a block, with empty lines between them, or one on each line. */
export function fencedExpressions(text: string): readonly TextSpan[] {
  return expressionsIn(text).flatMap((span) => {
    if (isExpression(text, span)) return [span];
    const lines = [...text.slice(span.start, span.end).matchAll(/[^\s#][^\n]*/g)].map(
      ({ index, 0: line }) => ({
        start: span.start + index,
        end: span.start + index + line.trimEnd().length,
      }),
    );
    return lines.every((line) => isExpression(text, line)) ? lines : [span];
  });
}

function isExpression(text: string, { start, end }: TextSpan): boolean {
  return (
    parseQuery({ text: text.slice(start, end), form: "expression", language: "grafana" }).errors.length === 0
  );
}

/** Whether a reader has to put something in: `rate(<metric>[5m])`, `sum(...)`. */
export function isPlaceholder(expression: string): boolean {
  return /<[A-Za-z][\w -]*>|\.\.\.|…/.test(expression);
}
