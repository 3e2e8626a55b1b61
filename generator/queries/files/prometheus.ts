import { durationOf } from "../../text/duration.js";
import type { TextSpan } from "../query.js";
import {
  type Branch,
  entries,
  entry,
  type FoundQuery,
  type FoundRule,
  type FoundText,
  grafanaQuery,
  items,
  nameAt,
  prometheusQuery,
  textAt,
} from "./branch.js";

/** The queries of Prometheus' rules, and of Grafana's alerts in the same layout: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export function queriesOfRuleGroups(document: Branch): readonly FoundQuery[] {
  return items(entry(document, "groups")).flatMap((group) =>
    items(entry(group, "rules")).flatMap((rule) => {
      const data = items(entry(rule, "data"));
      return data.length > 0 ? queriesOfGrafanaAlert(rule, group, data) : queriesOfRule(rule, group);
    }),
  );
}

function queriesOfRule(rule: Branch, group: Branch): readonly FoundQuery[] {
  const record = nameAt(rule, "record");
  const name = record ?? nameAt(rule, "alert");
  if (name === undefined) return [];
  const kind = record === undefined ? "alert" : "recording rule";
  return prometheusQuery(entry(rule, "expr"), { kind, name, rule: detailsOf(rule, group) });
}

/** An alert that Grafana evaluates, in a provisioning file or an export. */
function queriesOfGrafanaAlert(rule: Branch, group: Branch, data: readonly Branch[]): readonly FoundQuery[] {
  const owner = { kind: "alert", name: nameAt(rule, "title") ?? "", rule: detailsOf(rule, group) } as const;
  return data.flatMap((query) => {
    const model = entry(query, "model");
    const type = textAt(entry(model, "datasource"), "type");
    const uid = textAt(query, "datasourceUid");
    if (uid === "__expr__" || uid === "-100" || (type !== undefined && !type.includes("prometheus")))
      return [];
    const refId = textAt(query, "refId") ?? textAt(model, "refId");
    return grafanaQuery(entry(model, "expr"), owner, refId);
  });
}

function detailsOf(rule: Branch, group: Branch): FoundRule {
  return {
    group: nameAt(group, "name"),
    interval: secondsAt(group, "interval"),
    for: secondsAt(rule, "for"),
    annotations: textsAt(rule, "annotations"),
    labels: textsAt(rule, "labels"),
  };
}

/** A duration such as `1m30s`. Grafana's API writes the interval of a group as a number of seconds. */
function secondsAt(branch: Branch, key: string): number | undefined {
  const value = entry(branch, key)?.value;
  if (typeof value === "number") return value;
  const milliseconds = typeof value === "string" ? durationOf(value) : undefined;
  return typeof milliseconds === "number" ? milliseconds / 1000 : undefined;
}

function textsAt(rule: Branch, key: string): readonly FoundText[] {
  return entries(entry(rule, key)).flatMap(([name, at]) =>
    typeof at.value === "object" ? [] : [{ name, at }],
  );
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
