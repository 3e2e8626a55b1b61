import { type Branch, entries, entry, items, textAt } from "./branch.js";
import type { FoundQuery } from "./found-query.js";
import { queryOf } from "./query-of.js";

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
    return queryOf(entry(entry(query, "spec"), "expr"), {
      form: "expression",
      language: "grafana",
      owner: { kind: "panel", name },
      refId: textAt(entry(one, "spec"), "refId"),
    });
  });
}

function queriesOfAnnotation(annotation: Branch): readonly FoundQuery[] {
  const spec = entry(annotation, "spec");
  const query = entry(spec, "query");
  if (!asksPrometheus(query)) return [];
  return queryOf(entry(entry(query, "spec"), "expr"), {
    form: "expression",
    language: "grafana",
    owner: { kind: "annotation", name: textAt(spec, "name") ?? "" },
    refId: undefined,
  });
}

function queriesOfVariable(variable: Branch): readonly FoundQuery[] {
  const spec = entry(variable, "spec");
  const query = entry(spec, "query");
  if (textAt(variable, "kind") !== "QueryVariable" || !asksPrometheus(query)) return [];
  const asked = entry(query, "spec");
  const about = {
    form: "variable",
    language: "grafana",
    owner: { kind: "variable", name: textAt(spec, "name") ?? "" },
    refId: undefined,
  } as const;
  const own = queryOf(entry(asked, "query"), about);
  return own.length > 0 ? own : queryOf(entry(asked, "__legacyStringValue"), about);
}

/** The kind of a query is its plug-in; since v2beta1, that is its group. */
function asksPrometheus(query: Branch | undefined): boolean {
  const kind = textAt(query, "kind");
  const plugin = kind === "DataQuery" ? textAt(query, "group") : kind;
  return plugin === undefined || plugin === "" || plugin.includes("prometheus");
}
