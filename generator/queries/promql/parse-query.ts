import { parser } from "@prometheus-io/lezer-promql";
import { maskVariables, readVariableQuery, type VariableQuery } from "../grafana-variables.js";
import type { Query, TextSpan } from "../query.js";
import { numberErrors } from "./promql-numbers.js";
import { childNodes, isLarge, type Node, type QueryError, syntaxErrors } from "./promql-syntax.js";
import { typeErrors } from "./promql-types.js";
import type { QueryText } from "./selector.js";

/** A query's syntax tree, with offsets in the query's text. */
export interface ParsedQuery extends QueryText {
  /** `undefined` if the query has no expression, or one that does not parse. */
  readonly expression: Node | undefined;
  /** What a Grafana variable asks; `undefined` for other queries. */
  readonly variableQuery: VariableQuery | undefined;
  /** Whether the query is too large to be parsed. It then has no expression and no errors. */
  readonly large: boolean;
  readonly errors: readonly QueryError[];
}

export function parseQuery(query: Query): ParsedQuery {
  const { text, language } = query;
  if (text.length > LONGEST_QUERY) return { ...UNREAD, text };
  const mask = language === "grafana" ? maskVariables(text) : { text, variables: [], guessed: false };
  const { variables, guessed } = mask;
  const variableQuery = query.form === "variable" ? readVariableQuery(text) : undefined;
  const parsed = { text, expression: undefined, variableQuery, variables, large: isLarge(text), errors: [] };
  const span = expressionSpan(text, variableQuery);
  if (span === undefined || parsed.large) return parsed;
  // With blanks before the expression, offsets stay the same.
  const source = forGrammar(" ".repeat(span.start) + mask.text.slice(span.start, span.end));
  const root: Node = parser.parse(source).topNode;
  const errors = syntaxErrors(root, source);
  // If the text that stands for a variable is a guess, the guess can be what does not parse.
  if (errors.length > 0) return { ...parsed, errors: guessed ? [] : errors };
  const [expression] = childNodes(root);
  if (expression === undefined) return parsed;
  return { ...parsed, expression, errors: refusals(expression, { text, variables }) };
}

/** What Prometheus refuses in an expression that the grammar takes. */
function refusals(expression: Node, query: QueryText): readonly QueryError[] {
  return [...numberErrors(expression, query), ...typeErrors(expression, query)];
}

/** In UTF-16 code units. */
const LONGEST_QUERY = 100_000;

const UNREAD: Omit<ParsedQuery, "text"> = {
  expression: undefined,
  variableQuery: undefined,
  variables: [],
  large: true,
  errors: [],
};

function expressionSpan(text: string, variableQuery: VariableQuery | undefined): TextSpan | undefined {
  if (variableQuery === undefined) return { start: 0, end: text.length };
  return variableQuery.asks === "metric names" ? undefined : variableQuery.expression;
}

/**
 * Replaces what Prometheus takes and the grammar does not by something of the same length: `holt_winters`, as Prometheus
 * 2 calls `double_exponential_smoothing`, and numbers that end in a point.
 */
function forGrammar(text: string): string {
  return text
    .replace(/\bholt_winters(?=\s*\()/g, "delta       ")
    .replace(/(?<![\w.])(\d+)\.(?![\w.])/g, "$1 ");
}
