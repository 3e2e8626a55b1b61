import type { LabelSet } from "../exposition.js";
import type { FamilyHistory, History, SampleHistory } from "../history.js";
import { bucketGrowth, histogramLines, QUANTILES, quantileAt } from "./histogram-lines.js";
import type { Plotted } from "./lines.js";
import { addIncrements, counterLines, gaugeLines, groupSamples, windowStarts } from "./lines.js";

/** The one line that tells most of a family. */
export interface Headline {
  readonly kind: "rate" | "value" | "p95" | "count";
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The value now; NaN if there is none. */
  readonly latest: number;
}

/**
 * A counter's rate, a gauge's value or sum, a histogram's p95; all series together. Of a family whose history
 * is not kept, what has been counted until now.
 */
export function headline(history: History, family: FamilyHistory, windowSeconds: number): Headline {
  const question = { history, family, grouping: { kind: "total" }, windowSeconds } as const;
  if (!Number.isFinite(family.since)) return withoutHistory(family);
  switch (family.type) {
    case "counter":
      return headed("rate", counterLines(question), 0);
    case "histogram":
      return headed("p95", histogramLines({ ...question, quantile: 0.95 }), 1);
    case "summary":
      return headed("value", { times: new Float64Array(), lines: [], omitted: 0 }, 0); // quantiles have no sum
    case "gauge":
    case "untyped":
      return headed("value", gaugeLines(question), 0);
    default:
      return family.type satisfies never;
  }
}

function headed(kind: Headline["kind"], { times, lines }: Plotted, line: number): Headline {
  const values = lines[line]?.values ?? new Float64Array();
  return { kind, times, values, latest: values.at(-1) ?? Number.NaN };
}

function withoutHistory({ type, samples }: FamilyHistory): Headline {
  const counted = type === "counter" ? samples : samples.filter(({ name }) => name.endsWith("_count"));
  const of = type === "counter" || type === "histogram" ? counted : type === "summary" ? [] : samples;
  const present = of.map(({ latest }) => latest).filter((latest) => !Number.isNaN(latest));
  const sum = present.reduce((total, latest) => total + latest, 0);
  const kind = type === "counter" || type === "histogram" ? "count" : "value";
  const nothing = new Float64Array();
  return { kind, times: nothing, values: nothing, latest: present.length === 0 ? Number.NaN : sum };
}

/** A series of a family and what there is to say of it now, by column. */
export interface SeriesRow {
  readonly labels: LabelSet;
  readonly values: readonly number[];
}

/** What a column holds, which decides how its values are written. */
export interface SeriesColumn {
  readonly title: string;
  readonly kind: "value" | "count" | "rate";
}

/** The columns of a family's table, after its labels. */
export function seriesColumns({ type }: Pick<FamilyHistory, "type">): readonly SeriesColumn[] {
  switch (type) {
    case "counter":
      return [{ title: "Value", kind: "value" }, RATE];
    case "histogram":
      return [{ title: "Count", kind: "count" }, RATE, ...["Mean", "p50", "p95", "p99"].map(asValue)];
    case "gauge":
    case "summary":
    case "untyped":
      return [{ title: "Value", kind: "value" }];
    default:
      return type satisfies never;
  }
}

const RATE: SeriesColumn = { title: "Rate", kind: "rate" };

function asValue(title: string): SeriesColumn {
  return { title, kind: "value" };
}

/** The rows of a family's table, in the order of the exposition; series that are not exposed now are left out. */
export function seriesRows(
  history: History,
  family: FamilyHistory,
  windowSeconds: number,
): readonly SeriesRow[] {
  const all = history.slots(family);
  const start = windowStarts(history.times(all), windowSeconds).at(-1) ?? 0;
  const slots = all.slice(start); // nothing before the window matters to what is said now
  const times = history.times(slots);
  const seconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const rate = (grown: number) => (seconds > 0 ? grown / seconds : Number.NaN);
  if (family.type !== "histogram") {
    const present = family.samples.filter(({ seen }) => seen === history.scrapes - 1);
    return present.map((sample) => ({
      labels: sample.labels,
      values: family.type === "counter" ? [sample.latest, rate(increase(sample, slots))] : [sample.latest],
    }));
  }
  return groupSamples(family.samples, { kind: "each" }).flatMap(({ samples }) => {
    const count = samples.find(({ name }) => name.endsWith("_count"));
    const sum = samples.find(({ name }) => name.endsWith("_sum"));
    if (count?.seen !== history.scrapes - 1) return [];
    const buckets = samples.filter(({ labels }) => labels["le"] !== undefined);
    const grown = bucketGrowth(buckets, slots, new Int32Array(slots.length));
    const observations = increase(count, slots);
    const mean = sum === undefined ? Number.NaN : increase(sum, slots) / observations;
    const quantiles = QUANTILES.map((of) => quantileAt(of, grown, slots.length - 1));
    return [{ labels: count.labels, values: [count.latest, rate(observations), mean, ...quantiles] }];
  });
}

/** By how much a counter has grown from the first slot to the last. */
function increase(sample: SampleHistory, slots: readonly number[]): number {
  const increments = new Float64Array(slots.length);
  addIncrements(increments, sample, slots);
  return increments.reduce((sum, increment) => sum + increment, 0);
}
