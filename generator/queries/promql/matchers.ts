import { overlap, type Span } from "../span.js";
import type { Matcher, MatchOperator, MetricName } from "./selector.js";
import { readStringLiteral } from "./string-literal.js";
import { childrenOf, type Node } from "./syntax-node.js";

/** A query's text, and where Grafana puts something in. */
export interface QueryText {
  readonly text: string;
  readonly variables: readonly Span[];
}

interface ReadSelector {
  readonly metric: MetricName | undefined;
  readonly matchers: readonly Matcher[];
}

/** What a selector says: `name{…}`, `{"name", …}` or `{__name__="name", …}`. */
export function readSelector(selector: Node, query: QueryText): ReadSelector {
  const identifier = selector.getChild("Identifier");
  const braces = selector.getChild("LabelMatchers");
  const entries = braces === null ? [] : childrenOf(braces);
  const matchers = entries.flatMap((entry) => readMatcher(entry, query) ?? []);
  const named = matchers.find(({ label, operator }) => label === "__name__" && operator === "=");
  const quoted = entries.find(({ name }) => name === "QuotedLabelName");
  const outside =
    (identifier === null ? undefined : textOf(identifier, query)) ??
    (quoted === undefined ? undefined : stringOf(quoted, query));
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
  const quoted = /^["'`]/.test(text); // a variable may bring its quotes
  return {
    start: entry.from,
    end: entry.to,
    label: (name.name === "LabelName" ? textOf(name, query) : stringOf(name, query))?.name,
    labelSpan: { start: name.from, end: name.to },
    // The grammar knows no others.
    operator: query.text.slice(operator.from, operator.to) as MatchOperator,
    value: quoted ? readStringLiteral(text).value : "",
    valueSpan: { start: literal.from + 1, end: literal.to - 1 },
    variable: hasVariable(query, { start: literal.from, end: literal.to }),
  };
}

/** A name as it stands; `undefined` if there is a variable in it. */
export function textOf(node: Node, query: QueryText): MetricName | undefined {
  const span = { start: node.from, end: node.to };
  return hasVariable(query, span) ? undefined : { ...span, name: query.text.slice(node.from, node.to) };
}

/** A name in quotes; `undefined` if there is a variable in it. */
export function stringOf(node: Node, query: QueryText): MetricName | undefined {
  if (hasVariable(query, { start: node.from, end: node.to })) return undefined;
  const { value } = readStringLiteral(query.text.slice(node.from, node.to));
  return { name: value, start: node.from + 1, end: node.to - 1 };
}

/** Whether Grafana puts something into the span. */
export function hasVariable({ variables }: Pick<QueryText, "variables">, span: Span): boolean {
  return variables.some((variable) => overlap(variable, span));
}
