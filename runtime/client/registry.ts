import type { Metrics } from "../metrics.js";
import { clientMetric } from "./client-metric.js";

/**
 * A registry of `prom-client` or `@prometheus-io/client`: the part of it that the runtime uses. Declared
 * here, so that neither client need be installed. Every `Registry` of either client is one.
 */
export interface ClientRegistry {
  /** Whether `metrics()` gives the text format 0.0.4 or OpenMetrics. */
  readonly contentType: string;
  /** The exposition of all metrics. */
  metrics(): Promise<string>;
  /** All metrics and their samples as plain objects, as cluster aggregation sends them. */
  getMetricsAsJSON(): Promise<readonly object[]>;
  /** All metrics, in the order in which they were added. */
  getMetricsAsArray(): readonly { readonly name: string }[];
  /** The exposition of one metric, without the last line feed. */
  getSingleMetricAsString(name: string): Promise<string>;
  /** The metric of a name, or `undefined`. */
  getSingleMetric(name: string): unknown;
  /** Adds a metric. Only its client's own classes type-check, so a duck-typed one is cast to `never`. */
  registerMetric(metric: never): void;
}

/**
 * Adds every family to a registry of `prom-client` or `@prometheus-io/client`, whose text, JSON, cluster
 * aggregation and Pushgateway then have them as if they were the client's own. Series come in the order of
 * the schema's label values, not in that of their first use, but for families too large for a cell to each.
 * A second call with the same registry does nothing; several registries may have the families.
 *
 * @throws Error if the registry has another metric by the name of a family; then none is added
 */
export function registerMetrics(metrics: Metrics, registry: ClientRegistry): void {
  const added = metrics.families
    .map(clientMetric)
    .filter((metric) => registry.getSingleMetric(metric.name) !== metric);
  for (const { name } of added) {
    if (registry.getSingleMetric(name) === undefined) continue;
    throw new Error(
      `cannot register metric ${name}: the registry already has another metric by that name; ` +
        "remove that one, or rename the one in the schema (a registry takes the families of one schema)",
    );
  }
  for (const metric of added) registry.registerMetric(metric as never); // duck-typed: the clients accept their own classes alone
}
