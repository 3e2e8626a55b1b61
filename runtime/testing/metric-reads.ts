import { ordinalsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import { quoted } from "../family/rejection.js";
import type { Vector } from "../labels.js";
import type { Metrics } from "../metrics.js";
import { boundText } from "../text.js";

/** A function that reads a metric: what `testing.ts` has for each. */
export interface MetricRead {
  /** The exposed name of the metric. */
  readonly metric: string;
  /** @internal The metrics of the schema. */
  readonly metrics: Metrics;
}

/** Labels of a metric without labels. */
type NoLabels = Readonly<Record<string, never>>;

/** Reads a counter: the sum of its series with these labels, 0 without one. */
export interface CounterRead<Labels extends object = NoLabels> extends MetricRead {
  (labels?: Partial<Labels>): number;
}

/**
 * Reads a gauge: the sum of its series with these labels, 0 without one. Callbacks of sampled series are called; of one
 * that returns a promise, the value is that of the last scrape, `withMetrics` or `sampleMetrics`.
 */
export interface GaugeRead<Labels extends object = NoLabels> extends MetricRead {
  (labels?: Partial<Labels>): number;
}

/** Reads a histogram: the observations of its series with these labels. */
export interface HistogramRead<Labels extends object = NoLabels, Bound extends string = string>
  extends MetricRead {
  (labels?: Partial<Labels>): HistogramReading<Bound>;
}

/** Observations of a histogram. */
export interface HistogramReading<Bound extends string = string> {
  readonly count: number;
  /** In the unit of the histogram. */
  readonly sum: number;
  /** By upper bound, as the label `le` has it: the number of observations up to it. */
  readonly buckets: Readonly<Record<Bound, number>>;
}

/** A series as it is exposed. */
export interface ExposedSeries {
  /** In the order of the family's labels. */
  readonly ordinals: readonly number[];
  /** As they are exposed, in the same order. */
  readonly values: readonly string[];
  /** The value; of a histogram, as `HistogramReading` has it. */
  readonly value: number | HistogramReading;
}

/** The function that reads a metric of a schema. */
export function createRead(metrics: Metrics, metric: string): MetricRead {
  const read = (labels: object = {}) => {
    const family = findFamily(metrics, metric);
    if (family.type === "gauge") family.readSettled();
    family.pull();
    return sumSeries(family, selectSeries(exposedSeries(family), labelTexts(family, labels)));
  };
  return Object.assign(read, { metric, metrics });
}

/** The family of a name in the newest copy of the schema. */
export function findFamily(metrics: Metrics, metric: string): MetricFamily {
  const family = metrics.schemaFamilies.find(({ name }) => name === metric);
  if (family !== undefined) return family;
  throw new Error(`metricsmith: the schema has no metric ${metric}: run npm run generate`);
}

/** The series that a scrape would show now. Sampled gauges are not read. */
export function exposedSeries(family: MetricFamily): readonly ExposedSeries[] {
  const series: ExposedSeries[] = [];
  const add = (index: number, value: ExposedSeries["value"]) => {
    const ordinals = ordinalsOf(family.vectors, index);
    const values = family.vectors.map(({ textOf }, position) => textOf(ordinals[position] ?? 0));
    series.push({ ordinals, values, value });
  };
  if (family.type !== "histogram") {
    family.forEach(add);
    return series;
  }
  const bounds = [...family.bounds, Infinity].map(boundText);
  family.forEach((index, cells, first) => {
    const buckets: Record<string, number> = {};
    let count = 0;
    for (const [bucket, bound] of bounds.entries()) {
      count += cells[first + bucket] ?? 0;
      buckets[bound] = count;
    }
    add(index, { count, sum: cells[first + bounds.length] ?? 0, buckets });
  });
  return series;
}

/**
 * The exposed texts of the label values that a caller gives, in the order of the family's labels; `undefined` for a label
 * that is left out.
 *
 * @throws Error if there is no such label or label value
 */
export function labelTexts(family: MetricFamily, labels: object): readonly (string | undefined)[] {
  const { name, vectors } = family;
  const names = vectors.map(({ label }) => label);
  const unknown = Object.keys(labels).find((label) => !names.includes(label));
  if (unknown !== undefined) {
    const known = names.length === 0 ? "it has none" : `its labels are ${names.join(", ")}`;
    throw new Error(`metricsmith: ${name} has no label ${unknown}; ${known}`);
  }
  return vectors.map((vector) =>
    Object.hasOwn(labels, vector.label) ? textOf(vector, Reflect.get(labels, vector.label), name) : undefined,
  );
}

/** The label value under which a sample with a value is recorded. */
function textOf(vector: Vector, value: unknown, metric: string): string {
  const found = vector.find?.(value) ?? -1;
  if (found >= 0) return vector.textOf(found);
  if (vector.watch !== undefined && typeof value === "string") return value; // no series has it, and none gets it here
  const ordinal = vector.ordinalOf(value);
  if (ordinal >= 0) return vector.textOf(ordinal);
  throw new Error(
    `metricsmith: the label ${vector.label} of ${metric} is ${quoted(value)}; expected ${vector.expected}`,
  );
}

/** What has these label values. */
export function selectSeries<Series extends Pick<ExposedSeries, "values">>(
  series: readonly Series[],
  texts: readonly (string | undefined)[],
): readonly Series[] {
  return series.filter(({ values }) =>
    values.every((value, position) => texts[position] === undefined || texts[position] === value),
  );
}

function sumSeries(family: MetricFamily, series: readonly ExposedSeries[]): ExposedSeries["value"] {
  const values = series.map(({ value }) => value);
  if (family.type !== "histogram") return values.reduce<number>((sum, value) => sum + Number(value), 0);
  const bounds = [...family.bounds, Infinity].map(boundText);
  const readings = values.filter((value) => typeof value === "object");
  const sumOf = (part: (reading: HistogramReading) => number) =>
    readings.reduce((sum, reading) => sum + part(reading), 0);
  return {
    count: sumOf(({ count }) => count),
    sum: sumOf(({ sum }) => sum),
    buckets: Object.fromEntries(bounds.map((bound) => [bound, sumOf(({ buckets }) => buckets[bound] ?? 0)])),
  };
}
