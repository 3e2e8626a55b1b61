import { type Branch, entry, items, textAt } from "./branch.js";
import type { FoundQuery } from "./found-query.js";
import { grafanaQuery, prometheusQuery } from "./query-of.js";

/** The rules of Prometheus: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
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

/** An alert of Grafana's own, as its provisioning files and its export have it. */
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
