import type { LabelSet } from "../exposition/parse-labels.js";
import type { FamilyHistory, History, SampleHistory } from "../history/history.js";
import { groupSamples } from "./groups.js";
import { bucketGrowth, QUANTILES, quantileAt } from "./histogram-lines.js";
import { addIncrements } from "./increments.js";
import { windowStarts } from "./windows.js";

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
