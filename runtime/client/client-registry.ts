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
