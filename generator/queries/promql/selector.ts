import type { Span } from "../span.js";

/**
 * A selector of an expression, as `authelia_request{code="200"}`, with what the expression does to its series. All
 * spans are within the query's text.
 */
export interface Selector extends Span {
  /** `undefined` if there is none, or it is a pattern or has a variable in it. */
  readonly metric: MetricName | undefined;
  /** Those in braces, without the one that names the metric. */
  readonly matchers: readonly Matcher[];
  /** Labels of its series that the expression names outside of the braces, in text order. */
  readonly labels: readonly LabelUse[];
  /** What takes the selected ranges, as `rate`; `undefined` if nothing does. */
  readonly rangeFunction: FunctionName | undefined;
  /** The quantile function that its series come to; `undefined` if they come to none. */
  readonly quantile: QuantileUse | undefined;
}

export interface MetricName extends Span {
  readonly name: string;
}

export interface FunctionName extends Span {
  readonly name: string;
}

/** `label="value"`. Its span is that of the whole. */
export interface Matcher extends Span {
  /** `undefined` if there is a variable in it. */
  readonly label: string | undefined;
  readonly labelSpan: Span;
  readonly operator: MatchOperator;
  /** Without quotes and escapes. */
  readonly value: string;
  /** Within the quotes. */
  readonly valueSpan: Span;
  /** Whether there is a variable in the value. */
  readonly variable: boolean;
}

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/**
 * A label that is named outside of a selector. One that is of several selectors, whose series `or` has joined or two
 * sides of an operator share, is the same object in each of them.
 */
export interface LabelUse extends Span {
  readonly name: string;
  readonly clause: LabelClause;
}

export type LabelClause =
  | "by"
  | "without"
  | "on"
  | "ignoring"
  | "group_left"
  | "group_right"
  | "label_replace"
  | "label_join"
  | "sort_by_label"
  | "sort_by_label_desc"
  | "label_values";

export interface QuantileUse extends Span {
  readonly name: string;
  /** The clause of the aggregation that lost `le`; `undefined` if the series still have it. */
  readonly lost: Span | undefined;
}
