import { findVariables } from "../grafana-variables.js";
import type { TextSpan } from "../query.js";

/** A token of PromQL. */
export interface QueryToken extends TextSpan {
  readonly kind:
    | "name" /** A name or keyword, which may have variables in it. */
    | "number" /** A number or duration, which may have variables in it. */
    | "string"
    | "variable" /** A Grafana variable alone. */
    | "operator"
    | "punctuation" /** A bracket, `,`, `:` or `@`. */
    | "end"
    /** What no token begins with. */
    | "unexpected";
  readonly text: string;
  /** Whether it is, or contains, a variable. */
  readonly variable: boolean;
}

/** Sticky, so that each is tried at one place. */
const BLANK = /(?:\s+|#[^\n]*)+/y;
const NUMBER =
  /0[xX][\da-fA-F_]+|(?:\d+(?:ms|[smhdwy]))+(?!\w)|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const NAME = /[A-Za-z_:][\w:]*/y;
const NAME_PART = /[\w:]+/y;
const STRING = /"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|`[^`]*`?/y;
const OPERATOR = /=~|!~|!=|==|>=|<=|[-+*/%^<>=]/y;
const PUNCTUATION = /[()[\]{},:@]/y;

/**
 * Splits a query into tokens, the last of which is the end.
 *
 * @param hasVariables whether `$name` is a variable of Grafana
 */
export function tokensOf(text: string, span: TextSpan, hasVariables: boolean): readonly QueryToken[] {
  const variableEnds = new Map(
    hasVariables ? findVariables(text).map(({ start, end }) => [start, end] as const) : [],
  );
  const tokens: QueryToken[] = [];
  const matchEnd = (pattern: RegExp, at: number): number | undefined => {
    pattern.lastIndex = at;
    const end = pattern.test(text) ? pattern.lastIndex : undefined;
    return end === undefined || end === at ? undefined : Math.min(end, span.end);
  };
  let at = span.start;
  let braces = 0;
  let brackets = 0;
  while (true) {
    at = matchEnd(BLANK, at) ?? at;
    if (at >= span.end) break;
    const start = at;
    const { kind, end, variable } = readToken(start);
    const token = { kind, start, end, text: text.slice(start, end), variable };
    if (token.text === "{") braces++;
    if (token.text === "}") braces--;
    if (token.text === "[") brackets++;
    if (token.text === "]") brackets--;
    tokens.push(token);
    at = end;
  }
  tokens.push({ kind: "end", start: span.end, end: span.end, text: "", variable: false });
  return tokens;

  function readToken(start: number): Pick<QueryToken, "kind" | "end" | "variable"> {
    const string = matchEnd(STRING, start);
    if (string !== undefined) return { kind: "string", end: string, variable: holdsVariable(start, string) };
    const variableEnd = variableEnds.get(start);
    const number = braces === 0 ? matchEnd(NUMBER, start) : undefined;
    if (variableEnd !== undefined || number !== undefined)
      return glued(start, number ?? variableEnd ?? start);
    // In brackets, a colon divides the range from the step.
    const name = text[start] === ":" && brackets > 0 ? undefined : matchEnd(NAME, start);
    if (name !== undefined) return glued(start, name);
    const operator = matchEnd(OPERATOR, start);
    if (operator !== undefined) return { kind: "operator", end: operator, variable: false };
    const punctuation = matchEnd(PUNCTUATION, start);
    if (punctuation !== undefined) return { kind: "punctuation", end: punctuation, variable: false };
    return {
      kind: "unexpected",
      end: start + ((text.codePointAt(start) ?? 0 > 0xffff) ? 2 : 1),
      variable: false,
    };
  }

  /** A name or number continues over the variables in it: `${f}_over_time`, `0.$p`, `$n$unit`. */
  function glued(start: number, firstEnd: number): Pick<QueryToken, "kind" | "end" | "variable"> {
    let end = firstEnd;
    let variable = variableEnds.has(start);
    while (end < span.end) {
      const next = variableEnds.get(end) ?? (variable ? matchEnd(NAME_PART, end) : undefined);
      if (next === undefined) break;
      variable = true;
      end = next;
    }
    if (variable && end === variableEnds.get(start)) return { kind: "variable", end, variable };
    const isNumber = /[\d.]/.test(text.charAt(start));
    return { kind: isNumber ? "number" : "name", end, variable };
  }

  function holdsVariable(start: number, end: number): boolean {
    for (const [from] of variableEnds) if (from >= start && from < end) return true;
    return false;
  }
}
