import type { TextSpan } from "../query.js";
import type { QueryToken } from "./query-tokens.js";
import { type QueryError, readStringLiteral } from "./string-literal.js";

/** Ends the parsing of a text at its first token that is not expected. */
export class Refusal extends Error {
  readonly fault: QueryError;

  constructor(fault: QueryError) {
    super(fault.problem);
    this.fault = fault;
  }
}

/** Ends the parsing of a text that has more operators and brackets than are parsed. */
export class TooLarge extends Error {
  readonly span: TextSpan;

  constructor(span: TextSpan) {
    super("too large");
    this.span = span;
  }
}

/** Notes why Prometheus refuses a part of a text that its grammar takes. */
export type ReportFault = (span: TextSpan, problem: string, help?: string) => void;

/** Reads the tokens of a query one after the other. */
export class TokenReader {
  readonly #tokens: readonly QueryToken[];
  readonly #end: QueryToken;
  #at = 0;

  constructor(tokens: readonly QueryToken[]) {
    const end = tokens.at(-1);
    if (end === undefined) throw new Error("there is always an end");
    this.#tokens = tokens;
    this.#end = end;
  }

  get next(): QueryToken {
    return this.peek(0);
  }

  peek(ahead: number): QueryToken {
    return this.#tokens[this.#at + ahead] ?? this.#end;
  }

  get isFirst(): boolean {
    return this.#at === 0;
  }

  /** Where the last token ends that was taken. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  take(): QueryToken {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Takes a word, in lower or upper case, or a sign. */
  takeIf(text: string): QueryToken | undefined {
    return isWord(this.next, text) ? this.take() : undefined;
  }

  expect(text: string): QueryToken {
    return this.takeIf(text) ?? this.refuse();
  }

  refuse(token = this.next): never {
    const { start, end, text } = token;
    if (token.kind === "end") {
      const last = this.lastEnd;
      const problem = this.isFirst ? "There is no expression" : "The expression ends too early";
      throw new Refusal({ start: last, end: last, problem, help: undefined });
    }
    const problem = isNumberWithLetters(token)
      ? `\`${text}\` is neither a number nor a duration`
      : `\`${text}\` is not expected here`;
    throw new Refusal({ start, end, problem, help: undefined });
  }
}

function isNumberWithLetters({ kind, text }: QueryToken): boolean {
  return kind === "unexpected" && /^[\d.]/.test(text);
}

export function isWord(token: QueryToken, word: string): boolean {
  const { kind, text, variables } = token;
  if (kind === "string" || variables.length > 0) return false;
  return text === word || (kind === "name" && text.length === word.length && text.toLowerCase() === word);
}

export function hasVariables({ variables }: QueryToken): boolean {
  return variables.length > 0;
}

/** The value of a string, without quotes and escapes. */
export function readString({ start, text }: QueryToken): string {
  const { value, fault } = readStringLiteral(text);
  if (fault === undefined) return value;
  throw new Refusal({ ...fault, start: start + fault.start, end: start + fault.end });
}

/** What stands before, between and behind the variables of a token. */
export function textAroundVariables({ text, variables, start }: QueryToken): readonly string[] {
  const literals: string[] = [];
  let from = 0;
  for (const variable of variables) {
    literals.push(text.slice(from, variable.start - start));
    from = variable.end - start;
  }
  literals.push(text.slice(from));
  return literals;
}
