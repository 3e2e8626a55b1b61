import { clientMetric } from "../client/client-metric.js";
import type { ClientRegistry } from "../client/client-registry.js";
import type { Metrics } from "../metrics.js";
import { claimFamilies } from "./exposition-blocks.js";
import { MetricsServerError } from "./metrics-server-error.js";

/** What a scrape is made from. */
export interface ScrapeSources {
  readonly metrics: Metrics;
  /** The application's own registry. */
  readonly registry: ClientRegistry | undefined;
  /** Node's process metrics. */
  readonly defaults: ClientRegistry | undefined;
}

/** The format of an exposition. */
export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Gives a function that makes one exposition of all sources: the families, then the application's metrics,
 * then Node's. Of several families by one name, the first is served.
 */
export function createScrape({ metrics, registry, defaults }: ScrapeSources): () => Promise<Buffer> {
  let families: Uint8Array | undefined;
  return async () => {
    checkFormat(registry);
    const taken = new Set(metrics.families.map((family) => family.name));
    const own = claimFamilies(registry === undefined ? "" : await textOf(registry, metrics), taken);
    const node = claimFamilies((await defaults?.metrics()) ?? "", taken);
    families = metrics.expose(families); // copied at once, so that the next scrape can write over it
    return Buffer.concat([families, Buffer.from(own), Buffer.from(node)]);
  };
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
  for (const family of metrics.families) {
    const known = registry?.getSingleMetric(family.name);
    if (known === undefined || known === clientMetric(family)) continue;
    throw new MetricsServerError(
      `metric ${family.name} is both in the schema and in the application's registry; ` +
        "remove it from the registry, or rename one of them",
    );
  }
}

function checkFormat(registry: ClientRegistry | undefined): void {
  if (registry === undefined || registry.contentType.startsWith("text/plain")) return;
  throw new MetricsServerError(
    `the application's registry is in ${JSON.stringify(registry.contentType)}, which cannot be served ` +
      "together with the text format; make it without a content type",
  );
}
