import type { Report } from "../../diagnostics/define.js";
import type { QUERY_CODES } from "../codes.js";
import type { KnownMetrics } from "../known-metrics.js";
import type { ParsedQuery } from "../promql/parse-query.js";
import type { Expression } from "../promql/syntax-tree.js";
import type { Query, QueryFix, QueryPlace, TextSpan } from "../query.js";
import type { Result, SelectedSeries } from "../results/result.js";

/** A rule looks for one kind of mistake in a query. */
export type Rule = (query: CheckedQuery, report: QueryReport) => void;

/**
 * A rule over the queries of all files: it compares them, or follows records. It sees each query once and reports at the
 * end, and keeps of the queries of large dashboards only what it needs.
 */
export type FilesRule = (reportOf: (query: CheckedQuery) => QueryReport) => {
  readonly see: (query: CheckedQuery) => void;
  readonly finish: () => void;
};

export type QueryReport = Report<typeof QUERY_CODES, QueryPlace>;

/** A query, and what it results in. */
export interface CheckedQuery {
  readonly query: Query;
  readonly parsed: ParsedQuery;
  /** `undefined` if the query has no expression, or one that does not parse. */
  readonly expression: Expression | undefined;
  /** What a part of the expression results in. */
  readonly resultOf: (part: Expression) => Result;
  readonly known: KnownMetrics;
  /** The names of the metrics that rules of the files record. */
  readonly recorded: ReadonlySet<string>;
  readonly intervals: Intervals;
  /** What the selectors select, in text order. */
  readonly selected: readonly SelectedSeries[];
  /** The place of a part of the query's text, for a report, and its repair if that is certain. */
  readonly at: (span: TextSpan, fix?: QueryFix | undefined) => QueryPlace;
}

/** In seconds; `undefined` if nobody says. */
export interface Intervals {
  /** Of the metrics that are known. */
  readonly scrape: number | undefined;
  /** Of metrics of other programs. */
  readonly scrapeOfOthers: number | undefined;
  readonly evaluation: number | undefined;
}
