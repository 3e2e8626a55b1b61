import { findVariables, readVariableQuery, type VariableQuery } from "../grafana-variables.js";
import type { Query, TextSpan } from "../query.js";
import { parseExpression } from "./parse-expression.js";
import { typeErrors } from "./promql-types.js";
import type { QueryText } from "./selector.js";
import type { QueryError } from "./string-literal.js";
import type { Expression } from "./syntax-tree.js";

/** A query's syntax tree, with offsets in the query's text. */
export interface ParsedQuery extends QueryText {
  /** `undefined` if the query has no expression, or one that does not parse. */
  readonly expression: Expression | undefined;
  /** What a Grafana variable asks; `undefined` for other queries. */
  readonly variableQuery: VariableQuery | undefined;
  /** Where the query becomes too large to be parsed: then it has no expression. `undefined` if it does not. */
  readonly tooLarge: TextSpan | undefined;
  /** Why Prometheus refuses the query, in text order. */
  readonly errors: readonly QueryError[];
}

export function parseQuery(query: Pick<Query, "text" | "form" | "language">): ParsedQuery {
  const { text, form } = query;
  const isOfGrafana = query.language === "grafana";
  const unread = { text, variables: [], expression: undefined, variableQuery: undefined, errors: [] };
  if (text.length > LONGEST_QUERY) return { ...unread, tooLarge: { start: 0, end: 1 } };
  const variableQuery = form === "variable" ? readVariableQuery(text) : undefined;
  const variables = isOfGrafana ? findVariables(text) : [];
  const span = expressionSpan(text, variableQuery);
  if (span === undefined) return { ...unread, variables, variableQuery, tooLarge: undefined };
  const parsed = parseExpression(text, span, isOfGrafana);
  const refused = parsed.expression === undefined ? [] : typeErrors(parsed.expression);
  const errors = [...parsed.errors, ...refused].sort((a, b) => a.start - b.start);
  return { ...parsed, text, variables, variableQuery, errors };
}

/** In UTF-16 code units. */
const LONGEST_QUERY = 1_000_000;

function expressionSpan(text: string, variableQuery: VariableQuery | undefined): TextSpan | undefined {
  if (variableQuery === undefined) return { start: 0, end: text.length };
  return variableQuery.asks === "metric names" ? undefined : variableQuery.expression;
}
