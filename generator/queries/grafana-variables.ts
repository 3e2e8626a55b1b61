import type { TextSpan } from "./query.js";

/**
 * The three forms of Grafana's variables (`variableRegex` in its source): `$name`, `[[name:format]]` and
 * `${name.field:format}`. `$1` is not a variable but a group of a pattern, as in `label_replace(…, "$1", …)`.
 */
const VARIABLE =
  /\$([A-Za-z_]\w*)|\[\[([A-Za-z_]\w*?)(?::\w+)?\]\]|\$\{([A-Za-z_]\w*)(?:\.[^:}$]+)?(?::[^}$]+)?\}/g;

export interface Variable extends TextSpan {
  readonly name: string;
}

export function findVariables(text: string): readonly Variable[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({
    name: match[1] ?? match[2] ?? match[3] ?? "",
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** What a variable of Grafana asks Prometheus for (`metric_find_query.ts` in Grafana's source). */
export type VariableQuery =
  | { readonly asks: "label values"; readonly expression: TextSpan | undefined; readonly label: TextSpan }
  | { readonly asks: "label names"; readonly expression: TextSpan | undefined }
  | { readonly asks: "metric names"; readonly pattern: TextSpan }
  | { readonly asks: "series"; readonly expression: TextSpan };

export function readVariableQuery(text: string): VariableQuery {
  const whole = { start: 0, end: text.length };
  const [head = "", name] = /^\s*(label_values|label_names|metrics|query_result)\(/.exec(text) ?? [];
  const end = text.trimEnd().length - 1;
  if (name === undefined || text.charAt(end) !== ")") return { asks: "series", expression: whole };
  const inner = { start: head.length, end };
  const trimmed = trimSpan(text, inner);
  const isEmpty = trimmed.start === trimmed.end;
  if (name === "label_names") return { asks: "label names", expression: isEmpty ? undefined : inner };
  if (isEmpty) return { asks: "series", expression: whole };
  if (name === "metrics") return { asks: "metric names", pattern: trimmed };
  if (name === "query_result") return { asks: "series", expression: inner };
  return readLabelValues(text, trimmed) ?? { asks: "series", expression: whole };
}

/** Reads `label` or `expression, label`. */
function readLabelValues(text: string, span: TextSpan): VariableQuery | undefined {
  const comma = text.slice(span.start, span.end).lastIndexOf(",");
  const label = trimSpan(text, { start: comma < 0 ? span.start : span.start + comma + 1, end: span.end });
  if (!/^[^\s,(){}]+$/.test(text.slice(label.start, label.end))) return undefined;
  if (comma < 0) return { asks: "label values", expression: undefined, label };
  const expression = trimSpan(text, { start: span.start, end: span.start + comma });
  return expression.start === expression.end ? undefined : { asks: "label values", expression, label };
}

/** The span without the white space at its ends. */
function trimSpan(text: string, { start, end }: TextSpan): TextSpan {
  const inner = text.slice(start, end);
  const from = end - inner.trimStart().length;
  return { start: from, end: Math.max(from, start + inner.trimEnd().length) };
}
