import {
  type Branch,
  entries,
  entry,
  type Found,
  grafanaQuery,
  isPrometheusPlugin,
  items,
  textAt,
} from "./branch.js";

/** A dashboard in the classic JSON model: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function queriesOfDashboard(dashboard: Branch): readonly Found[] {
  const sources = dataSourcesOf(dashboard);
  const elements = entry(dashboard, "__elements");
  return [
    ...items(entry(entry(dashboard, "annotations"), "list")).flatMap((one) =>
      queriesOfAnnotation(one, sources),
    ),
    ...items(entry(entry(dashboard, "templating"), "list")).flatMap((one) => queriesOfVariable(one, sources)),
    ...items(entry(dashboard, "rows")).flatMap((row) => queriesOfPanels(row, sources)),
    ...queriesOfPanels(dashboard, sources),
    // Library panels, in a dashboard that was exported for sharing.
    ...[...items(elements), ...entries(elements).map(([, element]) => element)].flatMap((element) =>
      queriesOfLibraryPanel(element, sources),
    ),
  ];
}

/** Grafana's own data source has no queries that anybody wrote, such as those of panels that use another's results. */
const OF_OTHERS: readonly Found[] = [{ passedOver: "other data source" }];

/** A library panel, as Grafana's API returns it. */
export function queriesOfLibraryElement(element: Branch): readonly Found[] {
  return queriesOfLibraryPanel(element, dataSourcesOf(element));
}

/** A single panel, as "Inspect > Panel JSON" shows it. */
export function queriesOfSinglePanel(panel: Branch): readonly Found[] {
  return queriesOfPanel(panel, dataSourcesOf(panel));
}

/** The panels of a dashboard or row. A collapsed row contains its panels. */
function queriesOfPanels(owner: Branch, sources: DataSources): readonly Found[] {
  return items(entry(owner, "panels")).flatMap((panel) => [
    ...queriesOfPanel(panel, sources),
    ...queriesOfPanels(panel, sources),
  ]);
}

function queriesOfPanel(panel: Branch, sources: DataSources): readonly Found[] {
  const name = textAt(panel, "title") ?? "";
  const library = entry(panel, "libraryPanel");
  const targets = items(entry(panel, "targets")).flatMap((target) => {
    const candidates = [entry(target, "datasource"), entry(panel, "datasource")];
    if (!asksPrometheus(sources, candidates)) return OF_OTHERS;
    return grafanaQuery(entry(target, "expr"), { kind: "panel", name }, textAt(target, "refId"));
  });
  return library === undefined ? targets : [...targets, ...queriesOfLibraryPanel(library, sources)];
}

function queriesOfLibraryPanel(element: Branch, sources: DataSources): readonly Found[] {
  const model = entry(element, "model");
  if (model === undefined) return [];
  return queriesOfPanel(model, sources).map((query) =>
    "owner" in query && query.owner.kind === "panel" && query.owner.name === ""
      ? { ...query, owner: { kind: "panel", name: textAt(element, "name") ?? "" } }
      : query,
  );
}

function queriesOfAnnotation(annotation: Branch, sources: DataSources): readonly Found[] {
  if (!asksPrometheus(sources, [entry(annotation, "datasource")])) return [];
  const owner = { kind: "annotation", name: textAt(annotation, "name") ?? "" } as const;
  const own = grafanaQuery(entry(annotation, "expr"), owner);
  return own.length > 0 ? own : grafanaQuery(entry(entry(annotation, "target"), "expr"), owner);
}

function queriesOfVariable(variable: Branch, sources: DataSources): readonly Found[] {
  if (textAt(variable, "type") !== "query") return [];
  if (!asksPrometheus(sources, [entry(variable, "datasource")])) return OF_OTHERS;
  const query = entry(variable, "query");
  const owner = { kind: "variable", name: textAt(variable, "name") ?? "" } as const;
  const own = grafanaQuery(typeof query?.value === "string" ? query : entry(query, "query"), owner);
  return own.length > 0 ? own : grafanaQuery(entry(variable, "definition"), owner);
}

/** The `spec` of a dashboard in Grafana 12's schema v2 (`dashboard.grafana.app/v2…`). */
export function queriesOfDashboardV2(spec: Branch): readonly Found[] {
  return [
    ...items(entry(spec, "annotations")).flatMap(queriesOfAnnotationV2),
    ...entries(entry(spec, "elements")).flatMap(([, element]) => queriesOfElementV2(element)),
    ...items(entry(spec, "variables")).flatMap(queriesOfVariableV2),
  ];
}

