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
