import { type Branch, entries, entry, items, textAt } from "./branch.js";
import type { FoundQuery } from "./found-query.js";
import { grafanaQuery } from "./query-of.js";

/** A dashboard in the schema v2 of Grafana 12, `dashboard.grafana.app/v2…`: what stands under `spec`. */
export function queriesOfDashboardV2(spec: Branch): readonly FoundQuery[] {
  return [
    ...items(entry(spec, "annotations")).flatMap(queriesOfAnnotation),
    ...entries(entry(spec, "elements")).flatMap(([, element]) => queriesOfElement(element)),
    ...items(entry(spec, "variables")).flatMap(queriesOfVariable),
  ];
}

function queriesOfElement(element: Branch): readonly FoundQuery[] {
  const panel = entry(element, "spec");
  const name = textAt(panel, "title") ?? "";
  const group = entry(entry(panel, "data"), "spec");
  return items(entry(group, "queries")).flatMap((one) => {
    const query = entry(entry(one, "spec"), "query");
    if (!asksPrometheus(query)) return [];
    const refId = textAt(entry(one, "spec"), "refId");
    return grafanaQuery(entry(entry(query, "spec"), "expr"), { kind: "panel", name }, refId);
  });
}

function queriesOfAnnotation(annotation: Branch): readonly FoundQuery[] {
  const spec = entry(annotation, "spec");
  const query = entry(spec, "query");
  if (!asksPrometheus(query)) return [];
  const owner = { kind: "annotation", name: textAt(spec, "name") ?? "" } as const;
  return grafanaQuery(entry(entry(query, "spec"), "expr"), owner);
}

function queriesOfVariable(variable: Branch): readonly FoundQuery[] {
  const spec = entry(variable, "spec");
  const query = entry(spec, "query");
  if (textAt(variable, "kind") !== "QueryVariable" || !asksPrometheus(query)) return [];
  const asked = entry(query, "spec");
  const owner = { kind: "variable", name: textAt(spec, "name") ?? "" } as const;
  const own = grafanaQuery(entry(asked, "query"), owner);
  return own.length > 0 ? own : grafanaQuery(entry(asked, "__legacyStringValue"), owner);
}

/** The kind of a query is its plug-in; since v2beta1, that is its group. */
function asksPrometheus(query: Branch | undefined): boolean {
  const kind = textAt(query, "kind");
  const plugin = kind === "DataQuery" ? textAt(query, "group") : kind;
  return plugin === undefined || plugin === "" || plugin.includes("prometheus");
}
