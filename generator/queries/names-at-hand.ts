import { parseQuery } from "./promql/parse-query.js";
import { allExpressions, type VectorSelector } from "./promql/syntax-tree.js";
import type { Query } from "./query.js";

/**
 * Selectors of each metric name, and pattern of names, that the queries and the texts of rules have. What a variable
 * inserts is unknown.
 */
export function nameSelectorsIn(queries: readonly Query[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const query of queries) {
    const { owner } = query;
    for (const selector of vectorSelectorsIn(query)) {
      if (selector.metric !== undefined) found.add(nameSelector("=", selector.metric.name));
      for (const { label, operator, value, variable } of selector.matchers) {
        if (label === "__name__" && operator === "=~" && !variable) found.add(nameSelector("=~", value));
      }
    }
    const texts =
      owner.kind === "file" ? [] : [...(owner.rule?.annotations ?? []), ...(owner.rule?.labels ?? [])];
    for (const { text } of texts) {
      for (const [name] of text.matchAll(LIKELY_NAME)) found.add(nameSelector("=", name));
    }
  }
  return found;
}

/** A word that can be a metric's name in an annotation. */
const LIKELY_NAME = /\b[A-Za-z][A-Za-z0-9]*(?:[_:][A-Za-z0-9]+)+\b/g;

function nameSelector(operator: "=" | "=~", value: string): string {
  return `{__name__${operator}${JSON.stringify(value)}}`;
}

export function vectorSelectorsIn(query: Query): readonly VectorSelector[] {
  const { expression } = parseQuery(query);
  if (expression === undefined) return [];
  return allExpressions(expression).filter((part) => part.kind === "selector");
}
