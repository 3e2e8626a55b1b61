import { findVariables } from "../grafana-variables.js";
import { overlap, type TextSpan } from "../query.js";
import { type Alternative, parsePattern } from "../regex-pattern.js";
import { childNodes, type Node, readStringLiteral } from "./promql-syntax.js";

/** A selector, and what the expression does with its series. All spans are in the query's text. */
export interface Selector extends TextSpan {
  /** `undefined` if the selector has no name, a pattern of names, or a variable in its name. */
  readonly metric: MetricName | undefined;
  /** The matchers in braces, without the one that names the metric. */
  readonly matchers: readonly Matcher[];
  /** Labels of its series that the expression names outside of the braces, in text order: `by (code)`. */
  readonly labels: readonly LabelUse[];
  /** The function of the selected ranges, such as `rate`; `undefined` if there is none. */
  readonly rangeFunction: FunctionName | undefined;
  /** The quantile function that takes its series; `undefined` if none does. */
  readonly quantile: QuantileUse | undefined;
}

export interface MetricName extends TextSpan {
  readonly name: string;
}

export interface FunctionName extends TextSpan {
  readonly name: string;
}

/** `label="value"`. */
export interface Matcher extends TextSpan {
  /** `undefined` if it contains a variable. */
  readonly label: string | undefined;
  readonly labelSpan: TextSpan;
  readonly operator: MatchOperator;
  /** Without quotes and escapes. */
  readonly value: string;
  /** Within the quotes. */
  readonly valueSpan: TextSpan;
  /** Whether the value contains a variable. */
  readonly variable: boolean;
}

type MatchOperator = "=" | "!=" | "=~" | "!~";

/** A label that is named outside of selectors. In `sum by (code) (a or b)`, both selectors have the same object. */
export interface LabelUse extends TextSpan {
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

export interface QuantileUse extends FunctionName {
  /** The clause that drops the label `le`; `undefined` if the series still have it. */
  readonly bucketLabelDropped: TextSpan | undefined;
}

/** A query's text, and where Grafana inserts variables. */
export interface QueryText {
  readonly text: string;
  readonly variables: readonly TextSpan[];
}

/** Reads `name{…}`, `{"name", …}` or `{__name__="name", …}`. */
export function readSelector(selector: Node, query: QueryText): Pick<Selector, "metric" | "matchers"> {
  const identifier = selector.getChild("Identifier");
  const braces = selector.getChild("LabelMatchers");
  const entries = braces === null ? [] : childNodes(braces);
  const matchers = entries.flatMap((entry) => readMatcher(entry, query) ?? []);
  const named = matchers.find(({ label, operator }) => label === "__name__" && operator === "=");
  const quoted = entries.find(({ name }) => name === "QuotedLabelName");
  const outside =
    (identifier === null ? undefined : readName(identifier, query)) ??
    (quoted === undefined ? undefined : readQuotedName(quoted, query));
  if (identifier !== null || quoted !== undefined || named === undefined || named.variable) {
    return { metric: outside, matchers };
  }
  const metric = { ...named.valueSpan, name: named.value };
  return { metric, matchers: matchers.filter((matcher) => matcher !== named) };
}

function readMatcher(entry: Node, query: QueryText): Matcher | undefined {
  const name = entry.getChild("LabelName") ?? entry.getChild("QuotedLabelName");
  const operator = entry.getChild("MatchOp");
  const literal = entry.getChild("StringLiteral");
  if (name === null || operator === null || literal === null) return undefined;
  const text = query.text.slice(literal.from, literal.to);
  const quoted = /^["'`]/.test(text); // a variable can bring its own quotes
  return {
    start: entry.from,
    end: entry.to,
    label: (name.name === "LabelName" ? readName(name, query) : readQuotedName(name, query))?.name,
    labelSpan: { start: name.from, end: name.to },
    // The grammar has no other operators.
    operator: query.text.slice(operator.from, operator.to) as MatchOperator,
    value: quoted ? readStringLiteral(text).value : "",
    valueSpan: { start: literal.from + 1, end: literal.to - 1 },
    variable: hasVariable(query, { start: literal.from, end: literal.to }),
  };
}

/** A name without quotes; `undefined` if it contains a variable. */
export function readName(node: Node, query: QueryText): MetricName | undefined {
  const span = { start: node.from, end: node.to };
  return hasVariable(query, span) ? undefined : { ...span, name: query.text.slice(node.from, node.to) };
}

/** A name in quotes; `undefined` if it contains a variable. */
export function readQuotedName(node: Node, query: QueryText): MetricName | undefined {
  if (hasVariable(query, { start: node.from, end: node.to })) return undefined;
  const { value } = readStringLiteral(query.text.slice(node.from, node.to));
  return { name: value, start: node.from + 1, end: node.to - 1 };
}

export function hasVariable({ variables }: Pick<QueryText, "variables">, span: TextSpan): boolean {
  return variables.some((variable) => overlap(variable, span));
}

interface PlacedAlternative extends Pick<Alternative, "text" | "literals" | "matches"> {
  readonly span: TextSpan;
}

/** Stands where Grafana inserts a variable: a private-use character, which no person writes. */
const INSERTED = "\uE000";

/** What a matcher's pattern matches, without the alternatives that have a variable; nothing if the pattern is not valid. */
export function alternativesIn({ value, valueSpan, variable }: Matcher): readonly PlacedAlternative[] {
  const parsed = parsePattern(variable ? withoutVariables(value) : value);
  if (parsed.kind !== "valid") return [];
  // In a string with escapes, offsets are not those of the query.
  const exact = valueSpan.end - valueSpan.start === value.length;
  return parsed.alternatives.flatMap(({ start, end, ...alternative }) => {
    if (alternative.text.includes(INSERTED)) return [];
    const span = exact ? { start: valueSpan.start + start, end: valueSpan.start + end } : valueSpan;
    return [{ ...alternative, span }];
  });
}

function withoutVariables(value: string): string {
  let text = value;
  for (const { start, end } of findVariables(value)) {
    text = text.slice(0, start) + INSERTED.repeat(end - start) + text.slice(end);
  }
  return text;
}

/** The characters of metric names with which all texts begin that the pattern matches. */
export function literalPrefix(pattern: string): string {
  return /^\^?([\w:]*)(?![*?{\w:])/.exec(pattern)?.[1] ?? "";
}
