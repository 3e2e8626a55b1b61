/**
 * The model of a schema, with every name looked up and every default applied. All that is generated, checked or compared
 * is read from it. A property that may be absent is `undefined`.
 */
export interface Catalog {
  /** The schema file as the user named it, relative to the working directory: for first lines of outputs and messages. */
  readonly source: string;
  readonly origin: SchemaOrigin;
  /** Prefix of every exposed name, without the underscore; empty if the schema has none. */
  readonly namespace: string;
  readonly server: ServerSection;
  readonly outputs: OutputsSection;
  readonly lint: LintSection;
  /** Names of families of other libraries, which `verify` and `queries` ignore; `*` stands for any characters. */
  readonly ignore: readonly string[];
  /** The schema's `initialize`: the default of families. */
  readonly initialize: boolean;
  /** The schema's `series_budget`: the default of families. */
  readonly seriesBudget: number;
  /** The vectors that at least one family uses, in schema order. */
  readonly vectors: readonly Vector[];
  /** All families, in the order of the file; those of imported files come first. */
  readonly families: readonly Family[];
  readonly recorders: readonly CompositeRecorder[];
}

/** The section `lint`: what `metricsmith lint` reports. Its names are not looked up: `lint` reports unknown ones. */
export interface LintSection {
  /** Of the rules whose severity is not their own, in schema order; `off` switches a rule off. */
  readonly severities: readonly {
    readonly rule: string;
    readonly severity: "error" | "warning" | "information" | "off";
  }[];
  /** In schema order. */
  readonly suppressions: readonly LintSuppression[];
}

/** Families or vectors of which a rule reports nothing. */
export interface LintSuppression {
  readonly rule: string;
  /** Keys or exposed names; `*` stands for any characters. */
  readonly families: readonly string[];
  /** Keys of vectors; `*` stands for any characters. */
  readonly vectors: readonly string[];
  readonly reason: string;
}

/** Where a schema is, on every machine: with the namespace, it identifies the schema. */
export interface SchemaOrigin {
  /** The name of the package that has the schema; empty if no `package.json` above it has a name. */
  readonly package: string;
  /** The schema's file relative to the folder of the package, with `/`; the file's name without a package. */
  readonly path: string;
  /** The version of the package. No output has it, so that a release alone changes none. `undefined` without one. */
  readonly version?: string | undefined;
}

/** The section `server` of a schema. */
export interface ServerSection {
  /** Where the metrics server listens unless an option or variable names another address: `tcp://:9959/metrics`. */
  readonly address: string;
}

/** Language of the generated code. */
export type OutputLanguage = "typescript" | "javascript";

/** The outputs; `undefined` for those beside the recorders that the schema does not ask for. */
export interface OutputsSection {
  readonly language: OutputLanguage;
  /** The output directory, relative to the schema's folder; `undefined` if the schema names none. */
  readonly directory: string | undefined;
  readonly scrape: ScrapeJob | undefined;
  readonly reference: ReferencePage | undefined;
  readonly client: ClientOutput | undefined;
  /** Whether there are typed reads for tests of the application. */
  readonly testing: boolean;
}

/** The drop-in client: the module that a program imports in place of a client's package. */
export interface ClientOutput {
  /** The package that it stands in for, and imports. */
  readonly of: "prom-client" | "@prometheus-io/client";
}

/** The job with which Prometheus scrapes the program. */
export interface ScrapeJob {
  /** Value of the label `job` of every series. */
  readonly jobName: string;
  /** The path, not percent-encoded: `/metrics`. */
  readonly metricsPath: string;
  /** A duration such as `15s`; `undefined` for the interval of Prometheus' `global` section. */
  readonly interval: string | undefined;
  /** `undefined` for Prometheus' default, `http`. */
  readonly scheme: "http" | "https" | undefined;
  readonly histograms: HistogramForm;
  /** At least one, in schema order. Without targets in the schema, it is the server's own address. */
  readonly targetGroups: readonly TargetGroup[];
}

/**
 * How Prometheus stores the program's histograms: as series of buckets, count and sum, as one native histogram with the
 * same buckets under the bare name, or both.
 */
export type HistogramForm = "classic" | "native" | "both";

