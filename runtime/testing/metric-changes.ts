import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import { processState } from "../process-state.js";
import { type ExposedSeries, exposedSeries, type HistogramReading } from "./metric-reads.js";
import { type PlacedRejection, rejectionLog } from "./rejection-log.js";

/** A change of one series. */
export type MetricChange = CounterChange | GaugeChange | HistogramChange;

interface SeriesChange<Metric extends string, Label extends string> {
  /** The exposed name of the metric. */
  readonly metric: Metric;
  /** Label values as they are exposed. */
  readonly labels: Readonly<Record<Label, string>>;
}

/** A series of a counter that went up, is new, or was removed. */
export interface CounterChange<Metric extends string = string, Label extends string = string>
  extends SeriesChange<Metric, Label> {
  /** How much it went up; 0 for a new series at 0, negative if it was removed or reset. */
  readonly by: number;
}

/** A series of a gauge that has another value, is new, or was removed. */
export interface GaugeChange<Metric extends string = string, Label extends string = string>
  extends SeriesChange<Metric, Label> {
  /** The value before; `undefined` if there was no series. */
  readonly from: number | undefined;
  /** The value after; `undefined` if there is no series. */
  readonly to: number | undefined;
}

/** A series of a histogram with new observations, one that is new, or was removed. */
export interface HistogramChange<
  Metric extends string = string,
  Label extends string = string,
  Bound extends string = string,
> extends SeriesChange<Metric, Label>,
    HistogramReading<Bound> {}

/** How metrics changed, and which samples were rejected meanwhile. */
export interface ObservedChanges {
  readonly metrics: Metrics;
  readonly rejections: readonly PlacedRejection[];
}

/**
 * Runs a function, waits for it, and returns the series that changed: in the order of the schema, and within a metric by
 * label values. The same array leads to the rejected samples, by `observedChanges`.
 *
 * @throws what the function throws
 */
export async function collectChanges(metrics: Metrics, run: () => unknown): Promise<readonly MetricChange[]> {
  const log = rejectionLog(metrics);
  const before = await takeSnapshot(metrics);
  const rejected = new Set(log.rejections);
  await run();
  const after = await takeSnapshot(metrics);
  const changes = metrics.schemaFamilies.flatMap((family) =>
    familyChanges(family, before.get(family.name), after.get(family.name)),
  );
  const rejections = log.rejections.filter((rejection) => !rejected.has(rejection));
  OBSERVED.set(changes, { metrics, rejections });
  return changes;
}

/** What else is known about changes that `collectChanges` has returned; `undefined` for another value. */
export function observedChanges(changes: unknown): ObservedChanges | undefined {
  return typeof changes === "object" && changes !== null ? OBSERVED.get(changes) : undefined;
}

const OBSERVED = processState("observedChanges", () => new WeakMap<object, ObservedChanges>());

/** In milliseconds: how long callbacks of sampled gauges are waited for. */
const SAMPLING_TIMEOUT = 10_000;

/** Calls the callbacks of sampled gauges, and waits for promises, as a scrape does. */
export async function sampleGauges(metrics: Metrics): Promise<void> {
  const finish = await metrics.startSampling(SAMPLING_TIMEOUT);
  finish();
}

/** The series of a family, by their label values. */
type FamilySnapshot = ReadonlyMap<string, ExposedSeries>;

async function takeSnapshot(metrics: Metrics): Promise<ReadonlyMap<string, FamilySnapshot>> {
  await sampleGauges(metrics);
  return new Map(
    metrics.schemaFamilies.map((family) => {
      family.pull();
      const series = exposedSeries(family).map((one) => [JSON.stringify(one.values), one] as const);
      return [family.name, new Map(series)];
    }),
  );
}

const NO_SERIES: FamilySnapshot = new Map();

function familyChanges(
  family: MetricFamily,
  before: FamilySnapshot = NO_SERIES,
  after: FamilySnapshot = NO_SERIES,
): readonly MetricChange[] {
  const all = [...new Map([...before, ...after])].sort(([, one], [, other]) =>
    compareSeries(family, one, other),
  );
  return all.flatMap(([key, { values }]) => {
    const labels = Object.fromEntries(family.vectors.map(({ label }, at) => [label, values[at] ?? ""]));
    const change = valueChange(family, before.get(key)?.value, after.get(key)?.value);
    return change === undefined ? [] : [{ metric: family.name, labels, ...change }];
  });
}

/** In the order in which the schema has the label values; those of open vectors by their text. */
function compareSeries({ vectors }: MetricFamily, one: ExposedSeries, other: ExposedSeries): number {
  for (const [position, { watch }] of vectors.entries()) {
    const parts = watch === undefined ? [one.ordinals, other.ordinals] : [one.values, other.values];
    const [left = "", right = ""] = parts.map((part) => part[position]);
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** A change without its metric and its labels. */
type ValueChange =
  | Pick<CounterChange, "by">
  | Pick<GaugeChange, "from" | "to">
  | Pick<HistogramChange, "count" | "sum" | "buckets">;

type Value = ExposedSeries["value"] | undefined;

function valueChange({ type }: MetricFamily, before: Value, after: Value): ValueChange | undefined {
  const isSame = (before === undefined) === (after === undefined);
  if (typeof before === "object" || typeof after === "object") {
    const change = subtractReadings(readingOf(after), readingOf(before));
    return isSame && change.count === 0 && change.sum === 0 ? undefined : change;
  }
  if (Object.is(before, after)) return undefined;
  if (type === "gauge") return { from: before, to: after };
  return { by: subtract(after ?? 0, before ?? 0) };
}

const EMPTY: HistogramReading = { count: 0, sum: 0, buckets: {} };

function readingOf(value: Value): HistogramReading {
  return typeof value === "object" ? value : EMPTY;
}

function subtractReadings(after: HistogramReading, before: HistogramReading): HistogramReading {
  const bounds = Object.keys(after === EMPTY ? before.buckets : after.buckets);
  return {
    count: after.count - before.count,
    sum: subtract(after.sum, before.sum),
    buckets: Object.fromEntries(
      bounds.map((bound) => [bound, (after.buckets[bound] ?? 0) - (before.buckets[bound] ?? 0)]),
    ),
  };
}

/** Significant digits of a sum of floating-point numbers: the last ones are noise of the additions. */
const SOUND_DIGITS = 14;

/** The difference of two numbers without the noise of floating-point arithmetic: of 0.3 and 0.2, it is 0.1. */
export function subtract(after: number, before: number): number {
  const difference = after - before;
  const largest = Math.max(Math.abs(after), Math.abs(before));
  if (!Number.isFinite(difference) || largest === 0) return difference;
  const decimals = SOUND_DIGITS - Math.ceil(Math.log10(largest));
  return decimals < 0 || decimals > 100 ? difference : Number(difference.toFixed(decimals));
}
