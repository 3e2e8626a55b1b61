import { type Branch, entries, entry, items, textAt } from "./branch.js";
import { asksPrometheus, type DataSources, dataSourcesOf } from "./data-sources.js";
import type { FoundQuery } from "./found-query.js";
import { grafanaQuery } from "./query-of.js";

/** A dashboard in the classic JSON model: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function queriesOfDashboard(dashboard: Branch): readonly FoundQuery[] {
  const sources = dataSourcesOf(dashboard);
  const elements = entry(dashboard, "__elements");
  return [
    ...items(entry(entry(dashboard, "annotations"), "list")).flatMap((one) =>
      queriesOfAnnotation(one, sources),
    ),
    ...items(entry(entry(dashboard, "templating"), "list")).flatMap((one) => queriesOfVariable(one, sources)),
    ...items(entry(dashboard, "rows")).flatMap((row) => queriesOfPanels(row, sources)),
    ...queriesOfPanels(dashboard, sources),
    // What an export for other Grafanas brings of library panels.
    ...[...items(elements), ...entries(elements).map(([, element]) => element)].flatMap((element) =>
      queriesOfLibraryPanel(element, sources),
    ),
  ];
}

/** A library panel by itself, as its API gives it. */
export function queriesOfLibraryElement(element: Branch): readonly FoundQuery[] {
  return queriesOfLibraryPanel(element, dataSourcesOf(element));
}

/** A panel by itself, as "Inspect > Panel JSON" gives it. */
export function queriesOfPanelAlone(panel: Branch): readonly FoundQuery[] {
  return queriesOfPanel(panel, dataSourcesOf(panel));
}

/** The panels of a dashboard or row; a row that is collapsed has its panels within itself. */
function queriesOfPanels(owner: Branch, sources: DataSources): readonly FoundQuery[] {
  return items(entry(owner, "panels")).flatMap((panel) => [
    ...queriesOfPanel(panel, sources),
    ...queriesOfPanels(panel, sources),
  ]);
}

function queriesOfPanel(panel: Branch, sources: DataSources): readonly FoundQuery[] {
  const name = textAt(panel, "title") ?? "";
  const library = entry(panel, "libraryPanel");
  const targets = items(entry(panel, "targets")).flatMap((target) => {
    const given = [entry(target, "datasource"), entry(panel, "datasource")];
    if (!asksPrometheus(sources, given)) return [];
    return grafanaQuery(entry(target, "expr"), { kind: "panel", name }, textAt(target, "refId"));
  });
  return library === undefined ? targets : [...targets, ...queriesOfLibraryPanel(library, sources)];
}

function queriesOfLibraryPanel(element: Branch, sources: DataSources): readonly FoundQuery[] {
  const model = entry(element, "model");
  if (model === undefined) return [];
  return queriesOfPanel(model, sources).map((query) =>
    query.owner.kind === "panel" && query.owner.name === ""
      ? { ...query, owner: { kind: "panel", name: textAt(element, "name") ?? "" } }
      : query,
  );
}

function queriesOfAnnotation(annotation: Branch, sources: DataSources): readonly FoundQuery[] {
  if (!asksPrometheus(sources, [entry(annotation, "datasource")])) return [];
  const owner = { kind: "annotation", name: textAt(annotation, "name") ?? "" } as const;
  const own = grafanaQuery(entry(annotation, "expr"), owner);
  return own.length > 0 ? own : grafanaQuery(entry(entry(annotation, "target"), "expr"), owner);
}

function queriesOfVariable(variable: Branch, sources: DataSources): readonly FoundQuery[] {
  if (textAt(variable, "type") !== "query") return [];
  if (!asksPrometheus(sources, [entry(variable, "datasource")])) return [];
  const query = entry(variable, "query");
  const owner = { kind: "variable", name: textAt(variable, "name") ?? "" } as const;
  const own = grafanaQuery(typeof query?.value === "string" ? query : entry(query, "query"), owner);
  return own.length > 0 ? own : grafanaQuery(entry(variable, "definition"), owner);
}
