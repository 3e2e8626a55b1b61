/** What changed between two schemas, and what that asks of the next version. */
export interface SchemaDiff {
  /** By Semantic Versioning: `major` for a breaking change, `minor` for a risky one or something new. */
  readonly verdict: Verdict;
  /** Breaking ones first, then risky ones, then safe ones; by path within a class. */
  readonly changes: readonly Change[];
  /** The number of further changes, all safe, that neither a dashboard nor a caller of generated code sees. */
  readonly otherSafeChanges: number;
}

export type Verdict = "major" | "minor" | "patch";

/**
 * What a change does to whoever reads the metrics: `breaking` makes queries find nothing, or something else;
 * `risky` may, depending on the query; `safe` does nothing to any query.
 */
export type ChangeClass = "breaking" | "risky" | "safe";

/** One field that is not what it was. */
export interface Change {
  readonly class: ChangeClass;
  readonly kind: ChangeKind;
  /** Keys of the schema, joined by dots: `histograms.request_duration.buckets`. */
  readonly path: string;
  /** `undefined` for what was not there. */
  readonly before: ChangeValue | undefined;
  /** `undefined` for what is no longer there. */
  readonly after: ChangeValue | undefined;
  /** What it means for dashboards and alerts, and for the program where its code is concerned. */
  readonly message: string;
}

export type ChangeValue = string | number | boolean | readonly (string | number)[];

/** Every kind of change: stable, kebab-case, as programs compare them. */
export const CHANGE_KINDS = [
  "namespace-changed",
  "family-removed",
  "family-renamed",
  "family-added",
  "family-key-changed",
  "type-changed",
  "unit-changed",
  "unit-added",
  "help-changed",
  "deprecated",
  "deprecation-changed",
  "deprecation-withdrawn",
  "combine-changed",
  "initialize-changed",
  "budget-lowered",
  "bucket-removed",
  "bucket-added",
  "label-removed",
  "label-renamed",
  "label-added",
  "values-removed",
  "values-added",
  "vector-closed",
  "vector-opened",
  "vector-type-changed",
  "otherwise-changed",
  "otherwise-added",
  "max-values-lowered",
  "max-values-raised",
  "recorder-removed",
  "recorder-added",
  "recorder-metric-removed",
  "recorder-metric-added",
  "recorder-labels-changed",
  "server-address-changed",
  "output-removed",
  "job-changed",
  "target-labels-changed",
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];
