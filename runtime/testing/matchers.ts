import {
  type CounterChange,
  collectChanges,
  type MetricChange,
  type ObservedChanges,
  observedChanges,
  subtract,
} from "./metric-changes.js";
import { findFamily, labelTexts, type MetricRead, selectSeries } from "./metric-reads.js";
import { describeRejection } from "./rejection-log.js";

/** The matchers, for `expect.extend(metricMatchers)` of vitest and Jest. */
export const metricMatchers = { toHaveIncremented } as const;

/** A read of `testing.ts` with its parameters. */
type Read = MetricRead & ((labels?: never) => unknown);

/** The type of `expect(…)` with the matchers. */
export interface MetricMatchers<Result, Received> {
  /**
   * Passes if a metric went up by a number: while the function that `expect` has was run, or in the changes that
   * `withMetrics` has returned. A function may be asynchronous: await the matcher.
   *
   * Of a histogram, it is the number of observations; of a gauge, by how much it is higher than before. Without `by`, it
   * is 1, and with `.not`, the metric must not change at all.
   *
   * @param read the function of `testing.ts` that reads the metric
   * @param labels the labels that count; the sum over all others
   */
  toHaveIncremented<Metric extends Read>(
    read: Metric,
    labels?: Parameters<Metric>[0],
    by?: number,
  ): Received extends readonly unknown[] ? Result : Promise<void>;
}

declare global {
  // The types of Jest and of vitest both have this namespace.
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: declarations of one interface have the same type parameters
    interface Matchers<R, T = {}> extends MetricMatchers<R, T> {}
  }
}

/** What vitest and Jest pass to a matcher. */
interface MatcherContext {
  readonly isNot?: boolean;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

function toHaveIncremented(
  this: MatcherContext,
  received: unknown,
  read: MetricRead,
  labels: object = {},
  by?: number,
): MatcherResult | Promise<MatcherResult> {
  const isNot = this.isNot === true;
  if (typeof read?.metric !== "string") {
    throw new Error(
      "toHaveIncremented: the first argument is no read of the generated testing.ts, such as readOrdersTotal",
    );
  }
  if (by !== undefined && !Number.isFinite(by)) {
    throw new Error(
      `toHaveIncremented: the third argument is ${String(by)}; expected how much the metric goes up`,
    );
  }
  const expected = { read, labels, by, isNot };
  if (typeof received === "function") {
    return collectChanges(read.metrics, () => received()).then((changes) => compare(changes, expected));
  }
  if (Array.isArray(received)) return compare(received, expected);
  throw new Error("toHaveIncremented: pass a function to expect, or what withMetrics returns");
}

interface Expected {
  readonly read: MetricRead;
  readonly labels: object;
  readonly by: number | undefined;
  readonly isNot: boolean;
}

function compare(changes: readonly MetricChange[], expected: Expected): MatcherResult {
  const { read, labels, isNot } = expected;
  const observed = observedChanges(changes);
  if (observed?.metrics !== read.metrics) {
    throw new Error(
      `toHaveIncremented: expect has changes that withMetrics of the testing.ts with ${read.metric} did not return`,
    );
  }
  const family = findFamily(read.metrics, read.metric);
  const texts = labelTexts(family, labels);
  const ofMetric = changes.filter(({ metric }) => metric === read.metric);
  const rows = ofMetric.map((change) => ({
    change,
    values: family.vectors.map(({ label }) => change.labels[label] ?? ""),
  }));
  const counted = selectSeries(rows, texts).map(({ change }) => change);
  const received = counted.reduce((sum, change) => sum + increment(change), 0);
  const isChanged = counted.some((change) => increment(change) !== 0);
  const pass = isNot && expected.by === undefined ? isChanged : subtract(received, expected.by ?? 1) === 0;
  return { pass, message: () => failureMessage(changes, { expected, received, counted, observed }) };
}

/** How much a series went up; of a histogram, the observations. */
function increment(change: MetricChange): number {
  if ("by" in change) return change.by;
  if ("count" in change) return change.count;
  return subtract(change.to ?? 0, change.from ?? 0);
}

interface Failure {
  readonly expected: Expected;
  readonly received: number;
  readonly counted: readonly MetricChange[];
  readonly observed: ObservedChanges;
}

function failureMessage(
  changes: readonly MetricChange[],
  { expected, received, counted, observed }: Failure,
): string {
  const { read, labels, by, isNot } = expected;
  const series = seriesText(read.metric, labels);
  const wanted = isNot && by === undefined ? "not to change" : `${isNot ? "not " : ""}to go up by ${by ?? 1}`;
  const near = changes.filter((change) => change.metric === read.metric && !counted.includes(change));
  const others = changes.filter((change) => change.metric !== read.metric);
  const { rejections } = observed;
  return [
    `Expected: ${series} ${wanted}`,
    `Received: ${received === 0 && counted.length === 0 ? "it did not change" : `it went up by ${received}`}`,
    ...listed(`Series of ${series} that changed:`, counted.length > 1 || isNot ? counted : []),
    ...listed(`Other series of ${read.metric} that changed:`, near),
    ...listed("Other metrics that changed:", others),
    ...(changes.length === 0 ? ["", "No other metric of the schema changed."] : []),
    ...(rejections.length === 0 ? [] : ["", "Rejected meanwhile:", ...rejections.map(describeRejection)]),
  ].join("\n");
}

/** Maximum number of changes that a message lists under one title. */
const MOST_LISTED = 20;

function listed(title: string, changes: readonly MetricChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const rest = changes.length - MOST_LISTED;
  return [
    "",
    title,
    ...changes.slice(0, MOST_LISTED).map((change) => `  ${changeText(change)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

function changeText(change: MetricChange): string {
  const series = seriesText(change.metric, change.labels);
  if ("by" in change) return `${series} ${signed(change)}`;
  if ("count" in change)
    return `${series} ${signed({ by: change.count })} observed, sum ${signed({ by: change.sum })}`;
  return `${series} ${change.from ?? "no series"} -> ${change.to ?? "no series"}`;
}

function signed({ by }: Pick<CounterChange, "by">): string {
  return by < 0 ? String(by) : `+${by}`;
}

/** `shop_orders_total{payment="card"}`; without labels, the name. */
function seriesText(metric: string, labels: object): string {
  const texts = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(String(value))}`);
  return texts.length === 0 ? metric : `${metric}{${texts.join(",")}}`;
}
