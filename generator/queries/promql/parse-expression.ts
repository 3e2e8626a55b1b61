import type { TextSpan } from "../query.js";
import { type QueryError, readStringLiteral } from "./promql-syntax.js";
import { type QueryToken, tokensOf } from "./query-tokens.js";
import { AGGREGATION_PARAMETERS } from "./signatures.js";
import type {
  Aggregation,
  BinaryOperation,
  Duration,
  Expression,
  Grouping,
  LabelList,
  LabelMatcher,
  Matching,
  Modifiers,
  Name,
  Subquery,
  VectorSelector,
} from "./syntax-tree.js";

/** What a text is, read as PromQL: an expression, or why it is none. */
export interface ParsedExpression {
  readonly expression: Expression | undefined;
  readonly errors: readonly QueryError[];
}

export function parseExpression(text: string, span: TextSpan, hasVariables: boolean): ParsedExpression {
  const parser = new Parser(tokensOf(text, span, hasVariables));
  try {
    const expression = parser.parse();
    return { expression, errors: parser.errors };
  } catch (error) {
    if (error instanceof Refusal) return { expression: undefined, errors: [error.fault] };
    throw error;
  }
}

/** Ends the parsing of a text at its first token that is not expected. */
class Refusal extends Error {
  readonly fault: QueryError;

  constructor(fault: QueryError) {
    super(fault.problem);
    this.fault = fault;
  }
}

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

/** By operator. A power binds to its right; a sign binds less than it. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ["unless", 2],
  ...["==", "!=", "<", ">", "<=", ">="].map((operator) => [operator, 3] as const),
  ["+", 4],
  ["-", 4],
  ...["*", "/", "%", "atan2"].map((operator) => [operator, 5] as const),
  ["^", 6],
]);
const SIGN_PRECEDENCE = 5;
/** Of an operator that a variable inserts. */
const VARIABLE_PRECEDENCE = 3;

const NO_MODIFIERS: Modifiers = { offset: undefined, at: undefined };

class Parser {
  readonly errors: QueryError[] = [];
  readonly #tokens: readonly QueryToken[];
  #at = 0;

  constructor(tokens: readonly QueryToken[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#expression(0);
    if (this.#next.kind !== "end") this.#refuse(this.#next);
    return expression;
  }

  get #next(): QueryToken {
    return this.#peek(0);
  }

  #peek(ahead: number): QueryToken {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("there is always an end");
    return token;
  }

