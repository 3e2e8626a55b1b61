/**
 * The Catalog: what a schema means, with every default applied. Everything after `resolve` reads only
 * this; it is plain readonly data, and nothing in it is optional that is always there.
 */
export interface Catalog {
  /** The schema file as the user named it, relative to the working directory, for banners and messages. */
  readonly source: string;
  /** Prefix of every exposed name, without the underscore; empty when the schema has none. */
  readonly namespace: string;
  readonly server: ServerSection;
  readonly outputs: OutputsSection;
  /** Names of families that a program exposes beside these; `*` stands for any characters. */
  readonly ignore: readonly string[];
  /** The schema's own `initialize`, which holds for families that do not say otherwise. */
  readonly initialize: boolean;
  /** The schema's own `series_budget`, which holds for families that do not say otherwise. */
  readonly seriesBudget: number;
  /** Vectors that at least one family uses, in schema order. */
  readonly vectors: readonly Vector[];
  /** All families, in schema order: sections and keys as they stand in the file. */
  readonly families: readonly Family[];
  readonly recorders: readonly CompositeRecorder[];
}

export interface ServerSection {
  /** Where the metrics server listens unless the application says otherwise, as `tcp://:9959/metrics`. */
  readonly address: string;
}

/** What is generated beside the recorders; what is not switched on is `undefined`. */
export interface OutputsSection {
  readonly scrape: ScrapeJob | undefined;
  readonly reference: ReferencePage | undefined;
}

/** The job of Prometheus that scrapes the program's hosts, in the order in which the schema names them. */
export interface ScrapeJob {
  /** The label `job` of every series. */
  readonly jobName: string;
  /** Not percent-encoded, as Prometheus wants it: `/metrics`. */
  readonly metricsPath: string;
  /** As `15s`; `undefined` for that of Prometheus' `global` section. */
  readonly interval: string | undefined;
  /** `undefined` for Prometheus' default, `http`. */
  readonly scheme: "http" | "https" | undefined;
  /** At least one: a job that names no targets has the server's own address. */
  readonly targetGroups: readonly TargetGroup[];
}

/** Targets that the schema lists, with the labels that Prometheus puts on their series. */
export interface TargetGroup {
  /** At least one, each as `host:port`. */
  readonly targets: readonly string[];
  readonly labels: readonly TargetLabel[];
}

export interface TargetLabel {
  readonly name: string;
  readonly value: string;
}

/** The reference of the metrics, in Markdown: tables of families, and what their vectors are. */
export interface ReferencePage {
  /**
   * The existing page between whose markers the reference stands, relative to the schema's folder; `undefined`
   * where the reference is a page of its own.
   */
  readonly page: string | undefined;
  /** First heading of a page of its own. */
  readonly title: string;
  /** From 1 to 5: of the headings of metrics and vectors. Tables and single vectors are one deeper. */
  readonly headingLevel: number;
  readonly headings: { readonly metrics: string; readonly vectors: string };
  /** Those that have families, in the order in which they are shown. */
  readonly tables: readonly ReferenceTable[];
  readonly align: "left" | "center" | "right";
  /**
   * Which label values are given, unless a vector's description names them: `listed` are those of vectors whose
   * values the schema lists; `all` says of the other vectors, too, what they may be.
   */
  readonly values: "all" | "listed" | "none";
}

export interface ReferenceTable {
  readonly heading: string;
  /** At least one, in schema order. */
  readonly families: readonly Family[];
  /** At least one, from left to right. */
  readonly columns: readonly ReferenceColumn[];
}

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
    | "deprecated";
  readonly title: string;
}

/** A label name together with the values it may take. */
export type Vector = ClosedVector | BooleanVector | IntegerVector | OpenVector;

interface VectorBase {
  /** The label name. */
  readonly name: string;
  /** Empty when the schema gives none. */
  readonly description: string;
  /** How many label values there are at most, `otherwise` included. */
  readonly size: number;
}

/** A literal union. `http_method` resolves to this, with its registered methods and `otherwise: "other"`. */
export interface ClosedVector extends VectorBase {
  readonly kind: "closed";
  /** In schema order, without `otherwise`. */
  readonly values: readonly string[];
  /** Whether the schema lists the values; if not, they are HTTP's registered methods. */
  readonly listed: boolean;
  /** The label value that any other string is recorded as; `undefined` when others are rejected. */
  readonly otherwise: string | undefined;
}

export interface BooleanVector extends VectorBase {
  readonly kind: "boolean";
}

/** Whole numbers from `min` to `max`, both included. `http_status` resolves to 100 to 599. */
export interface IntegerVector extends VectorBase {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
}

/** Any string, up to `maxValues` different ones; later ones are recorded as `otherwise`. */
export interface OpenVector extends VectorBase {
  readonly kind: "open";
  readonly maxValues: number;
  readonly otherwise: string;
}

export type Family = CounterFamily | GaugeFamily | HistogramFamily;

interface FamilyBase {
  /** The key in the schema: `request_duration`. */
  readonly key: string;
  /** The exposed name: `authelia_request_duration`. */
  readonly name: string;
  /** The HELP text; never empty. */
  readonly help: string;
  /** Base unit, such as `seconds`; `undefined` when the schema gives none. */
  readonly unit: string | undefined;
  /** In the order in which labels are exposed. */
  readonly vectors: readonly Vector[];
  /** The key or the exposed name that it had before; `undefined` when the schema gives none. */
  readonly renamedFrom: string | undefined;
  /** Why, and what to use instead; `undefined` while the family is not deprecated. */
  readonly deprecated: string | undefined;
  /** Whether every label set is exposed at 0 from the start; then no vector is open. */
  readonly initialize: boolean;
  /** Worst-case number of label sets: the product of the vectors' sizes. */
  readonly labelSets: number;
  /** Worst-case number of exposed samples: for a histogram, `labelSets` times buckets (`+Inf` too) plus 2. */
  readonly series: number;
  /** The most series that there may be: the family's own `series_budget`, or the schema's. At least `series`. */
  readonly seriesBudget: number;
}

export interface CounterFamily extends FamilyBase {
  readonly type: "counter";
}

export interface GaugeFamily extends FamilyBase {
  readonly type: "gauge";
  readonly combine: Combine;
}

/** How the values that several processes have for one series make one: `last` is the one that was set last. */
export type Combine = "sum" | "max" | "min" | "average" | "last";

export interface HistogramFamily extends FamilyBase {
  readonly type: "histogram";
  /** Finite upper bounds, ascending. `+Inf` is implied. */
  readonly buckets: readonly number[];
  /** The same bounds as the schema spells them: `.0005`. */
  readonly spelledBuckets: readonly string[];
}

/** One call that records several families. */
export interface CompositeRecorder {
  readonly key: string;
  readonly description: string;
  /** At least two, in the order in which the schema names them. */
  readonly families: readonly Family[];
  /** The union of the families' vectors, each once, in order of first appearance. */
  readonly vectors: readonly Vector[];
}
