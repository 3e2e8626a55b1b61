import { clientMetric } from "../client/client-metric.js";
import type { ClientRegistry } from "../client/client-registry.js";
import type { ExpositionFormat } from "../exposition/exposition-format.js";
import { openMetricsFamilies } from "../exposition/openmetrics-family.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import { claimFamilies } from "./exposition-blocks.js";
import { MetricsServerError } from "./metrics-server-error.js";
import { toOpenMetrics } from "./openmetrics-blocks.js";

/** What a scrape is made from. */
export interface ScrapeSources {
  readonly metrics: Metrics;
  /** The application's own registry. */
  readonly registry: ClientRegistry | undefined;
  /** Node's process metrics. */
  readonly defaults: ClientRegistry | undefined;
  /** Makes the expositions in the primary of a cluster, which have what its workers have too. */
  readonly cluster?: (() => Promise<Slices>) | undefined;
}

/**
 * Gives a function that begins one exposition of all sources: the families, then the application's metrics,
 * then Node's. Of several families by one name, the first is served. The registries are collected at once,
 * so that a collector that fails does so before anything is sent; the families slice by slice.
 */
export function createScrape(sources: ScrapeSources): (format?: ExpositionFormat) => Promise<Slices> {
  const { metrics, registry, defaults, cluster } = sources;
  if (cluster !== undefined) return inFormats(cluster);
  return async (format = "text") => {
    checkFormat(registry);
    const taken = new Set(metrics.families.flatMap(namesOf));
    const own = claimFamilies(registry === undefined ? "" : await textOf(registry, metrics), taken);
    const node = claimFamilies((await defaults?.metrics()) ?? "", taken);
    const others = format === "text" ? own + node : toOpenMetrics(own + node, openMetricsNames(metrics));
    return metrics.slices(format, Buffer.from(others));
  };
}

/** The bytes of one exposition, in order; each slice is made when it is asked for. */
export type Slices = Iterator<Uint8Array, void>;

/** What a cluster's processes have together is made by a client, in the text format. */
function inFormats(cluster: () => Promise<Slices>): (format?: ExpositionFormat) => Promise<Slices> {
  return async (format = "text") => {
    const slices = await cluster();
    if (format === "text") return slices;
    const read: Uint8Array[] = [];
    for (let next = slices.next(); next.done !== true; next = slices.next()) read.push(next.value);
    const text = Buffer.concat(read).toString();
    return [Buffer.from(`${toOpenMetrics(text, new Set())}# EOF\n`)].values();
  };
}

function openMetricsNames({ families }: Metrics): ReadonlySet<string> {
  return new Set(openMetricsFamilies(families).map(({ name }) => name));
}

/**
 * The text of a registry. Families that are registered in it are left out before they are collected, or
 * their sampled series would be read twice; unless a metric cannot be found by its name, as a counter that a
 * scrape of an OpenMetrics registry has renamed.
 */
async function textOf(registry: ClientRegistry, { families }: Metrics): Promise<string> {
  const registered = new Set<unknown>(families.map(clientMetric));
  const all = registry.getMetricsAsArray();
  const others = all.filter((metric) => !registered.has(metric));
  const found = others.every((metric) => registry.getSingleMetric(metric.name) === metric);
  if (others.length === all.length || !found) return registry.metrics();
  const texts = await Promise.all(others.map(({ name }) => registry.getSingleMetricAsString(name)));
  return texts.join("\n");
}

/**
 * Whether an application's registry can be served with the families.
 *
 * @throws MetricsServerError if it is in OpenMetrics, or has another metric by the name of a family
 */
export function checkRegistry(metrics: Metrics, registry: ClientRegistry | undefined): void {
  checkFormat(registry);
  const own = new Set<unknown>(metrics.families.map(clientMetric));
  for (const name of metrics.families.flatMap(namesOf)) {
    const known = registry?.getSingleMetric(name);
    if (known === undefined || own.has(known)) continue;
    throw new MetricsServerError(
      `metric ${name} is both in the schema and in the application's registry; ` +
        "remove it from the registry, or rename one of them",
    );
  }
}

function checkFormat(registry: ClientRegistry | undefined): void {
  if (registry === undefined) return;
  if (typeof registry?.contentType !== "string" || typeof registry.getSingleMetric !== "function") {
    throw new MetricsServerError(
      "the option registry is no registry of prom-client or @prometheus-io/client; pass one, as `register`",
    );
  }
  if (registry.contentType.startsWith("text/plain")) return;
  throw new MetricsServerError(
    `the application's registry is in ${JSON.stringify(registry.contentType)}, which cannot be served ` +
      "together with the text format; make it without a content type",
  );
}

/** The names that a family's samples take, by which no other metric may go. */
function namesOf({ name, type }: MetricFamily): readonly string[] {
  return type === "histogram" ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
