import type { TextSpan } from "../query.js";
import {
  type Branch,
  entry,
  type FoundQuery,
  grafanaQuery,
  items,
  prometheusQuery,
  textAt,
} from "./branch.js";

/** The queries of Prometheus' rules, and of Grafana's alerts in the same layout: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export function queriesOfRuleGroups(document: Branch): readonly FoundQuery[] {
  const rules = items(entry(document, "groups")).flatMap((group) => items(entry(group, "rules")));
  return rules.flatMap((rule) => {
    const data = items(entry(rule, "data"));
    return data.length > 0 ? queriesOfGrafanaAlert(rule, data) : queriesOfRule(rule);
  });
}

function queriesOfRule(rule: Branch): readonly FoundQuery[] {
  const record = textAt(rule, "record");
  const name = record ?? textAt(rule, "alert");
  if (name === undefined) return [];
  const kind = record === undefined ? "alert" : "recording rule";
  return prometheusQuery(entry(rule, "expr"), { kind, name });
}

/** An alert that Grafana evaluates, in a provisioning file or an export. */
function queriesOfGrafanaAlert(rule: Branch, data: readonly Branch[]): readonly FoundQuery[] {
  const name = textAt(rule, "title") ?? "";
  return data.flatMap((query) => {
    const model = entry(query, "model");
    const type = textAt(entry(model, "datasource"), "type");
    const uid = textAt(query, "datasourceUid");
    if (uid === "__expr__" || uid === "-100" || (type !== undefined && !type.includes("prometheus")))
      return [];
    const refId = textAt(query, "refId") ?? textAt(model, "refId");
    return grafanaQuery(entry(model, "expr"), { kind: "alert", name }, refId);
  });
}

/** The expressions of a `.promql` file. Empty lines divide them, except within brackets. */
export function expressionsIn(text: string): readonly TextSpan[] {
  const expressions: TextSpan[] = [];
  let start = 0;
  let depth = 0;
  for (const { token, at } of tokensOf(text)) {
    if (/^[([{]$/.test(token)) depth++;
    else if (/^[)\]}]$/.test(token)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && token.startsWith("\n")) {
      expressions.push({ start, end: at });
      start = at + token.length;
    }
  }
  expressions.push({ start, end: text.length });
  return expressions.map((span) => trimSpan(text, span)).filter(({ start, end }) => start < end);
}

/** Brackets and empty lines that are not in strings and comments. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly at: number }> {
  const pattern = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|#[^\n]*|\n[^\S\n]*(?:\n\s*)|[([{)\]}]/g;
  for (const match of text.matchAll(pattern)) {
    if (!/^["'`#]/.test(match[0])) yield { token: match[0], at: match.index };
  }
}

/** The span without the blanks around it and the comments before it. */
function trimSpan(text: string, { start, end }: TextSpan): TextSpan {
  const part = text.slice(start, end);
  const lead = /^(?:\s|#[^\n]*(?:\n|$))*/.exec(part)?.[0].length ?? 0;
  return { start: start + lead, end: start + Math.max(lead, part.trimEnd().length) };
}
