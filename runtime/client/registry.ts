import { metricsFault } from "../arguments.js";
import type { ConstantLabels } from "../exposition/label-text.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import { clientMetric } from "./client-metric.js";

/**
 * The part of a registry of `prom-client` or `@prometheus-io/client` that the runtime uses. It is declared here, so
 * that neither client has to be installed. Every `Registry` of either client has this type.
 */
export interface ClientRegistry {
  /** The media type of what `metrics()` returns: the text format 0.0.4 or OpenMetrics. */
  readonly contentType: string;
  /** The exposition of all metrics. */
  metrics(): Promise<string>;
  /** All metrics and their samples as plain objects, which cluster aggregation sends. */
  getMetricsAsJSON(): Promise<readonly object[]>;
  /** All metrics, in the order in which they were added. */
  getMetricsAsArray(): readonly { readonly name: string }[];
  /** The exposition of one metric without its last line feed. */
  getSingleMetricAsString(name: string): Promise<string>;
  /** The metric with a name, or `undefined`. */
  getSingleMetric(name: string): unknown;
  /** Sets labels of all samples of the registry that do not have them already. */
  setDefaultLabels(labels: object): void;
  /** Adds a metric. Only the client's own classes type-check, so that others are cast to `never`. */
  registerMetric(metric: never): void;
}

/**
 * Adds every family to a registry of `prom-client` or `@prometheus-io/client`. The registry's text, JSON, cluster
 * aggregation and Pushgateway then have them like the client's own metrics. Series are in the order of the schema's
 * label values, not of their first use, unless the family is too large for one cell per label set. A second call with
 * the same registry does nothing. The families can be added to several registries.
 *
 * @throws Error if the registry has another metric with the name of a family; then none is added
 */
export function registerMetrics(metrics: Metrics, registry: ClientRegistry): void {
  const fault = metricsFault("registerMetrics", metrics);
  if (fault !== undefined) throw new Error(fault);
  registerFamilies(metrics.families, registry);
}

/** Adds families to a registry; see `registerMetrics`. */
export function registerFamilies(families: readonly MetricFamily[], registry: ClientRegistry): void {
  const newMetrics = families
    .map(clientMetric)
    .filter((metric) => registry.getSingleMetric(metric.name) !== metric);
  for (const { name } of newMetrics) {
    if (registry.getSingleMetric(name) === undefined) continue;
    throw new Error(
      `cannot register metric ${name}: the registry already has another metric by that name; ` +
        "remove that one, or rename the one in the schema (a registry takes the families of one schema)",
    );
  }
  for (const metric of newMetrics) registry.registerMetric(metric as never); // the clients' types accept their own classes only
}

/**
 * The default labels of a registry now: `setDefaultLabels` may be called at any time. The clients have no method that
 * gives them, but all keep them in this property.
 */
export function defaultLabelsOf(registry: ClientRegistry | undefined): ConstantLabels {
  const labels: unknown = registry === undefined ? undefined : Reflect.get(registry, "_defaultLabels");
  if (typeof labels !== "object" || labels === null) return {};
  const entries = Object.entries(labels).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
