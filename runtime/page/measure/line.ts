import type { FamilyHistory, History } from "../history/history.js";
import type { Grouping } from "./groups.js";

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
