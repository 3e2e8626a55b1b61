import type { Span } from "../span.js";

/**
 * What a variable asks of Prometheus, as Grafana's data source reads it (`metric_find_query.ts`): label values, metric
 * names, the result of an expression, or the series of a selector.
 */
export type VariableQuery =
  | { readonly asks: "label values"; readonly expression: Span | undefined; readonly label: Span }
  | { readonly asks: "label names"; readonly expression: Span | undefined }
  | { readonly asks: "metric names"; readonly pattern: Span }
  | { readonly asks: "series"; readonly expression: Span };

const LABEL_VALUES = /^(\s*label_values\(\s*)(?:(.+?)(\s*,\s*))?([^\s,(){}]+)\s*\)\s*$/s;
const LABEL_NAMES = /^(\s*label_names\()(.*)\)\s*$/s;
const METRICS = /^(\s*metrics\(\s*)(.+?)\s*\)\s*$/s;
const QUERY_RESULT = /^(\s*query_result\()(.+)\)\s*$/s;

export function readVariableQuery(text: string): VariableQuery {
  const values = LABEL_VALUES.exec(text);
  if (values !== null) {
    const [, head = "", expression, comma = "", label = ""] = values;
    const from = head.length + (expression?.length ?? 0) + comma.length;
    return {
      asks: "label values",
      expression: expression === undefined ? undefined : spanOf(head, expression),
      label: { start: from, end: from + label.length },
    };
  }
  const names = LABEL_NAMES.exec(text);
  if (names !== null) {
    const [, head = "", expression = ""] = names;
    return {
      asks: "label names",
      expression: expression.trim() === "" ? undefined : spanOf(head, expression),
    };
  }
  const metrics = METRICS.exec(text);
  if (metrics !== null) return { asks: "metric names", pattern: spanOf(metrics[1] ?? "", metrics[2] ?? "") };
  const result = QUERY_RESULT.exec(text);
  if (result !== null) return { asks: "series", expression: spanOf(result[1] ?? "", result[2] ?? "") };
  return { asks: "series", expression: { start: 0, end: text.length } };
}

function spanOf(before: string, text: string): Span {
  return { start: before.length, end: before.length + text.length };
}
