import type { HistogramFamily } from "../family/histogram.js";
import type { MetricFamily } from "../family/metric-family.js";

/** The text format 0.0.4, or OpenMetrics 1.0.0. */
export type ExpositionFormat = "text" | "openmetrics";

/** A family as OpenMetrics exposes it. Its samples have the same names as in the text format. */
export interface OpenMetricsFamily {
  readonly family: MetricFamily;
  /** The name of the metric family; for a counter without `_total`, for three families the text before `_bucket`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "unknown";
  /** The base unit, if the name ends in it. */
  readonly unit: string | undefined;
  /** Whether a histogram has a sum and a count; true for other types. */
  readonly totals: boolean;
  /** Whether the family is left out, because OpenMetrics reserves its name or the name of one of its labels. */
  readonly isReserved: boolean;
}

/**
 * The families as OpenMetrics 1.0.0 exposes them. There, a counter cannot have the type `counter` if its samples do not
 * end in `_total`, and no family may have a name that the samples of another have or could have: with a counter or
 * histogram `jobs` goes the name `jobs_created`. Where that would be so, the counter has the type `unknown`, and a
 * histogram becomes three families of that type, so that all samples keep their names. A histogram with a negative
 * bound must not have a sum, and then no count either. A family with a name or a label that begins with `_` is left out.
 */
export function openMetricsFamilies(families: readonly MetricFamily[]): readonly OpenMetricsFamily[] {
  const taken = new Set(families.flatMap(({ name, type }) => claimedNames({ name, type })));
  const names = new Set(families.map(({ name }) => name));
  return families.map((family) => {
    const counter = family.type === "counter" ? claimCounterName(family.name, taken) : undefined;
    const isUnknown =
      family.type === "histogram" ? names.has(`${family.name}${CREATED}`) : counter === undefined;
    const name = counter ?? family.name;
    return {
      family,
      name,
      type: family.type !== "gauge" && isUnknown ? "unknown" : family.type,
      // OpenMetrics allows a unit only if the name ends in it.
      unit: family.unit !== undefined && name.endsWith(`_${family.unit}`) ? family.unit : undefined,
      totals: family.type !== "histogram" || isUnknown || hasTotals(family),
      isReserved: hasReservedName(family),
    };
  });
}

/** Every name that a family of an exposition in OpenMetrics, or one of its samples, has or could have. */
export function openMetricsNames(families: readonly MetricFamily[]): readonly string[] {
  return openMetricsFamilies(families).flatMap(({ family, name, type }) =>
    type === "counter" ? [name, family.name, `${name}${CREATED}`] : claimedNames({ name, type: family.type }),
  );
}

/** Whether all families have the same types and series in OpenMetrics as in the text format. */
export function areSameInOpenMetrics(families: readonly MetricFamily[]): boolean {
  return openMetricsFamilies(families).every(
    ({ type, totals, isReserved }) => type !== "unknown" && totals && !isReserved,
  );
}

/**
 * The name of a counter's family in OpenMetrics, which is then taken; `undefined` if the family cannot be a counter there.
 *
 * @param name the name of the samples
 * @param taken the names that all families and their samples have or could have
 */
export function claimCounterName(name: string, taken: Set<string>): string | undefined {
  const family = name.slice(0, -TOTAL.length);
  const created = `${family}${CREATED}`;
  if (!name.endsWith(TOTAL) || family === "" || taken.has(family) || taken.has(created)) return undefined;
  taken.add(family).add(created);
  return family;
}

/** The names that a family of the text format, or one of its samples, has or could have in OpenMetrics. */
export function claimedNames({
  name,
  type,
}: {
  readonly name: string;
  readonly type: string;
}): readonly string[] {
  const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count", CREATED] : [];
  return [
    name,
    ...(type === "summary" ? ["_sum", "_count", CREATED] : suffixes).map((suffix) => name + suffix),
  ];
}

const TOTAL = "_total";
const CREATED = "_created";

/** OpenMetrics 1.0.0, "MetricFamily Name" and "Label": names that begin with an underscore are reserved. */
function hasReservedName({ name, vectors }: MetricFamily): boolean {
  return name.startsWith("_") || vectors.some(({ label }) => label.startsWith("_"));
}

/** OpenMetrics 1.0.0, "Histogram": with negative observations, the sum could go down, so that it must be left out. */
function hasTotals({ bounds }: HistogramFamily): boolean {
  return bounds.every((bound) => bound >= 0);
}
