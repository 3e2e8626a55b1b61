import type { TextSpan } from "../query.js";

/**
 * An expression of PromQL, as Prometheus' parser builds it. All spans are in the query's text. What a Grafana variable
 * inserts is unknown: where it stands for a name, the name is `undefined`; where it stands for more, the node says so.
 */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | RangeSelector
  | Subquery
  | Aggregation
  | FunctionCall
  | BinaryOperation
  | SignedExpression
  | Parentheses
  | InsertedExpression;

export interface NumberLiteral extends TextSpan {
  readonly kind: "number";
  /** A duration such as `5m` is its seconds; `undefined` if a variable is part of it. */
  readonly value: number | undefined;
}

export interface StringLiteral extends TextSpan {
  readonly kind: "string";
  /** Without quotes and escapes. */
  readonly value: string;
  /** Within the quotes. */
  readonly valueSpan: TextSpan;
  /** Whether the value contains a variable. */
  readonly variable: boolean;
}

export interface VectorSelector extends TextSpan {
  readonly kind: "selector";
  /** `undefined` if the selector has no name, a pattern of names, or a variable in its name. */
  readonly metric: Name | undefined;
  /** The name, if it has variables in it, and text besides. */
  readonly metricPattern: NamePattern | undefined;
  /** In braces, without the one that names the metric. */
  readonly matchers: readonly LabelMatcher[];
  /** Whether a variable can insert further matchers, or the name. */
  readonly isOpen: boolean;
  readonly modifiers: Modifiers;
}

/** A name of a metric, label or function. */
export interface Name extends TextSpan {
  readonly name: string;
}

/** A name with variables in it, such as `shop_${kind}_total`. */
export interface NamePattern extends TextSpan {
  /** What stands before, between and behind the variables; empty where nothing does. */
  readonly literals: readonly string[];
}

/** `label="value"`. */
export interface LabelMatcher extends TextSpan {
  /** `undefined` if it contains a variable. */
  readonly label: string | undefined;
  readonly labelSpan: TextSpan;
  /** `undefined` if a variable inserts it. */
  readonly operator: "=" | "!=" | "=~" | "!~" | undefined;
  /** Without quotes and escapes. */
  readonly value: string;
  /** Within the quotes. */
  readonly valueSpan: TextSpan;
  /** Whether the value contains a variable. */
  readonly variable: boolean;
}

/** `offset 5m`, `@ end()`. Both may stand behind one selector, in either order. */
export interface Modifiers {
  readonly offset: Duration | undefined;
  /** The span of the whole modifier. */
  readonly at: TextSpan | undefined;
}

export interface Duration extends TextSpan {
  /** Negative for an offset into the future; `undefined` if it is not a literal. */
  readonly seconds: number | undefined;
}

/** `x[5m]`. */
export interface RangeSelector extends TextSpan {
  readonly kind: "range";
  /** Without the modifiers, which are those of the range. */
  readonly selector: VectorSelector;
  readonly range: Duration;
  readonly modifiers: Modifiers;
}

/** `(…)[1h:5m]`. */
export interface Subquery extends TextSpan {
  readonly kind: "subquery";
  readonly inner: Expression;
  readonly range: Duration;
  /** `undefined` for the evaluation interval. */
  readonly step: Duration | undefined;
  readonly modifiers: Modifiers;
}

export interface Aggregation extends TextSpan {
  readonly kind: "aggregation";
  /** In lower case; its name is `undefined` if a variable inserts it. */
  readonly operator: MaybeName;
  /** The φ of `quantile`, the k of `topk`, the label of `count_values`. */
  readonly parameter: Expression | undefined;
  /** `undefined` if a variable inserts it, or if it is missing. */
  readonly inner: Expression | undefined;
  readonly grouping: Grouping | undefined;
}

export interface MaybeName extends TextSpan {
  readonly name: string | undefined;
}

/** `by (a, b)`: the span is that of the whole clause. */
export interface Grouping extends LabelList {
  readonly clause: "by" | "without";
}

/** Labels in brackets. */
export interface LabelList extends TextSpan {
  readonly labels: readonly Name[];
  /** Whether a variable can insert further labels. */
  readonly isOpen: boolean;
}

export interface FunctionCall extends TextSpan {
  readonly kind: "call";
  /** Its name is `undefined` if a variable inserts it. */
  readonly function: MaybeName;
  readonly args: readonly Expression[];
}

export interface BinaryOperation extends TextSpan {
  readonly kind: "binary";
  /** In lower case: `+`, `==`, `and`, `atan2`; its name is `undefined` if a variable inserts it. */
  readonly operator: MaybeName;
  /** The keyword `bool`. */
  readonly bool: TextSpan | undefined;
  readonly matching: Matching | undefined;
  readonly left: Expression;
  readonly right: Expression;
}

/** `on (a) group_left (b)`: the span is that of the whole clause. */
export interface Matching extends LabelList {
  readonly clause: "on" | "ignoring";
  readonly group: (LabelList & { readonly side: "left" | "right" }) | undefined;
}

/** `-x` or `+x`. */
export interface SignedExpression extends TextSpan {
  readonly kind: "signed";
  readonly sign: "+" | "-";
  readonly inner: Expression;
}

export interface Parentheses extends TextSpan {
  readonly kind: "parentheses";
  readonly inner: Expression;
}

/** A variable that stands for an expression of its own. */
export interface InsertedExpression extends TextSpan {
  readonly kind: "inserted";
}

const NO_EXPRESSIONS: readonly Expression[] = [];

/** The expressions directly within one, in text order. */
export function innerExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "number":
    case "string":
    case "selector":
    case "inserted":
      return NO_EXPRESSIONS;
    case "range":
      return [expression.selector];
    case "subquery":
    case "signed":
    case "parentheses":
      return [expression.inner];
    case "aggregation": {
      const { parameter, inner } = expression;
      if (inner === undefined) return parameter === undefined ? [] : [parameter];
      return parameter === undefined ? [inner] : [parameter, inner];
    }
    case "call":
      return expression.args;
    case "binary":
      return [expression.left, expression.right];
    default:
      return expression satisfies never;
  }
}

/**
 * Works out something for an expression and all within it, the inner ones first. It does not recurse: ten thousand
 * operators in a row are as deep a tree.
 */
export function foldExpression<Value>(
  root: Expression,
  evaluate: (expression: Expression, inner: (expression: Expression) => Value) => Value,
): Value {
  const values = new Map<Expression, Value>();
  const innerValue = (expression: Expression) => values.get(expression) as Value; // each was visited before
  const parts = allExpressions(root);
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index];
    if (part !== undefined) values.set(part, evaluate(part, innerValue));
  }
  return innerValue(root);
}

/** An expression without the brackets around it. */
export function withoutParentheses(expression: Expression): Exclude<Expression, Parentheses> {
  let inner = expression;
  while (inner.kind === "parentheses") inner = inner.inner;
  return inner;
}

/** An expression and all within it, each before those within it. */
export function allExpressions(root: Expression): readonly Expression[] {
  const known = LISTED.get(root);
  if (known !== undefined) return known;
  const all: Expression[] = [];
  const open: Expression[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    all.push(next);
    const inner = innerExpressions(next);
    for (let index = inner.length - 1; index >= 0; index--) open.push(inner[index] ?? next);
  }
  LISTED.set(root, all);
  return all;
}

/** Each rule goes through all parts of a query. */
const LISTED = new WeakMap<Expression, readonly Expression[]>();
