import type { Metrics } from "../metrics.js";
import { chooseClient } from "./choose-client.js";
import { createClusterScrape, warnOfWorker } from "./cluster/cluster-scrape.js";
import { defaultMetricsRegistry } from "./default-metrics.js";
import type { MetricsHandlerOptions } from "./options.js";
import type { ScrapeSources } from "./scrape.js";

/**
 * Loads the client that is installed, if it is needed, and prepares what scrapes are made from.
 *
 * @throws MetricsServerError if an option is not valid
 */
export async function openSources(metrics: Metrics, options: MetricsHandlerOptions): Promise<ScrapeSources> {
  const { registry, defaultMetrics = true, cluster = false } = options;
  const client = defaultMetrics || cluster !== false ? await chooseClient(metrics, registry) : undefined;
  const defaults = defaultMetrics ? defaultMetricsRegistry(client, registry) : undefined;
  const sources = { metrics, registry, defaults };
  if (cluster !== false) return { ...sources, cluster: createClusterScrape(sources, cluster, client) };
  warnOfWorker(metrics);
  return sources;
}
