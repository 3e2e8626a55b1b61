import type { KnownSeries } from "../known-metrics.js";
import type { VectorSelector } from "../promql/syntax-tree.js";
import type { TextSpan } from "../query.js";

/**
 * What an expression results in, as far as it is known. All that is not known is left open: a rule reports what is sure,
 * and nothing else.
 */
export interface Result {
  /** `any` for what a Grafana variable inserts. */
  readonly type: "scalar" | "vector" | "matrix" | "string" | "any";
  readonly labels: ResultLabels;
  readonly measure: Measure;
  readonly bounds: Bounds;
  /** Whether it has series: `never` is always empty, `always` is never. A scalar is `always`. */
  readonly presence: "always" | "sometimes" | "never";
  /**
   * Whether a part of it chooses among series, or copies labels: then series that have all values of one label may have a
   * single one of another.
   */
  readonly isPartial: boolean;
  /**
   * Why it is empty at all times; `undefined` unless `presence` is `never`. A rule has reported it, so that no other rule
   * needs to report what follows from it.
   */
  readonly emptyBy: TextSpan | undefined;
  /**
   * The selectors whose series it comes from, in text order. Those in `scalar(…)` and the right side of `and` are not. The list
   * is made when it is read: in a sum of ten thousand series, no rule may read that of each part.
   */
  readonly selectors: readonly SelectedSeries[];
}

/** A selector, and what it selects. */
export interface SelectedSeries {
  readonly selector: VectorSelector;
  readonly selection: Selection;
}

export type Selection =
  /** Known series; a pattern of names may select several. */
  | { readonly kind: "series"; readonly series: readonly [KnownSeries, ...KnownSeries[]] }
  /** What rules of the files record under its name, which may be several rules. */
  | { readonly kind: "recorded"; readonly name: string; readonly result: Result }
  /** The bare name of a classic histogram, which has no series. */
  | { readonly kind: "histogram"; readonly name: string }
  /** Nothing: the name should be known, and is not. */
  | { readonly kind: "nothing" }
  /** Unknown series: metrics of other programs, or names from a Grafana variable. */
  | { readonly kind: "anything" };

/** The labels of all series of a result. */
export interface ResultLabels {
  /** By name. */
  readonly named: ReadonlyMap<string, LabelState>;
  /** The state of labels that are not named. */
  readonly others: LabelState;
}

export interface LabelState {
  /**
   * `there`: each series has it. `maybe`: unknown, or some have it. `gone`: none has it. A label with an empty value is one
   * that is not there.
   */
  readonly presence: "there" | "maybe" | "gone";
  /**
   * The values that it can have where it is there, never the empty one; `undefined` if they cannot be listed. Empty for
   * one that is gone.
   */
  readonly values: ReadonlySet<string> | undefined;
  /** The clause or function that has removed it; `undefined` if it is not gone, or if the metrics never had it. */
  readonly removedBy: TextSpan | undefined;
}

/** What the numbers of a result mean. */
export interface Measure {
  readonly kind: MeasureKind;
  /** As the schema has it: `seconds`, `bytes`. A rate is per second beside it. `undefined` if it is not known. */
  readonly unit: string | undefined;
  /** The finite upper bounds of the histogram that the values come from; `undefined` for others. */
  readonly bucketBounds: readonly number[] | undefined;
}

export type MeasureKind =
  /** The value of a counter, also of a histogram's `_sum` and `_count`: it falls only when the program restarts. */
  | "counter"
  /** What a counter has grown by, in a second or in a range. */
  | "rate"
  | "increase"
  /** A rate or increase of metrics that are not known: of counters, buckets or native histograms. */
  | "some rate"
  /** It can rise and fall. */
  | "gauge"
  /** Cumulative counters by `le`. */
  | "buckets"
  /** Rates or increases of buckets by `le`, of which a quantile can be taken. */
  | "bucket rates"
  /** A sum of several counters: a restart of one program is hidden in it. */
  | "sum of counters"
  /** One quantity divided by another of the same unit. */
  | "ratio"
  | "quantile"
  /** A sum divided by a count, and averages over time. */
  | "average"
  /** How many series or samples there are. */
  | "count"
  /** 0 or 1. */
  | "boolean"
  /** Seconds since 1970. */
  | "timestamp"
  /** A number that the query has. */
  | "constant"
  | "native histogram"
  | "unknown";

/** All values lie between them, both included; infinite if there is no bound. NaN is left out of account. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}