/** Targets, and the labels that Prometheus adds to their series. */
export interface TargetGroup {
  /** At least one, each as `host:port`. */
  readonly targets: readonly string[];
  readonly labels: readonly TargetLabel[];
}

/** A label that the scrape job gives to its targets. */
export interface TargetLabel {
  readonly name: string;
  readonly value: string;
}

/** The reference of the metrics in Markdown: tables of families, and the label values of their vectors. */
export interface ReferencePage {
  /** The existing page with the reference's markers, relative to the schema's folder; `undefined` for a page of its own. */
  readonly page: string | undefined;
  /** First heading, if the reference is a page of its own. */
  readonly title: string;
  /** Level of the headings of metrics and of vectors, from 1 to 5. Tables and single vectors are one level deeper. */
  readonly headingLevel: number;
  readonly headings: { readonly metrics: string; readonly vectors: string };
  /** In the order in which they are shown; none is without families. */
  readonly tables: readonly ReferenceTable[];
  readonly align: "left" | "center" | "right";
  /**
   * Which label values are shown, unless a vector's description names them: `listed` shows those of vectors whose
   * values the schema lists, `all` also describes the sets of all other vectors.
   */
  readonly values: "all" | "listed" | "none";
}

/** A table of families on the reference page. */
export interface ReferenceTable {
  readonly heading: string;
  /** At least one, in schema order. */
  readonly families: readonly Family[];
  /** At least one, from left to right. */
  readonly columns: readonly ReferenceColumn[];
}

/** A column of a table of the reference page. */
export interface ReferenceColumn {
  readonly shows:
    | "key"
    | "name"
    | "type"
    | "vectors"
    | "unit"
    | "description"
    | "buckets"
    | "series"
    | "stability"
    | "owner"
    | "runbook"
    | "renamed_from"
    | "deprecated";
  readonly title: string;
}

/** A declared set of label values. Two vectors can have one label, in different families. */
export type Vector =
  | ClosedVector
  | BooleanVector
  | IntegerVector
  | StatusClassVector
  | StatusVector
  | OpenVector;

interface VectorBase {
  /** The key in the schema, for what means the declaration: types of generated code, the reference page, diagnostics. */
  readonly name: string;
  /** The label name that is exposed. */
  readonly label: string;
  /** Empty if the schema has none. */
  readonly description: string;
  /** Maximum number of label values, `otherwise` included. */
  readonly size: number;
}

/**
 * A set of listed strings. `http_method` is one, with the registered methods, or those that the schema lists, and
 * `otherwise: "other"`.
 */
export interface ClosedVector extends VectorBase {
  readonly kind: "closed";
  /** In schema order, without `otherwise`. */
  readonly values: readonly string[];
  /** Whether the schema lists the values; if not, they are the registered HTTP methods. */
  readonly listed: boolean;
  /** The label value for any other string; `undefined` if other strings are rejected. */
  readonly otherwise: string | undefined;
}

/** A vector with the label values `true` and `false`. */
export interface BooleanVector extends VectorBase {
  readonly kind: "boolean";
}

/** Whole numbers from `min` to `max`, both included. `http_status` is one, from 100 to 599. */
export interface IntegerVector extends VectorBase {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
}

/** HTTP status codes by their class. Recorders take the code, and `1xx` to `5xx` is exposed. */
export interface StatusClassVector extends VectorBase {
  readonly kind: "statusClass";
}

/** The HTTP status codes that the schema lists. Recorders take any code; others are recorded as `otherwise`. */
export interface StatusVector extends VectorBase {
  readonly kind: "status";
  /** In schema order. */
  readonly codes: readonly number[];
  readonly otherwise: string;
}

/** Any string: the first `maxValues` different ones as they are, later ones and longer ones as `otherwise`. */
export interface OpenVector extends VectorBase {
  readonly kind: "open";
  readonly maxValues: number;
  /** Maximum number of UTF-16 code units of a label value. */
  readonly maxLength: number;
  readonly otherwise: string;
  /** In milliseconds: series that nobody has recorded for this long are dropped. `undefined`: none are. */
  readonly expireAfter: number | undefined;
}

