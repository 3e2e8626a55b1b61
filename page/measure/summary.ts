import type { LabelSet } from "../exposition.js";
import type { FamilyHistory, History, SampleHistory } from "../history.js";
import { bucketIncreases, histogramLines, QUANTILES, quantileAt } from "./histogram-lines.js";
import {
  addIncreases,
  type Combine,
  counterLines,
  gaugeLines,
  groupSamples,
  type LineQuery,
  type PlotLines,
  windowStarts,
} from "./lines.js";

/** The value and the line that a family's row shows. */
export interface Headline {
  readonly kind: "rate" | "value" | "p95" | "count";
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The current value; NaN if there is none. */
  readonly latest: number;
}

/**
 * Combines all series of a family: the rate of a counter, the value of a gauge, the p95 of a histogram. If the
 * family's values are not stored, the number of events or observations so far.
 */
export function headline(of: Omit<LineQuery, "grouping">): Headline {
  const { family } = of;
  const query = { ...of, grouping: { kind: "total" } } as const;
  if (!Number.isFinite(family.firstStored)) return latestHeadline(family, of.combine);
  switch (family.type) {
    case "counter":
      return lineHeadline("rate", counterLines(query), 0);
    case "histogram":
      return lineHeadline("p95", histogramLines({ ...query, quantile: 0.95 }), QUANTILES.indexOf(0.95));
    case "summary": // quantiles cannot be summed
      return lineHeadline("value", { times: new Float64Array(), lines: [], omitted: 0 }, 0);
    case "gauge":
    case "untyped":
      return lineHeadline("value", gaugeLines(query), 0);
    default:
      return family.type satisfies never;
  }
}

function lineHeadline(kind: Headline["kind"], { times, lines }: PlotLines, line: number): Headline {
  const values = lines[line]?.values ?? new Float64Array();
  return { kind, times, values, latest: values.at(-1) ?? Number.NaN };
}

function latestHeadline({ type, samples }: FamilyHistory, combine: Combine = "sum"): Headline {
  const counts = type === "counter" ? samples : samples.filter(({ name }) => name.endsWith("_count"));
  const summed = type === "counter" || type === "histogram" ? counts : type === "summary" ? [] : samples;
  const present = summed.map(({ latest }) => latest).filter((latest) => !Number.isNaN(latest));
  const kind = type === "counter" || type === "histogram" ? "count" : "value";
  const nothing = new Float64Array();
  return { kind, times: nothing, values: nothing, latest: combineValues(present, combine) };
}

/** NaN if there is no value. */
function combineValues(values: readonly number[], combine: Combine): number {
  if (values.length === 0) return Number.NaN;
  if (combine === "latest") return values.reduce((largest, value) => Math.max(largest, value));
  const sum = values.reduce((total, value) => total + value, 0);
  return combine === "mean" ? sum / values.length : sum;
}

/** A row of a family's table: a label set and its current values, one for each column. */
export interface SeriesRow {
  readonly labels: LabelSet;
  readonly values: readonly number[];
}

/** A column of a family's table. Its kind decides how values are formatted. */
export interface SeriesColumn {
  readonly title: string;
  readonly kind: "value" | "count" | "rate";
}

/** The columns of a family's table that follow the labels. */
export function seriesColumns({ type }: Pick<FamilyHistory, "type">): readonly SeriesColumn[] {
  switch (type) {
    case "counter":
      return [{ title: "Value", kind: "value" }, RATE];
    case "histogram":
      return [{ title: "Count", kind: "count" }, RATE, ...["Mean", "p50", "p95", "p99"].map(valueColumn)];
    case "gauge":
    case "summary":
    case "untyped":
      return [{ title: "Value", kind: "value" }];
    default:
      return type satisfies never;
  }
}

const RATE: SeriesColumn = { title: "Rate", kind: "rate" };

function valueColumn(title: string): SeriesColumn {
  return { title, kind: "value" };
}

/** The rows of a family's table, in the order of the exposition, for the label sets of the last scrape. */
export function seriesRows(
  history: History,
  family: FamilyHistory,
  windowSeconds: number,
): readonly SeriesRow[] {
  const all = history.slots(family);
  const start = windowStarts(history.times(all), windowSeconds).at(-1) ?? 0;
  const slots = all.slice(start); // current values depend on the last window alone
  const times = history.times(slots);
  const seconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const rateOf = (increase: number) => (seconds > 0 ? increase / seconds : Number.NaN);
  if (family.type !== "histogram") {
    const present = family.samples.filter(({ lastScrape }) => lastScrape === history.scrapes - 1);
    return present.map((sample) => ({
      labels: sample.labels,
      values:
        family.type === "counter" ? [sample.latest, rateOf(increaseOver(sample, slots))] : [sample.latest],
    }));
  }
  return groupSamples(family.samples, { kind: "each" }).flatMap(({ samples }) => {
    const count = samples.find(({ name }) => name.endsWith("_count"));
    const sum = samples.find(({ name }) => name.endsWith("_sum"));
    if (count?.lastScrape !== history.scrapes - 1) return [];
    const buckets = samples.filter(({ labels }) => labels["le"] !== undefined);
    const increases = bucketIncreases(buckets, slots, new Int32Array(slots.length));
    const observations = increaseOver(count, slots);
    const mean = sum === undefined ? Number.NaN : increaseOver(sum, slots) / observations;
    const quantiles = QUANTILES.map((of) => quantileAt(of, increases, slots.length - 1));
    return [{ labels: count.labels, values: [count.latest, rateOf(observations), mean, ...quantiles] }];
  });
}

/** The increase of a counter from the first slot to the last. */
function increaseOver(sample: SampleHistory, slots: readonly number[]): number {
  const increases = new Float64Array(slots.length);
  addIncreases(increases, sample, slots);
  return increases.reduce((sum, increase) => sum + increase, 0);
}
