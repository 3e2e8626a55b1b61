import type { ts } from "ts-morph";

export type ClientMetricType = "counter" | "gauge" | "histogram" | "summary";

/** A metric of a client, as the source creates it. */
export interface ClientMetric {
  readonly type: ClientMetricType;
  readonly name: string;
  /** `undefined` where the source does not say it as a constant. */
  readonly help: string | undefined;
  /** In the order of the configuration, which is that of positional label values. */
  readonly labelNames: readonly string[];
  /** Upper bounds as the source writes them; `undefined` for the client's own. */
  readonly buckets: readonly string[] | undefined;
  /** Parts that the source does not say as constants, with the expressions that it stops at. */
  readonly unknown: readonly { readonly part: "help" | "buckets"; readonly at: ts.Node }[];
  /** `new Counter(…)`, or the call of a function that makes one: the expression whose value is the metric. */
  readonly creation: ts.Expression;
  /** How the client adds up the processes of a cluster, if the source says so. */
  readonly aggregator: string | undefined;
  /** What else the configuration says that a recorder does differently: `collect`, `enableExemplars`. */
  readonly extras: readonly string[];
}

/** A metric, or what may be one, that the analysis cannot take up. */
export interface UnresolvedMetric {
  /** `undefined` where even the name is not known. */
  readonly name: string | undefined;
  /** The part that is not constant: `name`, `labelNames`, or the configuration as a whole. */
  readonly part: string;
  /** The expression that it stops at. */
  readonly at: ts.Node;
}
