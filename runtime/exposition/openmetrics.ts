import type { HistogramFamily } from "../family/histogram.js";
import type { MetricFamily } from "../family/metric-family.js";

/** The text format 0.0.4, or OpenMetrics 1.0.0. */
export type ExpositionFormat = "text" | "openmetrics";

/** A family as OpenMetrics exposes it. Its samples have the same names as in the text format. */
export interface OpenMetricsFamily {
  readonly family: MetricFamily;
  /** The name of the metric family; for a counter without `_total`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "unknown";
  /** The base unit, if the name ends in it. */
  readonly unit: string | undefined;
  /** Whether a histogram has a sum and a count; true for other types. */
  readonly totals: boolean;
}

/**
 * The families as OpenMetrics 1.0.0 exposes them. There, a counter cannot have the type `counter` if its samples do not
 * end in `_total`, or if another family has its name without `_total`. It then has the type `unknown`, so that its
 * samples keep their names. A histogram with a negative bound must not have a sum, and then no count either.
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

/** Whether all families have the same types and series in OpenMetrics as in the text format. */
export function areSameInOpenMetrics(families: readonly MetricFamily[]): boolean {
  return openMetricsFamilies(families).every(({ type, totals }) => type !== "unknown" && totals);
}

/**
 * The name of a counter's family in OpenMetrics; `undefined` if the family cannot be a counter there.
 *
 * @param name the name of the samples
 * @param taken the names of all families
 */
export function counterName(name: string, taken: ReadonlySet<string>): string | undefined {
  const family = name.slice(0, -TOTAL.length);
  return name.endsWith(TOTAL) && family !== "" && !taken.has(family) ? family : undefined;
}

const TOTAL = "_total";

/** OpenMetrics 1.0.0, "Histogram": with negative observations, the sum could go down, so that it must be left out. */
function hasTotals({ bounds }: HistogramFamily): boolean {
  return bounds.every((bound) => bound >= 0);
}
