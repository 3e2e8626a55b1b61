import type { FamilyHistory, History, SampleHistory } from "../history.js";

/** A line of a plot. */
export interface Line {
  readonly title: string;
  /** One value for each time; NaN where the line has a gap. */
  readonly values: Float64Array;
}

/** The lines of a plot and their times. */
export interface PlotLines {
  /** In seconds since 1970. */
  readonly times: Float64Array;
  readonly lines: readonly Line[];
  /** The number of lines that are left out: those with the smallest values. */
  readonly omitted: number;
}

/** Which lines of a family to compute. */
export interface LineQuery {
  readonly history: History;
  readonly family: FamilyHistory;
  readonly grouping: Grouping;
  /** The number of seconds over which rates and quantiles are computed. */
  readonly windowSeconds: number;
  /** How the series of a gauge become one line: the sum, unless given. */
  readonly combine?: Combine;
}

/** The sum of values, the largest, or their mean. */
export type Combine = "sum" | "latest" | "mean";

/** One line for all series, one for each series, or one for each value of a label. */
export type Grouping =
  | { readonly kind: "total" }
  | { readonly kind: "each" }
  | { readonly kind: "label"; readonly label: string };

/** Maximum number of lines in a plot: more cannot be told apart. */
export const MOST_LINES = 8;

/** The rates per second of a counter. */
export function counterLines({ history, family, grouping, windowSeconds }: LineQuery): PlotLines {
  const slots = history.slots(family);
  const times = history.times(slots);
  const starts = windowStarts(times, windowSeconds);
  const lines = groupSamples(family.samples, grouping).map(({ title, samples }) => {
    const sum = new Float64Array(slots.length);
    for (const sample of samples) addIncreases(sum, sample, slots);
    return { title, values: windowRates(runningTotals(sum), times, starts) };
  });
  return keepLargest(times, lines);
}

/** The values of a gauge; the series of a group are combined. */
export function gaugeLines({ history, family, grouping, combine = "sum" }: LineQuery): PlotLines {
  const slots = history.slots(family);
  const lines = groupSamples(family.samples, grouping).map(({ title, samples }) => {
    const values = new Float64Array(slots.length).fill(Number.NaN);
    const counts = new Float64Array(slots.length);
    for (const sample of samples) {
      for (const [index, slot] of slots.entries()) {
        const value = sample.values[slot] ?? Number.NaN;
        const before = values[index] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        counts[index] = (counts[index] ?? 0) + 1;
        if (Number.isNaN(before)) values[index] = value;
        else values[index] = combine === "latest" ? Math.max(before, value) : before + value;
      }
    }
    if (combine === "mean")
      for (const [index, sum] of values.entries()) values[index] = sum / (counts[index] ?? 1);
    return { title, values };
  });
  return keepLargest(history.times(slots), lines);
}

/** Keeps the lines with the largest mean, in their order: the last values would change the choice at each scrape. */
export function keepLargest(times: Float64Array, lines: readonly Line[]): PlotLines {
  if (lines.length <= MOST_LINES) return { times, lines, omitted: 0 };
  const means = new Map(lines.map((line) => [line, mean(line.values)]));
  const meanOf = (line: Line) => means.get(line) ?? -Infinity;
  const kept = new Set([...lines].sort((left, right) => meanOf(right) - meanOf(left)).slice(0, MOST_LINES));
  return { times, lines: lines.filter((line) => kept.has(line)), omitted: lines.length - MOST_LINES };
}

function mean(values: Float64Array): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? -Infinity : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** Samples that are drawn as one line. */
interface SampleGroup {
  /** `code="200", method="GET"` for a series, `200` for the value of a label, `all` for all series. */
  readonly title: string;
  readonly samples: readonly SampleHistory[];
}

/** Groups samples, in the order in which they are exposed. */
export function groupSamples(samples: readonly SampleHistory[], grouping: Grouping): readonly SampleGroup[] {
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

/** The labels of a series. All buckets of a histogram's label set have the same title, so `le` is left out. */
function seriesTitle({ labels }: SampleHistory): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== "le");
  return pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ");
}

/**
 * Adds to each item of `sum` the increase of a counter from the slot before. As in Prometheus, a smaller value means a
 * reset to 0. A scrape without the series counts as 0: a series is exposed from its first recording on.
 */
export function addIncreases(sum: Float64Array, { values }: SampleHistory, slots: readonly number[]): void {
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

/** The running totals of increases. */
export function runningTotals(increases: Float64Array): Float64Array {
  const totals = new Float64Array(increases.length);
  let total = 0;
  for (let index = 0; index < increases.length; index++) {
    total += increases[index] ?? 0;
    totals[index] = total;
  }
  return totals;
}

/** For each time, the index of the time at which its window starts; the same index if the window has no length. */
export type WindowStarts = Int32Array;

/** Finds the window that ends at each time. It starts at least `seconds` earlier, or else at the first time. */
export function windowStarts(times: Float64Array, seconds: number): WindowStarts {
  const starts = new Int32Array(times.length);
  let start = 0;
  for (let end = 0; end < times.length; end++) {
    // Scrapes are not exactly on time: a window may be half a second shorter.
    while (start + 1 < end && (times[start + 1] ?? 0) <= (times[end] ?? 0) - seconds + 0.5) start += 1;
    starts[end] = Math.min(start, end);
  }
  return starts;
}

/** The increase of running totals over each window. */
export function windowIncreases(totals: Float64Array, starts: WindowStarts): Float64Array {
  return totals.map((total, end) => total - (totals[starts[end] ?? end] ?? 0));
}

/** The increase per second over each window; NaN where a window has no length. */
function windowRates(totals: Float64Array, times: Float64Array, starts: WindowStarts): Float64Array {
  return windowIncreases(totals, starts).map((increase, end) => {
    const seconds = (times[end] ?? 0) - (times[starts[end] ?? end] ?? 0);
    return seconds > 0 ? increase / seconds : Number.NaN;
  });
}
