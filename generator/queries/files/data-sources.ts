import { type Branch, entry, items, textAt } from "./branch.js";

/** Which queries of a dashboard go to Prometheus. */
export interface DataSources {
  /** The plug-ins that the dashboard's own names stand for: inputs of an export, variables. */
  readonly plugins: ReadonlyMap<string, string>;
}

export function dataSourcesOf(dashboard: Branch): DataSources {
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
  return { plugins };
}

/**
 * Whether the first data source that is given is Prometheus, in one of its forms: a reference with type and id, a name,
 * or the name of a variable. If none is given it is the default one, which is taken for Prometheus, since whoever
 * has expressions asks for them to be checked.
 */
export function asksPrometheus(
  { plugins }: DataSources,
  candidates: readonly (Branch | undefined)[],
): boolean {
  const chosen = candidates.find((candidate) => candidate !== undefined && !isMixed(candidate));
  if (chosen === undefined) return true;
  const type = textAt(chosen, "type");
  const name = typeof chosen.value === "string" ? chosen.value : (textAt(chosen, "uid") ?? "");
  const plugin = isPlugin(type) ? type : plugins.get(variableIn(name) ?? name);
  if (plugin !== undefined) return plugin.includes("prometheus");
  return !OTHERS.test(name);
}

/** The panel's queries each name their own. */
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

/** What only a name tells: Grafana's own, and those that people call by their plug-in. */
const OTHERS =
  /^-- |^grafana$|__expr__|loki|tempo|jaeger|zipkin|elastic|opensearch|influx|graphite|cloudwatch|stackdriver|testdata|postgres|mysql|mssql|clickhouse|bigquery|splunk|datadog|pyroscope/i;
