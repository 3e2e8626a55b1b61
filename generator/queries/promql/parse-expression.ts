import type { TextSpan } from "../query.js";
import {
  type OperandStack,
  PRECEDENCE,
  reduce,
  SIGN_PRECEDENCE,
  VARIABLE_PRECEDENCE,
} from "./operand-stack.js";
import { isClause, parseGrouping, parseMatching, passFillModifiers, startsOperand } from "./parse-clauses.js";
import { isInserted, parseAt, parseOffset, parseRange } from "./parse-modifiers.js";
import { parseSelector } from "./parse-selector.js";
import { readNumber } from "./promql-numbers.js";
import { type QueryToken, tokensOf } from "./query-tokens.js";
import { AGGREGATION_PARAMETERS } from "./signatures.js";
import type { QueryError } from "./string-literal.js";
import type { Expression, Grouping, NumberLiteral } from "./syntax-tree.js";
import {
  hasVariables,
  isWord,
  Refusal,
  type ReportFault,
  readString,
  TokenReader,
  TooLarge,
} from "./token-reader.js";

/** A text, read as PromQL: an expression, or why it is none. */
export interface ParsedExpression {
  /** `undefined` if the text does not parse. */
  readonly expression: Expression | undefined;
  readonly errors: readonly QueryError[];
  /** Where the text becomes larger than what is parsed; `undefined` if it does not. */
  readonly tooLarge: TextSpan | undefined;
}

/** @param hasVariables whether `$name` is a variable of Grafana */
export function parseExpression(text: string, span: TextSpan, hasVariables: boolean): ParsedExpression {
  const parser = new Parser(tokensOf(text, span, hasVariables));
  try {
    const expression = parser.parse();
    return { expression, errors: parser.errors, tooLarge: undefined };
  } catch (error) {
    if (error instanceof TooLarge) return { expression: undefined, errors: [], tooLarge: error.span };
    if (!(error instanceof Refusal)) throw error;
    // If the place of a variable is a guess, the guess can be what does not parse.
    return { expression: undefined, errors: parser.isGuess ? [] : [error.fault], tooLarge: undefined };
  }
}

/** Operators, brackets, signs and modifiers. No person writes a query with as many. */
const MOST_OPERATORS = 60_000;

const AGGREGATIONS: ReadonlySet<string> = new Set([
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "group",
  "stddev",
  "stdvar",
  ...AGGREGATION_PARAMETERS.keys(),
]);

/** Words that cannot be the name of a metric. */
const RESERVED: ReadonlySet<string> = new Set([
  "atan2",
  "bool",
  "group_left",
  "group_right",
  "ignoring",
  "on",
]);

/** What stands within one pair of brackets, or at the top. */
interface Level extends OperandStack {
  readonly opening: "top" | "parentheses" | "call" | "aggregation";
  /** The bracket, or the name before it. */
  readonly token: QueryToken;
  readonly grouping: Grouping | undefined;
  readonly args: Expression[];
}

/** Parses without recursion: neither operators in a row nor brackets within brackets fill the stack. */
class Parser {
  readonly errors: QueryError[] = [];
  /** Whether a variable stands where it can insert more than one name or value, such as an operator. */
  isGuess = false;
  readonly #reader: TokenReader;
  readonly #levels: Level[] = [];
  #operators = 0;

  constructor(tokens: readonly QueryToken[]) {
    this.#reader = new TokenReader(tokens);
  }

  parse(): Expression {
    this.#open("top", this.#reader.next);
    while (true) {
      const operand = this.#beginOperand();
      const whole = operand === undefined ? undefined : this.#endOperand(operand);
      if (whole !== undefined) return whole;
    }
  }