/** A metric family with every default applied. */
export type Family = CounterFamily | GaugeFamily | HistogramFamily;

interface FamilyBase {
  /** The key in the schema: `request_duration`. */
  readonly key: string;
  /** The exposed name: `authelia_request_duration`. */
  readonly name: string;
  /** The HELP text; never empty. */
  readonly help: string;
  /** Base unit, such as `seconds`; `undefined` if the schema has none. */
  readonly unit: string | undefined;
  /** In the order in which labels are exposed. No two of them have one label. */
  readonly vectors: readonly Vector[];
  /** How far readers can rely on the family; `undefined` if the schema does not say. */
  readonly stability: Stability | undefined;
  /** Who answers for the family; `undefined` if the schema does not say. */
  readonly owner: string | undefined;
  /** The `http` or `https` URL of a page on what to do when the family shows trouble. */
  readonly runbook: string | undefined;
  /** The key or the exposed name that the family had before; `undefined` if the schema names none. */
  readonly renamedFrom: string | undefined;
  /** The old name under which the family is exposed as well; `undefined` if there is none. */
  readonly alias: Alias | undefined;
  /** `undefined` if the family is not deprecated. */
  readonly deprecated: Deprecation | undefined;
  /** Whether every label set is exposed at 0 from the start. Then no vector is open. */
  readonly initialize: boolean;
  /** Whether some label sets may lack labels or buckets that others have. Recorders always expose all of them. */
  readonly uneven: boolean;
  /** Number of label sets in the worst case: the product of the vectors' sizes. */
  readonly labelSets: number;
  /**
   * Number of series in the worst case. A label set of a histogram has one for each bucket (also `+Inf`) and two more. A
   * family that is exposed under two names has twice as many.
   */
  readonly series: number;
  /** Maximum number of series: the family's `series_budget`, or the schema's. At least `series`. */
  readonly seriesBudget: number;
}

/** `stable` names and labels only change with notice; `beta` and `alpha` ones may change at each release. */
export type Stability = "stable" | "beta" | "alpha";

/** Why and when a family goes away. Each field is `undefined` if the schema does not say; at least one is there. */
export interface Deprecation {
  /** Why it goes away, and what to use instead. */
  readonly note: string | undefined;
  /** The version of the package, or the date, from which on it is deprecated: `1.4.0`, `2026-12-31`. */
  readonly since: string | undefined;
  /** The version of the package, or the date, that removes it. */
  readonly removeIn: string | undefined;
  /** The family that takes its place. */
  readonly replacedBy: (Pick<FamilyBase, "key" | "name"> & { readonly type: Family["type"] }) | undefined;
}

/** An old name that a renamed family keeps for a while. */
export interface Alias {
  /** The exposed name, without the suffixes of a histogram's series: `authelia_request_duration`. */
  readonly name: string;
  /** The version of the package, or the date, from which on the family has the new name only. */
  readonly until: string;
}

/** A number of events, which only goes up. */
export interface CounterFamily extends FamilyBase {
  readonly type: "counter";
}

/** A value that goes up and down. */
export interface GaugeFamily extends FamilyBase {
  readonly type: "gauge";
  readonly combine: Combine;
}

/** How the values of several processes for one series make one; `last` is the one that was set last. */
export type Combine = "sum" | "max" | "min" | "average" | "last";

/** Observed values in buckets. */
export interface HistogramFamily extends FamilyBase {
  readonly type: "histogram";
  /** Finite upper bounds in ascending order. `+Inf` is implied. */
  readonly buckets: readonly number[];
  /** The same bounds as the schema writes them: `.0005`. */
  readonly spelledBuckets: readonly string[];
  /** Values that objectives ask for, as the schema has them. Each should be an upper bound. */
  readonly objectives: readonly number[];
}

/** A function that records several families. */
export interface CompositeRecorder {
  readonly key: string;
  readonly description: string;
  /** At least two, in the order in which the schema names them. */
  readonly families: readonly Family[];
  /**
   * One for each label, in order of first appearance. Where the families give a label different vectors, it has the values
   * that all of them take. If the schema declares no vector of these values, its name is empty.
   */
  readonly vectors: readonly Vector[];
}