  #take(): QueryToken {
    const token = this.#next;
    this.#at++;
    return token;
  }

  #takeIf(text: string): QueryToken | undefined {
    return isWord(this.#next, text) ? this.#take() : undefined;
  }

  #expect(text: string): QueryToken {
    return this.#takeIf(text) ?? this.#refuse(this.#next);
  }

  get #lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  #refuse(token: QueryToken, problem?: string): never {
    const { start, end, text } = token;
    if (token.kind === "end") {
      const last = this.#lastEnd;
      const said = this.#at === 0 ? "There is no expression" : "The expression ends too early";
      throw new Refusal({ start: last, end: last, problem: problem ?? said, help: undefined });
    }
    throw new Refusal({
      start,
      end,
      problem: problem ?? `\`${text}\` is not expected here`,
      help: undefined,
    });
  }

  #fault({ start, end }: TextSpan, problem: string, help?: string): void {
    this.errors.push({ start, end, problem, help });
  }

  #expression(least: number): Expression {
    let left = this.#operand();
    while (true) {
      const operator = this.#operatorAhead();
      if (operator === undefined || operator.precedence < least) return left;
      this.#take();
      left = this.#operation(left, operator);
    }
  }

  #operatorAhead(): { readonly token: QueryToken; readonly precedence: number } | undefined {
    const token = this.#next;
    if (token.kind === "variable") return { token, precedence: VARIABLE_PRECEDENCE };
    const precedence =
      token.kind === "operator" || token.kind === "name"
        ? PRECEDENCE.get(token.text.toLowerCase())
        : undefined;
    return precedence === undefined ? undefined : { token, precedence };
  }

  #operation(
    left: Expression,
    { token, precedence }: { readonly token: QueryToken; readonly precedence: number },
  ): BinaryOperation {
    const { start, end } = token;
    const name = token.variable ? undefined : token.text.toLowerCase();
    const bool = this.#takeIf("bool");
    const matching = this.#matching();
    if (token.variable && this.#endsOperand()) {
      const right = { kind: "inserted", start, end } as const; // the variable brings its operand
      return {
        kind: "binary",
        start: left.start,
        end,
        operator: { name, start, end },
        bool,
        matching,
        left,
        right,
      };
    }
    const right = this.#expression(name === "^" ? precedence : precedence + 1);
    return {
      kind: "binary",
      start: left.start,
      end: right.end,
      operator: { name, start, end },
      bool,
      matching,
      left,
      right,
    };
  }

  #endsOperand(): boolean {
    const { kind, text } = this.#next;
    return kind === "end" || [")", ",", "]", "}"].includes(text);
  }

  #matching(): Matching | undefined {
    const clause = this.#takeIf("on") ?? this.#takeIf("ignoring");
    if (clause === undefined) return undefined;
    const list = this.#labelList();
    const side = this.#takeIf("group_left") ?? this.#takeIf("group_right");
    const included = side !== undefined && this.#next.text === "(" ? this.#labelList() : undefined;
    const group =
      side === undefined
        ? undefined
        : {
            ...(included ?? { labels: [], isOpen: false }),
            start: side.start,
            end: this.#lastEnd,
            side: isWord(side, "group_left") ? ("left" as const) : ("right" as const),
          };
    return {
      ...list,
      start: clause.start,
      end: this.#lastEnd,
      clause: isWord(clause, "on") ? "on" : "ignoring",
      group,
    };
  }

  /** An operand, and what stands behind it: ranges, `offset`, `@`. */
  #operand(): Expression {
    let operand = this.#primary();
    while (true) {
      if (this.#next.text === "[") operand = this.#range(operand);
      else if (isWord(this.#next, "offset")) operand = this.#offset(operand);
      else if (this.#next.text === "@") operand = this.#atModifier(operand);
      else return operand;
    }
  }

  #primary(): Expression {
    const token = this.#next;
    switch (token.kind) {
      case "number":
        this.#take();
        return {
          kind: "number",
          start: token.start,
          end: token.end,
          value: token.variable ? undefined : numberOf(token.text),
        };
      case "string":
        return this.#string();
      case "operator":
        if (token.text !== "+" && token.text !== "-") return this.#refuse(token);
        return this.#signed(token.text);
      case "punctuation":
        if (token.text === "{") return this.#selector(undefined);
        if (token.text !== "(") return this.#refuse(token);
        return this.#parentheses();
      case "name":
      case "variable":
        return this.#named();
      default:
        return this.#refuse(token);
    }
  }

  #signed(sign: "+" | "-"): Expression {
    const { start } = this.#take();
    const inner = this.#expression(SIGN_PRECEDENCE + 1);
    return { kind: "signed", sign, inner, start, end: inner.end };
  }

  #parentheses(): Expression {
    const { start } = this.#take();
    const inner = this.#expression(0);
    const { end } = this.#expect(")");
    return { kind: "parentheses", inner, start, end };
  }

  #string(): Expression {
    const { start, end, text, variable } = this.#take();
    const { value, fault } = readStringLiteral(text);
    if (fault !== undefined) {
      throw new Refusal({ ...fault, start: start + fault.start, end: start + fault.end });
    }
    return { kind: "string", value, valueSpan: { start: start + 1, end: end - 1 }, variable, start, end };
  }

  #named(): Expression {
    const token = this.#next;
    const word = token.variable ? undefined : token.text.toLowerCase();
    const after = this.#peek(1);
    if (word === "inf" || word === "nan") {
      this.#take();
      return { kind: "number", value: numberOf(word), start: token.start, end: token.end };
    }
    const isAggregation =
      (word === undefined || AGGREGATIONS.has(word)) &&
      (isWord(after, "by") ||
        isWord(after, "without") ||
        (word !== undefined && (after.text === "(" || after.kind === "variable")));
    if (isAggregation) return this.#aggregation();
    if (after.text === "(") return this.#call();
    if (token.kind === "variable" && after.text !== "{" && after.text !== "[") {
      this.#take();
      return { kind: "inserted", start: token.start, end: token.end };
    }
    this.#take();
    return this.#selector(token);
  }

  #aggregation(): Aggregation {
    const token = this.#take();
    const operator = {
      name: token.variable ? undefined : token.text.toLowerCase(),
      start: token.start,
      end: token.end,
    };
    const before = this.#grouping();
    this.#expect("(");
    const args = this.#arguments();
    const grouping = before ?? this.#grouping();
    const takesParameter = operator.name !== undefined && AGGREGATION_PARAMETERS.has(operator.name);
    const most = takesParameter || operator.name === undefined ? 2 : 1;
    const span = { start: token.start, end: this.#lastEnd };
    if (args.length > most || (takesParameter && args.length < 2) || args.length === 0) {
      const wanted = takesParameter ? "2 arguments" : "1 argument";
      this.#fault(
        span,
        `\`${token.text}\` takes ${wanted}, and here ${args.length === 1 ? "is" : "are"} ${args.length}`,
      );
    }
    return {
      kind: "aggregation",
      ...span,
      operator,
      parameter: args.length > 1 ? args[0] : undefined,
      inner: args.length > 1 ? args[1] : args[0],
      grouping,
    };
  }

  #grouping(): Grouping | undefined {
    const { start, kind } = this.#next;
    if (kind === "variable") {
      this.#take(); // it brings its clause, or the word of it
      const list =
        this.#next.text === "(" && this.#peek(1).text !== "(" && this.#isLabelList()
          ? this.#labelList()
          : undefined;
      return { clause: "by", labels: list?.labels ?? [], isOpen: true, start, end: this.#lastEnd };
    }
    const clause = this.#takeIf("by") ?? this.#takeIf("without");
    if (clause === undefined) return undefined;
    const list = this.#labelList();
    return { ...list, clause: isWord(clause, "by") ? "by" : "without", start, end: list.end };
  }

  /** Whether the brackets ahead have others behind them: then they are not the arguments. */
  #isLabelList(): boolean {
    let ahead = 0;
    while (this.#peek(ahead).text !== ")" && this.#peek(ahead).kind !== "end") ahead++;
    return this.#peek(ahead + 1).text === "(";
  }

  #labelList(): LabelList {
    const { start } = this.#expect("(");
    const labels: Name[] = [];
    let isOpen = false;
    while (this.#next.text !== ")") {
      const token = this.#take();
      if (token.variable && token.kind !== "string") isOpen = true;
      else if (token.kind === "name") labels.push({ name: token.text, start: token.start, end: token.end });
      else if (token.kind === "string") {
        const { value } = readStringLiteral(token.text);
        if (token.variable) isOpen = true;
        else labels.push({ name: value, start: token.start + 1, end: token.end - 1 });
      } else this.#refuse(token);
      if (this.#next.kind === "variable" || token.kind === "variable") continue;
      if (this.#next.text !== ")") this.#expect(",");
    }
    return { labels, isOpen, start, end: this.#take().end };
  }

  #call(): Expression {
    const token = this.#take();
    this.#expect("(");
    const args = this.#arguments();
    const name = {
      name: token.variable ? undefined : token.text.toLowerCase(),
      start: token.start,
      end: token.end,
    };
    return { kind: "call", function: name, args, start: token.start, end: this.#lastEnd };
  }

  /** Behind the opening bracket, up to the closing one. */
  #arguments(): readonly Expression[] {
    const args: Expression[] = [];
    while (this.#takeIf(")") === undefined) {
      args.push(this.#expression(0));
      if (this.#next.text !== ")") this.#expect(",");
    }
    return args;
  }

  #selector(name: QueryToken | undefined): VectorSelector {
    const start = name?.start ?? this.#next.start;
    const metric =
      name === undefined || name.variable ? undefined : { name: name.text, start: name.start, end: name.end };
    const braces =
      this.#next.text === "{" ? this.#braces() : { matchers: [], isOpen: false, quoted: undefined };
    const isOpen = braces.isOpen || name?.variable === true;
    const named = braces.matchers.find(({ label, operator }) => label === "__name__" && operator === "=");
    const end = this.#lastEnd;
    const common = { kind: "selector", start, end, isOpen, modifiers: NO_MODIFIERS } as const;
    const outside = metric ?? braces.quoted;
    if (name !== undefined || outside !== undefined || named === undefined || named.variable) {
      return { ...common, metric: outside, matchers: braces.matchers };
    }
    return {
      ...common,
      metric: { ...named.valueSpan, name: named.value },
      matchers: braces.matchers.filter((matcher) => matcher !== named),
    };
  }

  #braces() {
    this.#expect("{");
    const matchers: LabelMatcher[] = [];
    let isOpen = false;
    let quoted: Name | undefined;
    while (this.#next.text !== "}") {
      const label = this.#take();
      if (label.kind === "variable" && (this.#next.text === "," || this.#next.text === "}")) isOpen = true;
      else if (label.kind === "string" && (this.#next.text === "," || this.#next.text === "}")) {
        const { value } = readStringLiteral(label.text);
        if (label.variable) isOpen = true;
        else quoted = { name: value, start: label.start + 1, end: label.end - 1 };
      } else if (label.kind === "name" || label.kind === "variable" || label.kind === "string") {
        matchers.push(this.#matcher(label));
      } else this.#refuse(label);
      if (this.#next.kind === "variable") continue;
      if (this.#next.text !== "}") this.#expect(",");
    }
    this.#take();
    return { matchers, isOpen, quoted };
  }

  #matcher(label: QueryToken): LabelMatcher {
    const operator = this.#take();
    if (!["=", "!=", "=~", "!~"].includes(operator.text) && !operator.variable) this.#refuse(operator);
    const value = this.#take();
    if (value.kind !== "string" && value.kind !== "variable") this.#refuse(value);
    const { value: text, fault } =
      value.kind === "string" ? readStringLiteral(value.text) : { value: "", fault: undefined };
    if (fault !== undefined) {
      throw new Refusal({ ...fault, start: value.start + fault.start, end: value.start + fault.end });
    }
    return {
      start: label.start,
      end: value.end,
      label: label.variable
        ? undefined
        : label.kind === "string"
          ? readStringLiteral(label.text).value
          : label.text,
      labelSpan: { start: label.start, end: label.end },
      operator: operator.variable ? undefined : (operator.text as LabelMatcher["operator"]), // one of the four
      value: text,
      valueSpan: value.kind === "string" ? { start: value.start + 1, end: value.end - 1 } : value,
      variable: value.variable,
    };
  }

  #range(operand: Expression): Expression {
    const { start } = this.#expect("[");
    const range = this.#duration();
    const colon = this.#takeIf(":");
    const step = colon !== undefined && this.#next.text !== "]" ? this.#duration() : undefined;
    const { end } = this.#expect("]");
    if (colon !== undefined) {
      return {
        kind: "subquery",
        inner: operand,
        range,
        step,
        modifiers: NO_MODIFIERS,
        start: operand.start,
        end,
      };
    }
    if (operand.kind === "selector") {
      if (operand.modifiers !== NO_MODIFIERS)
        this.#fault({ start, end }, "A range stands before `offset` and `@`");
      return { kind: "range", selector: operand, range, modifiers: NO_MODIFIERS, start: operand.start, end };
    }
    const help = "Write `[5m:]`.";
    this.#fault({ start, end }, "Only a selector has a range; of another expression, it is a subquery", help);
    const asSubquery: Subquery = {
      kind: "subquery",
      inner: operand,
      range,
      step: undefined,
      modifiers: NO_MODIFIERS,
      start: operand.start,
      end,
    };
    return asSubquery;
  }

  #duration(): Duration {
    const first = this.#next;
    const sign = this.#takeIf("-") ?? this.#takeIf("+");
    let token = this.#take();
    if (token.kind !== "number" && !token.variable) this.#refuse(token);
    let isKnown = !token.variable;
    while (this.#next.kind === "variable" || (this.#next.variable && this.#next.start === token.end)) {
      token = this.#take();
      isKnown = false;
    }
    const seconds = isKnown ? numberOf(token.text) : undefined;
    const signed = seconds === undefined ? undefined : sign?.text === "-" ? -seconds : seconds;
    return { start: first.start, end: token.end, seconds: signed };
  }

  #offset(operand: Expression): Expression {
    const { start } = this.#take();
    const offset = this.#duration();
    return this.#modified(operand, { offset }, { start, end: offset.end });
  }

  #atModifier(operand: Expression): Expression {
    const { start } = this.#take();
    const function_ = this.#takeIf("start") ?? this.#takeIf("end");
    if (function_ === undefined) this.#duration();
    else {
      this.#expect("(");
      this.#expect(")");
    }
    const at = { start, end: this.#lastEnd };
    return this.#modified(operand, { at }, at);
  }

  #modified(operand: Expression, added: Partial<Modifiers>, span: TextSpan): Expression {
    const word = added.at === undefined ? "offset" : "@";
    if (operand.kind !== "selector" && operand.kind !== "range" && operand.kind !== "subquery") {
      if (operand.kind !== "inserted")
        this.#fault(span, `\`${word}\` stands behind something that is not a selector`);
      return { ...operand, end: span.end };
    }
    const { modifiers } = operand;
    if (
      (added.at !== undefined && modifiers.at !== undefined) ||
      (added.offset !== undefined && modifiers.offset !== undefined)
    ) {
      this.#fault(span, `\`${word}\` stands twice behind one selector`);
    }
    return { ...operand, modifiers: { ...modifiers, ...added }, end: span.end };
  }
}

function isWord(token: QueryToken, word: string): boolean {
  if (token.variable) return false;
  return token.kind === "name"
    ? token.text.toLowerCase() === word
    : token.text === word && token.kind !== "string";
}

/** In seconds for a duration. */
function numberOf(text: string): number {
  const literal = text.toLowerCase().replaceAll("_", "");
  if (literal === "inf") return Number.POSITIVE_INFINITY;
  if (literal === "nan") return Number.NaN;
  if (!/^\d+[a-z]/.test(literal) || literal.startsWith("0x")) return Number(literal);
  let seconds = 0;
  for (const [, amount = "", unit = ""] of literal.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    seconds += Number(amount) * (SECONDS.get(unit) ?? Number.NaN);
  }
  return literal.includes("e") ? Number(literal) : seconds;
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ["ms", 1e-3],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
  ["w", 604_800],
  ["y", 31_536_000],
]);
