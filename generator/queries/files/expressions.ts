import { parseQuery } from "../promql/parse-query.js";
import type { TextSpan } from "../query.js";

/** The expressions of a `.promql` file. Empty lines divide them, except within brackets. */
export function expressionsIn(text: string): readonly TextSpan[] {
  const expressions: TextSpan[] = [];
  let start = 0;
  let depth = 0;
  for (const { token, at } of tokensOf(text)) {
    if (/^[([{]$/.test(token)) depth++;
    else if (/^[)\]}]$/.test(token)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && token.startsWith("\n")) {
      expressions.push({ start, end: at });
      start = at + token.length;
    }
  }
  expressions.push({ start, end: text.length });
  return expressions.map((span) => trimSpan(text, span)).filter(({ start, end }) => start < end);
}

/** Brackets and empty lines that are not in strings and comments. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly at: number }> {
  const pattern = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|#[^\n]*|\n[^\S\n]*(?:\n\s*)|[([{)\]}]/g;
  for (const match of text.matchAll(pattern)) {
    if (!/^["'`#]/.test(match[0])) yield { token: match[0], at: match.index };
  }
}

/** The span without the blanks around it and the comments before it. */
function trimSpan(text: string, { start, end }: TextSpan): TextSpan {
  const part = text.slice(start, end);
  const lead = /^(?:\s|#[^\n]*(?:\n|$))*/.exec(part)?.[0].length ?? 0;
  return { start: start + lead, end: start + Math.max(lead, part.trimEnd().length) };
}

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
