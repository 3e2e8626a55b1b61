import { type Branch, entries, entry, items, textAt } from "./branch.js";
import { asksPrometheus, type DataSources, dataSourcesOf } from "./data-sources.js";
import type { FoundQuery } from "./found-query.js";
import { queryOf } from "./query-of.js";

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
    return queryOf(entry(target, "expr"), {
      form: "expression",
      language: "grafana",
      owner: { kind: "panel", name },
      refId: textAt(target, "refId"),
    });
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
  const about = {
    form: "expression",
    language: "grafana",
    owner: { kind: "annotation", name: textAt(annotation, "name") ?? "" },
    refId: undefined,
  } as const;
  const own = queryOf(entry(annotation, "expr"), about);
  return own.length > 0 ? own : queryOf(entry(entry(annotation, "target"), "expr"), about);
}

function queriesOfVariable(variable: Branch, sources: DataSources): readonly FoundQuery[] {
  if (textAt(variable, "type") !== "query") return [];
  if (!asksPrometheus(sources, [entry(variable, "datasource")])) return [];
  const query = entry(variable, "query");
  const about = {
    form: "variable",
    language: "grafana",
    owner: { kind: "variable", name: textAt(variable, "name") ?? "" },
    refId: undefined,
  } as const;
  const own = queryOf(typeof query?.value === "string" ? query : entry(query, "query"), about);
  return own.length > 0 ? own : queryOf(entry(variable, "definition"), about);
}