function queriesOfElementV2(element: Branch): readonly Found[] {
  const panel = entry(element, "spec");
  const name = textAt(panel, "title") ?? "";
  const group = entry(entry(panel, "data"), "spec");
  return items(entry(group, "queries")).flatMap((one) => {
    const query = entry(entry(one, "spec"), "query");
    if (!asksPrometheusV2(query)) return OF_OTHERS;
    const refId = textAt(entry(one, "spec"), "refId");
    return grafanaQuery(entry(entry(query, "spec"), "expr"), { kind: "panel", name }, refId);
  });
}

function queriesOfAnnotationV2(annotation: Branch): readonly Found[] {
  const spec = entry(annotation, "spec");
  const query = entry(spec, "query");
  if (!asksPrometheusV2(query)) return [];
  const owner = { kind: "annotation", name: textAt(spec, "name") ?? "" } as const;
  return grafanaQuery(entry(entry(query, "spec"), "expr"), owner);
}

function queriesOfVariableV2(variable: Branch): readonly Found[] {
  const spec = entry(variable, "spec");
  const query = entry(spec, "query");
  if (textAt(variable, "kind") !== "QueryVariable" || !asksPrometheusV2(query)) return [];
  const querySpec = entry(query, "spec");
  const owner = { kind: "variable", name: textAt(spec, "name") ?? "" } as const;
  const own = grafanaQuery(entry(querySpec, "query"), owner);
  return own.length > 0 ? own : grafanaQuery(entry(querySpec, "__legacyStringValue"), owner);
}

/** The plug-in is the query's `kind`, and since v2beta1 its `group`. */
function asksPrometheusV2(query: Branch | undefined): boolean {
  const kind = textAt(query, "kind");
  const plugin = kind === "DataQuery" ? textAt(query, "group") : kind;
  return plugin === undefined || plugin === "" || isPrometheusPlugin(plugin);
}

/** A dashboard's own names of data sources, which are inputs of an export or variables, and their plug-ins. */
type DataSources = ReadonlyMap<string, string>;

function dataSourcesOf(dashboard: Branch): DataSources {
  const plugins = new Map<string, string>();
  for (const input of items(entry(dashboard, "__inputs"))) {
    const [name, plugin] = [textAt(input, "name"), textAt(input, "pluginId")];
    if (name !== undefined && plugin !== undefined) plugins.set(name, plugin);
  }
  for (const variable of items(entry(entry(dashboard, "templating"), "list"))) {
    const [name, plugin] = [textAt(variable, "name"), textAt(variable, "query")];
    if (textAt(variable, "type") === "datasource" && name !== undefined && plugin !== undefined) {
      plugins.set(name, plugin);
    }
  }
  return plugins;
}

/**
 * A data source is a reference with type and id, a name, or the name of a variable. Grafana's default data source is
 * taken for Prometheus, because the user wants the queries checked.
 */
function asksPrometheus(sources: DataSources, candidates: readonly (Branch | undefined)[]): boolean {
  const chosen = candidates.find((candidate) => candidate !== undefined && !isMixed(candidate));
  if (chosen === undefined) return true;
  const type = textAt(chosen, "type");
  const name = typeof chosen.value === "string" ? chosen.value : (textAt(chosen, "uid") ?? "");
  const plugin = isPlugin(type) ? type : sources.get(variableIn(name) ?? name);
  if (plugin !== undefined) return isPrometheusPlugin(plugin);
  return !OTHER_DATA_SOURCES.test(name);
}

/** Whether each query of the panel names its own data source. */
function isMixed(branch: Branch): boolean {
  const name = typeof branch.value === "string" ? branch.value : textAt(branch, "uid");
  return name === "-- Mixed --" || name === "default";
}

function isPlugin(type: string | undefined): type is string {
  return type !== undefined && type !== "" && type !== "datasource";
}

function variableIn(name: string): string | undefined {
  return /^\$\{?(\w+)(?::\w+)?\}?$/.exec(name)?.[1] ?? /^\[\[(\w+)\]\]$/.exec(name)?.[1];
}

/** Names of data sources that are not Prometheus: those of Grafana itself, and names with that of a plug-in. */
const OTHER_DATA_SOURCES =
  /^-- |^grafana$|__expr__|loki|tempo|jaeger|zipkin|elastic|opensearch|influx|graphite|cloudwatch|stackdriver|testdata|postgres|mysql|mssql|clickhouse|bigquery|splunk|datadog|pyroscope/i;
