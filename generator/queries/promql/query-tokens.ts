import { findVariables, type Variable } from "../grafana-variables.js";
import type { TextSpan } from "../query.js";

/** A token of PromQL. */
export interface QueryToken extends TextSpan {
  readonly kind:
    | "name" /** A name or keyword, which may have variables in it. */
    | "number" /** A number or duration, which may have variables in it. */
    | "string"
    | "variable" /** Grafana variables and nothing else. */
    | "operator"
    | "punctuation" /** A bracket, `,`, `:` or `@`. */
    | "end"
    /** What no token begins with, or a number that runs into letters. */
    | "unexpected";
  readonly text: string;
  /** The Grafana variables in it; none in a file of Prometheus. */
  readonly variables: readonly TextSpan[];
}

/** Sticky, so that each is tried at one place. */
const BLANK = /(?:[ \t\r\n]|#[^\r\n]*(?:[\r\n]|$))+/y;
const HEXADECIMAL = /0[xX]_?[\da-fA-F]+(?:_[\da-fA-F]+)*/y;
const DECIMAL = /(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?/y;
/** The units stand in this order, each once. */
const DURATION = /(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?/y;
const NUMBER_PART = /[\w.]+/y;
const METRIC_NAME = /[A-Za-z_:][\w:]*/y;
const LABEL_NAME = /[A-Za-z_]\w*/y;
/** What goes on behind a variable: `${f}_over_time`, `${n}.5`. */
const NAME_PART = /[\w:]+|\.\d+/y;
const LABEL_PART = /\w+/y;
const STRING = /"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|`[^`]*`?/y;
const OPERATOR = /=~|!~|!=|==|>=|<=|<\/|>\/|[-+*/%^<>=]/y;
const PUNCTUATION = /[()[\]{},:@]/y;

/**
 * Splits a query into tokens as Prometheus' lexer does; the last one is the end.
 *
 * @param hasVariables whether `$name` is a variable of Grafana
 */
export function tokensOf(text: string, span: TextSpan, hasVariables: boolean): readonly QueryToken[] {
  return new Lexer(text, span, hasVariables ? findVariables(text) : []).read();
}

/** Where a token ends, and what it is. */
type Read = Pick<QueryToken, "kind" | "end" | "variables">;

const NONE: readonly TextSpan[] = [];

class Lexer {
  readonly #text: string;
  readonly #span: TextSpan;
  readonly #variables: readonly Variable[];
  /** The first variable that is not before the current place. */
  #nextVariable = 0;
  #isInBraces = false;
  #isInBrackets = false;

  constructor(text: string, span: TextSpan, variables: readonly Variable[]) {
    this.#text = text;
    this.#span = span;
    this.#variables = variables;
  }

  read(): readonly QueryToken[] {
    const tokens: QueryToken[] = [];
    const { end: spanEnd } = this.#span;
    let at = this.#span.start;
    while (true) {
      at = this.#matchEnd(BLANK, at) ?? at;
      if (at >= spanEnd) break;
      const { kind, end, variables } = this.#readToken(at);
      const text = this.#text.slice(at, end);
      if (kind === "punctuation") this.#noteBracket(text);
      tokens.push({ kind, start: at, end, text, variables });
      at = end;
    }
    tokens.push({ kind: "end", start: spanEnd, end: spanEnd, text: "", variables: NONE });
    return tokens;
  }

  #noteBracket(text: string): void {
    if (text === "{" || text === "}") this.#isInBraces = text === "{";
    if (text === "[" || text === "]") this.#isInBrackets = text === "[";
  }

  #matchEnd(pattern: RegExp, at: number): number | undefined {
    pattern.lastIndex = at;
    if (!pattern.test(this.#text) || pattern.lastIndex === at) return undefined;
    return Math.min(pattern.lastIndex, this.#span.end);
  }

  /** The variable that begins at a place. Places are asked for in ascending order. */
  #variableAt(at: number): Variable | undefined {
    while ((this.#variables[this.#nextVariable]?.start ?? at) < at) this.#nextVariable++;
    const variable = this.#variables[this.#nextVariable];
    return variable?.start === at ? variable : undefined;
  }

  #readToken(start: number): Read {
    const character = this.#text.charAt(start);
    if (/["'`]/.test(character)) return this.#readString(start);
    if (this.#variableAt(start) !== undefined) return this.#readGlued(start, "variable");
    if (/[\d.]/.test(character)) return this.#readNumber(start);
    // In square brackets, a colon stands between the range and the step.
    if (character !== ":" || !(this.#isInBrackets || this.#isInBraces)) {
      const name = this.#matchEnd(this.#isInBraces ? LABEL_NAME : METRIC_NAME, start);
      if (name !== undefined) return this.#readGlued(name, "name");
    }
    const operator = this.#matchEnd(OPERATOR, start);
    if (operator !== undefined) return { kind: "operator", end: operator, variables: NONE };
    const punctuation = this.#matchEnd(PUNCTUATION, start);
    if (punctuation !== undefined) return { kind: "punctuation", end: punctuation, variables: NONE };
    const size = (this.#text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
    return { kind: "unexpected", end: Math.min(start + size, this.#span.end), variables: NONE };
  }

  #readString(start: number): Read {
    const end = this.#matchEnd(STRING, start) ?? start + 1;
    this.#variableAt(start);
    let last = this.#nextVariable;
    while ((this.#variables[last]?.start ?? end) < end) last++;
    const variables = last === this.#nextVariable ? NONE : this.#variables.slice(this.#nextVariable, last);
    return { kind: "string", end, variables };
  }

  #readNumber(start: number): Read {
    const end = this.#longestNumber(start);
    if (this.#variableAt(end) !== undefined) return this.#readGlued(end, "number");
    if (end > start && !/[\w.]/.test(this.#text.charAt(end))) return { kind: "number", end, variables: NONE };
    const whole = this.#matchEnd(NUMBER_PART, start) ?? start + 1;
    return { kind: "unexpected", end: whole, variables: NONE };
  }

  #longestNumber(start: number): number {
    const ends = [HEXADECIMAL, DECIMAL, DURATION].map((pattern) => this.#matchEnd(pattern, start) ?? start);
    return Math.max(...ends);
  }

  /** A name or number goes on over the variables in it: `${f}_over_time`, `0.$p`, `$n$unit`. */
  #readGlued(firstEnd: number, kind: "name" | "number" | "variable"): Read {
    const variables: TextSpan[] = [];
    let end = firstEnd;
    let own = kind;
    while (end < this.#span.end) {
      const variable = this.#variableAt(end);
      if (variable !== undefined) {
        variables.push(variable);
        end = Math.min(variable.end, this.#span.end);
        continue;
      }
      if (variables.length === 0) break;
      const isClosed = this.#isInBraces || this.#isInBrackets;
      const part = this.#matchEnd(isClosed ? LABEL_PART : NAME_PART, end);
      if (part === undefined) break;
      if (own === "variable") own = "name";
      end = part;
    }
    return { kind: own, end, variables: variables.length === 0 ? NONE : variables };
  }
}
