import { parser } from "@prometheus-io/lezer-promql";
import { maskVariables } from "../grafana/mask-variables.js";
import { readVariableQuery, type VariableQuery } from "../grafana/variable-query.js";
import type { Query } from "../query.js";
import { overlap, type Span } from "../span.js";
import { syntaxErrors } from "./syntax-errors.js";
import type { Node } from "./syntax-node.js";

/** A query as the grammar reads it. All offsets are those of the query's text. */
export interface ParsedQuery {
  readonly text: string;
  /** `undefined` if the query has no expression, or one that does not parse. */
  readonly expression: Node | undefined;
  /** What a variable of Grafana asks; `undefined` of another query. */
  readonly variableQuery: VariableQuery | undefined;
  /** Where Grafana puts something in before Prometheus sees the query. */
  readonly variables: readonly Span[];
  readonly errors: readonly SyntaxError[];
}

export interface SyntaxError extends Span {
  /** Without a full stop. */
  readonly problem: string;
  readonly help: string | undefined;
}

export function parseQuery(query: Query): ParsedQuery {
  const { text } = query;
  const { masked, variables, guessed } = maskedText(query);
  const variableQuery = query.form === "variable" ? readVariableQuery(text) : undefined;
  const span = expressionSpan(text, variableQuery);
  if (span === undefined) return { text, expression: undefined, variableQuery, variables, errors: [] };
  const source = alone(masked, span);
  const root: Node = parser.parse(source).topNode;
  const errors = syntaxErrors(root, source);
  if (errors.length === 0) {
    return { text, expression: expressionOf(root), variableQuery, variables, errors };
  }
  // Where it is guessed what Grafana puts in, the guess may be what does not parse.
  return { text, expression: undefined, variableQuery, variables, errors: guessed ? [] : errors };
}

/** Whether Grafana puts something into the span. */
export function hasVariable({ variables }: Pick<ParsedQuery, "variables">, span: Span): boolean {
  return variables.some((variable) => overlap(variable, span));
}

function maskedText({ text, language }: Query) {
  if (language === "prometheus") return { masked: text, variables: [], guessed: false };
  const { text: masked, variables, guessed } = maskVariables(text);
  // Prometheus 3 has renamed the function, and with it the grammar.
  return { masked: masked.replace(/\bholt_winters(?=\s*\()/g, "delta       "), variables, guessed };
}

function expressionSpan(text: string, variableQuery: VariableQuery | undefined): Span | undefined {
  if (variableQuery === undefined) return { start: 0, end: text.length };
  return variableQuery.asks === "metric names" ? undefined : variableQuery.expression;
}

/** The text with nothing but blanks around the span, so that offsets stay what they are. */
function alone(text: string, { start, end }: Span): string {
  return " ".repeat(start) + text.slice(start, end);
}

function expressionOf(root: Node): Node | undefined {
  for (let child = root.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") return child;
  }
  return undefined;
}