  get #level(): Level {
    const level = this.#levels.at(-1);
    if (level === undefined) throw new Error("there is always a level");
    return level;
  }

  #open(opening: Level["opening"], token: QueryToken, grouping?: Grouping): void {
    this.#levels.push({ opening, token, grouping, args: [], operands: [], operators: [] });
  }

  #count(token: QueryToken): void {
    this.#operators++;
    if (this.#operators > MOST_OPERATORS) throw new TooLarge(token);
  }

  readonly #fault: ReportFault = ({ start, end }, problem, help) => {
    this.errors.push({ start, end, problem, help });
  };

  /** Reads an operand; `undefined` if a sign or an opening bracket was read, behind which one stands. */
  #beginOperand(): Expression | undefined {
    const reader = this.#reader;
    const token = reader.next;
    switch (token.kind) {
      case "number":
        return this.#number(reader.take());
      case "string": {
        const { start, end } = reader.take();
        const value = readString(token);
        const valueSpan = { start: start + 1, end: end - 1 };
        return { kind: "string", value, valueSpan, variable: hasVariables(token), start, end };
      }
      case "operator":
        if (token.text !== "+" && token.text !== "-") return reader.refuse();
        this.#count(token);
        this.#level.operators.push({
          kind: "sign",
          sign: token.text,
          start: reader.take().start,
          precedence: SIGN_PRECEDENCE,
        });
        return undefined;
      case "punctuation":
        if (token.text === "{") return parseSelector(reader, undefined, this.#fault);
        if (token.text !== "(") return reader.refuse();
        this.#count(token);
        this.#open("parentheses", reader.take());
        return undefined;
      case "name":
      case "variable":
        return this.#beginNamed();
      default:
        return reader.refuse();
    }
  }

  #number(token: QueryToken): NumberLiteral {
    const { start, end, text } = token;
    if (hasVariables(token)) return { kind: "number", value: undefined, start, end };
    const { value, fault } = readNumber(text);
    if (fault !== undefined) this.#fault(token, `\`${text}\` ${fault}`);
    return { kind: "number", value, start, end };
  }

  #beginNamed(): Expression | undefined {
    const reader = this.#reader;
    const token = reader.take();
    const { next } = reader;
    const word = hasVariables(token) ? undefined : token.text.toLowerCase();
    if (word === "inf" || word === "nan") return this.#number(token);
    if (word !== undefined && RESERVED.has(word)) return reader.refuse(token);
    const mayAggregate = word === undefined || AGGREGATIONS.has(word);
    const isInsertedClause = word !== undefined && next.kind === "variable" && isWord(reader.peek(1), "(");
    if (mayAggregate && (isClause(next) || isInsertedClause)) {
      if (isInsertedClause) this.isGuess = true;
      const grouping = parseGrouping(reader);
      return this.#openCall("aggregation", token, grouping);
    }
    if (isWord(next, "(")) {
      return this.#openCall(mayAggregate && word !== undefined ? "aggregation" : "call", token);
    }
    if (token.kind === "variable" && !isWord(next, "{") && !isWord(next, "[")) {
      return { kind: "inserted", start: token.start, end: token.end };
    }
    return parseSelector(reader, token, this.#fault);
  }

  #openCall(opening: "call" | "aggregation", token: QueryToken, grouping?: Grouping): Expression | undefined {
    const bracket = this.#reader.expect("(");
    this.#count(bracket);
    this.#open(opening, token, grouping);
    if (this.#reader.takeIf(")") === undefined) return undefined;
    this.#levels.pop();
    return opening === "call" ? this.#call(token, []) : this.#aggregation(token, [], grouping);
  }

  /**
   * Reads what stands behind an operand, up to an operator or a comma, behind which another operand stands, or to the
   * end: then it returns the whole expression.
   */
  #endOperand(operand: Expression): Expression | undefined {
    const reader = this.#reader;
    let whole = operand;
    while (true) {
      this.#level.operands.push(this.#suffixed(whole));
      if (this.#takeOperator()) return undefined;
      const level = this.#level;
      reduce(level, 0);
      const value = level.operands.pop();
      if (value === undefined) throw new Error("an operand was pushed");
      if (level.opening === "top") {
        if (reader.next.kind !== "end") reader.refuse();
        return value;
      }
      level.args.push(value);
      if (level.opening !== "parentheses" && reader.takeIf(",") !== undefined) return undefined;
      const { end } = reader.expect(")");
      this.#levels.pop();
      whole = this.#closed(level, { value, end });
    }
  }

  #closed({ opening, token, args, grouping }: Level, { value, end }: { value: Expression; end: number }) {
    if (opening === "call") return this.#call(token, args);
    if (opening === "aggregation") return this.#aggregation(token, args, grouping);
    return { kind: "parentheses", inner: value, start: token.start, end } as const;
  }

  #call(token: QueryToken, args: readonly Expression[]): Expression {
    // Only behind its arguments, a clause tells that a variable stands for an aggregation.
    if (hasVariables(token) && isClause(this.#reader.next)) return this.#aggregation(token, args, undefined);
    const name = hasVariables(token) ? undefined : token.text;
    const { start, end } = token;
    return { kind: "call", function: { name, start, end }, args, start, end: this.#reader.lastEnd };
  }

  #aggregation(token: QueryToken, args: readonly Expression[], before: Grouping | undefined): Expression {
    const name = hasVariables(token) ? undefined : token.text.toLowerCase();
    const end = this.#reader.lastEnd;
    const grouping = before ?? this.#groupingBehind();
    const span = { start: token.start, end: before === grouping ? end : this.#reader.lastEnd };
    this.#checkArgumentCount({ name, token, span }, args);
    return {
      kind: "aggregation",
      ...span,
      operator: { name, start: token.start, end: token.end },
      parameter: args.length > 1 ? args[0] : undefined,
      inner: args.length > 1 ? args[1] : args[0],
      grouping,
    };
  }

  #checkArgumentCount(
    of: { readonly name: string | undefined; readonly token: QueryToken; readonly span: TextSpan },
    args: readonly Expression[],
  ): void {
    const { name, token, span } = of;
    if (name === undefined || args.some(isInserted)) return; // a variable may bring several arguments
    const wanted = AGGREGATION_PARAMETERS.has(name) ? 2 : 1;
    if (args.length === wanted) return;
    const words = wanted === 1 ? "1 argument" : `${wanted} arguments`;
    const found = `${args.length === 1 ? "is" : "are"} ${args.length}`;
    this.#fault(span, `\`${token.text}\` takes ${words}, and here ${found}`);
  }

  #groupingBehind(): Grouping | undefined {
    const { next } = this.#reader;
    if (next.kind === "variable" && startsOperand(this.#reader.peek(1))) return undefined; // an operator
    if (next.kind === "variable") this.isGuess = true;
    return parseGrouping(this.#reader);
  }

  /** Reads ranges, `offset`, `@`, and variables that bring such a suffix. */
  #suffixed(operand: Expression): Expression {
    const reader = this.#reader;
    let whole = operand;
    while (true) {
      const { next } = reader;
      if (isWord(next, "[")) whole = parseRange(reader, whole, this.#fault);
      else if (isWord(next, "offset")) whole = parseOffset(reader, whole, this.#fault);
      else if (isWord(next, "@")) whole = parseAt(reader, whole, this.#fault);
      else if (isExtrapolation(next) && isSelection(whole)) whole = { ...whole, end: reader.take().end };
      else if (next.kind === "variable" && !startsOperand(reader.peek(1))) {
        whole = this.#insertSuffix(whole, reader.take());
      } else return whole;
      this.#count(next);
    }
  }

  #insertSuffix(left: Expression, { start, end }: QueryToken): Expression {
    this.isGuess = true;
    const operator = { name: undefined, start, end };
    const right = { kind: "inserted", start, end } as const;
    const whole = { left, right, start: left.start, end };
    return { kind: "binary", operator, bool: undefined, matching: undefined, ...whole };
  }

  /** Reads an operator and its modifiers, and what is to its left; `false` if none is ahead. */
  #takeOperator(): boolean {
    const reader = this.#reader;
    const { next } = reader;
    const { start, end } = next;
    const isVariable = next.kind === "variable";
    const name = isVariable ? undefined : next.text.toLowerCase();
    const precedence =
      next.kind === "operator" || next.kind === "name" ? PRECEDENCE.get(name ?? "") : undefined;
    if (precedence === undefined && !this.#isInsertedOperator(next)) return false;
    this.#count(next);
    if (precedence === undefined) this.isGuess = true;
    const operator =
      precedence !== undefined || isVariable
        ? { name, start: reader.take().start, end }
        : { name: undefined, start, end: start };
    const bool = reader.takeIf("bool");
    const matching = parseMatching(reader);
    passFillModifiers(reader);
    const own = precedence ?? VARIABLE_PRECEDENCE;
    reduce(this.#level, name === "^" ? own + 1 : own);
    this.#level.operators.push({
      kind: "binary",
      precedence: own,
      operator,
      bool: bool === undefined ? undefined : { start: bool.start, end: bool.end },
      matching,
    });
    return true;
  }

  /** Whether a variable stands for the operator, or beside it for more than it seems to. */
  #isInsertedOperator(next: QueryToken): boolean {
    if (next.kind === "variable") return true;
    if (!startsOperand(next)) return false;
    const before = this.#level.operands.at(-1);
    const isAfterVariable = before !== undefined && isInserted(before);
    return isAfterVariable || (hasVariables(next) && next.kind !== "string");
  }
}

function isExtrapolation(token: QueryToken): boolean {
  return isWord(token, "anchored") || isWord(token, "smoothed");
}

function isSelection({ kind }: Expression): boolean {
  return kind === "selector" || kind === "range";
}
