import { parseQuery } from "../promql/parse-query.js";
import type { Query } from "../query.js";

/** A language that looks like PromQL. */
export type Dialect = "LogQL" | "MetricsQL";

/**
 * Whether an expression is LogQL, of which Loki's rule files have the layout of Prometheus': it filters and parses lines
 * behind `|`, which PromQL does not have.
 */
export function isLogQl(text: string): boolean {
  return /[}"`\])]\s*\|(?!\|)/.test(withoutTexts(text)) || /\|=|\|~/.test(withoutTexts(text));
}

/** Whether it may be LogQL, beside expressions that surely are: it selects by labels alone. */
export function mayBeLogQl(text: string): boolean {
  return /(?:^|[^\w:}\s])\s*\{/.test(withoutTexts(text)) && !text.includes("__name__");
}

/** Strings are empty, and comments are blank. */
function withoutTexts(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|#[^\n]*/g, (part) =>
    part.startsWith("#") ? " " : '""',
  );
}

/** Whether PromQL refuses an expression that VictoriaMetrics evaluates: MetricsQL is PromQL, and much besides. */
export function isMetricsQlAlone(query: Query): boolean {
  return parseQuery(query).errors.length > 0;
}
