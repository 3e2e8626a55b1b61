import type { HistogramFamily } from "../family/histogram.js";
import type { MetricFamily } from "../family/metric-family.js";

/** What a family is in OpenMetrics. Its samples have the same names as in the text format. */
export interface OpenMetricsFamily {
  readonly family: MetricFamily;
  /** The name of the metric family: of a counter without `_total`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "unknown";
  /** The base unit, in which the name ends. */
  readonly unit: string | undefined;
  /** Of a histogram, whether it has a sum and a count. */
  readonly totals: boolean;
}

/**
 * The families as OpenMetrics 1.0.0 has them. A counter whose samples do not end in `_total`, or whose name
 * without it is another family's, cannot be a counter there: it is of the type `unknown`, which leaves its
 * samples their name. A histogram with a negative bound must not have a sum, nor then a count.
 */
export function openMetricsFamilies(families: readonly MetricFamily[]): readonly OpenMetricsFamily[] {
  const names = new Set(families.map(({ name }) => name));
  return families.map((family) => {
    const counter = family.type === "counter" ? counterName(family.name, names) : undefined;
    const name = counter ?? family.name;
    return {
      family,
      name,
      type: family.type === "counter" && counter === undefined ? "unknown" : family.type,
      unit: family.unit !== undefined && name.endsWith(`_${family.unit}`) ? family.unit : undefined,
      totals: family.type !== "histogram" || hasTotals(family),
    };
  });
}

/** Whether the families have the same types and series in OpenMetrics as in the text format. */
export function areSameInOpenMetrics(families: readonly MetricFamily[]): boolean {
  return openMetricsFamilies(families).every(({ type, totals }) => type !== "unknown" && totals);
}

/**
 * The name of a counter's family; `undefined` if it cannot be a counter.
 *
 * @param name of its samples
 * @param taken names by which no other family may go
 */
export function counterName(name: string, taken: ReadonlySet<string>): string | undefined {
  const family = name.slice(0, -TOTAL.length);
  return name.endsWith(TOTAL) && family !== "" && !taken.has(family) ? family : undefined;
}

const TOTAL = "_total";

/** OpenMetrics 1.0.0, "Histogram": below zero, a sum is no counter. */
function hasTotals({ bounds }: HistogramFamily): boolean {
  return bounds.every((bound) => bound >= 0);
}

/** The text format 0.0.4, or OpenMetrics 1.0.0. */
export type ExpositionFormat = "text" | "openmetrics";
