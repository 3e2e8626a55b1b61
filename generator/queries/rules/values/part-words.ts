import type { Expression } from "../../promql/syntax-tree.js";
import type { MeasureKind, SelectedSeries } from "../../results/result.js";
import type { CheckedQuery } from "../rule.js";

/** A part of the query in one line, as the user has written it; its beginning, if it is long. */
export function textOf({ query }: Pick<CheckedQuery, "query">, { start, end }: Expression): string {
  const text = query.text.slice(start, end).replace(/\s+/g, " ");
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

/** In UTF-16 code units. */
const LONGEST_TEXT = 100;

/** The name of the one metric that a part has its values from, or the part itself. */
export function subjectOf(
  checked: Pick<CheckedQuery, "query">,
  part: Expression,
  selectors: readonly SelectedSeries[],
): string {
  const [first, ...others] = selectors;
  if (first === undefined || others.length > 0) return textOf(checked, part);
  const { selector, selection } = first;
  if (selector.metric !== undefined) return selector.metric.name;
  return selection.kind === "series" ? selection.series[0].name : textOf(checked, part);
}

/** For a sentence: `b` in "`a` is b". */
export const MEASURE_WORDS: Readonly<Record<MeasureKind, string>> = {
  counter: "a counter",
  rate: "a rate",
  increase: "an increase",
  "some rate": "a rate",
  gauge: "a gauge",
  buckets: "buckets",
  "bucket rates": "rates of buckets",
  "sum of counters": "a sum of counters",
  ratio: "a ratio",
  quantile: "a quantile",
  average: "an average",
  count: "a count",
  boolean: "0 or 1",
  timestamp: "a time",
  constant: "a constant",
  "native histogram": "a native histogram",
  unknown: "unknown",
};
