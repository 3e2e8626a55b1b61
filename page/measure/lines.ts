import type { FamilyHistory, History, SampleHistory } from "../history.js";

/** A line of a plot. */
export interface Line {
  readonly title: string;
  /** One for each time; NaN where there is none. */
  readonly values: Float64Array;
}

/** What a plot shows. */
export interface Plotted {
  /** In seconds. */
  readonly times: Float64Array;
  readonly lines: readonly Line[];
  /** How many lines were left out, those with the smallest values. */
  readonly omitted: number;
}

/** What is to be drawn of a family. */
export interface Question {
  readonly history: History;
  readonly family: FamilyHistory;
  readonly grouping: Grouping;
  /** Over how many seconds rates and quantiles are taken. */
  readonly windowSeconds: number;
}

/** More lines than these cannot be told apart. */
const MOST_LINES = 8;

/** The lines that are largest on average, in their order before: by their last values, they would change too often. */
export function largest(times: Float64Array, lines: readonly Line[]): Plotted {
  if (lines.length <= MOST_LINES) return { times, lines, omitted: 0 };
  const sizes = new Map(lines.map((line) => [line, mean(line.values)]));
  const size = (line: Line) => sizes.get(line) ?? -Infinity;
  const chosen = new Set([...lines].sort((left, right) => size(right) - size(left)).slice(0, MOST_LINES));
  return { times, lines: lines.filter((line) => chosen.has(line)), omitted: lines.length - MOST_LINES };
}

function mean(values: Float64Array): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? -Infinity : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** Rates per second of a counter's series. */
export function counterLines({ history, family, grouping, windowSeconds }: Question): Plotted {
  const slots = history.slots(family);
  const times = history.times(slots);
  const starts = windowStarts(times, windowSeconds);
  const lines = groupSamples(family.samples, grouping).map(({ title, samples }) => {
    const sum = new Float64Array(slots.length);
    for (const sample of samples) addIncrements(sum, sample, slots);
    return { title, values: rates(cumulated(sum), times, starts) };
  });
  return largest(times, lines);
}

/** Values of a gauge's series, and their sums. */
export function gaugeLines({ history, family, grouping }: Question): Plotted {
  const slots = history.slots(family);
  const lines = groupSamples(family.samples, grouping).map(({ title, samples }) => {
    const values = new Float64Array(slots.length).fill(Number.NaN);
    for (const sample of samples) {
      for (const [index, slot] of slots.entries()) {
        const value = sample.values[slot] ?? Number.NaN;
        const sum = values[index] ?? Number.NaN;
        if (!Number.isNaN(value)) values[index] = Number.isNaN(sum) ? value : sum + value;
      }
    }
    return { title, values };
  });
  return largest(history.times(slots), lines);
}

/** How the series of a family are drawn: each, all together, or those together that agree in a label. */
export type Grouping =
  | { readonly kind: "total" }
  | { readonly kind: "each" }
  | { readonly kind: "label"; readonly label: string };

/** Samples that are drawn as one line. */
export interface Group {
  /** What distinguishes it: `code="200", method="GET"`, or `200` where the label is known. */
  readonly title: string;
  readonly samples: readonly SampleHistory[];
}

/** Groups samples, in the order in which they are exposed. */
export function groupSamples(samples: readonly SampleHistory[], grouping: Grouping): readonly Group[] {
  if (grouping.kind === "total") return [{ title: "all", samples }];
  const groups = new Map<string, SampleHistory[]>();
  for (const sample of samples) {
    const title = grouping.kind === "each" ? seriesTitle(sample) : (sample.labels[grouping.label] ?? "");
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [sample]);
    else group.push(sample);
  }
  return [...groups].map(([title, members]) => ({ title, samples: members }));
}

/** A series' labels without `le`, which tells buckets apart and not series. */
function seriesTitle({ labels }: SampleHistory): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== "le");
  return pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ");
}

/**
 * Adds to a sum how much a counter has grown up to each slot since the one before. As Prometheus has it, a
 * value below the one before is a counter that has begun anew at 0. A scrape without the series counts as 0:
 * the recorders expose a series from its first record on.
 */
export function addIncrements(sum: Float64Array, { values }: SampleHistory, slots: readonly number[]): void {
  let before = valueAt(values, slots[0]);
  for (let index = 1; index < slots.length; index++) {
    const value = valueAt(values, slots[index]);
    sum[index] = (sum[index] ?? 0) + (value >= before ? value - before : value);
    before = value;
  }
}

function valueAt(values: Float64Array, slot: number | undefined): number {
  const value = slot === undefined ? 0 : (values[slot] ?? 0);
  return Number.isNaN(value) ? 0 : value;
}

/** The running totals of increments. */
export function cumulated(increments: Float64Array): Float64Array {
  const totals = new Float64Array(increments.length);
  let total = 0;
  for (let index = 0; index < increments.length; index++) {
    total += increments[index] ?? 0;
    totals[index] = total;
  }
  return totals;
}

/** For each time, where the window that ends there begins: an index. Equal to its own where there is none before. */
export type WindowStarts = Int32Array;

/**
 * The windows that end at each time: from the last time that is at least so long before, or, while there is
 * none, from the first.
 *
 * @param seconds how long a window is
 */
export function windowStarts(times: Float64Array, seconds: number): WindowStarts {
  const starts = new Int32Array(times.length);
  let start = 0;
  for (let end = 0; end < times.length; end++) {
    // Scrapes are never on the dot: half a second early is as good.
    while (start + 1 < end && (times[start + 1] ?? 0) <= (times[end] ?? 0) - seconds + 0.5) start += 1;
    starts[end] = Math.min(start, end);
  }
  return starts;
}

/** By how much totals have grown over each window. */
export function growth(totals: Float64Array, starts: WindowStarts): Float64Array {
  return totals.map((total, end) => total - (totals[starts[end] ?? end] ?? 0));
}

/** The growth per second over each window; NaN where a window has no length. */
export function rates(totals: Float64Array, times: Float64Array, starts: WindowStarts): Float64Array {
  return growth(totals, starts).map((grown, end) => {
    const seconds = (times[end] ?? 0) - (times[starts[end] ?? end] ?? 0);
    return seconds > 0 ? grown / seconds : Number.NaN;
  });
}
