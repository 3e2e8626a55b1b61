import type { CatalogueCode, DiagnosticParams } from "../diagnostics/catalogue.js";
import type { ExposedSeries } from "./exposed-series.js";
import type { ParsedQuery } from "./promql/parse-query.js";
import type { Selector } from "./promql/selector.js";
import type { Span } from "./span.js";

/** A query's selectors beside what the schema knows of them, as the rules see it. */
interface HeldQuery {
  readonly parsed: ParsedQuery;
  readonly selectors: readonly HeldSelector[];
  readonly world: World;
}

export interface HeldSelector {
  readonly selector: Selector;
  readonly meaning: Meaning;
}

/** What a selector selects. */
export type Meaning =
  /** The schema's series; several by a pattern of names. */
  | { readonly kind: "series"; readonly series: readonly [ExposedSeries, ...ExposedSeries[]] }
  /** The bare name of a histogram. */
  | { readonly kind: "histogram"; readonly name: string }
  /** Nothing: a name that the schema should know, and does not. */
  | { readonly kind: "nothing" }
  /** Others' metrics, those that rules record, or what a variable of Grafana says. */
  | { readonly kind: "anything" };

/** What queries are held against. */
export interface World {
  readonly series: ReadonlyMap<string, ExposedSeries>;
  /** Bare names of histograms. */
  readonly histograms: ReadonlySet<string>;
  /** The names that rules in the files record. */
  readonly recorded: ReadonlySet<string>;
  /** Label names that Prometheus gives to the targets. */
  readonly targetLabels: ReadonlySet<string>;
  /** Whether a metric of this name ought to be in the schema. */
  readonly holds: (name: string) => boolean;
}

type QueryCode = Extract<CatalogueCode, `query-${string}`>;

/** Takes a finding at a part of the query's text; where the query stands is added to it. */
export type ReportFinding = <Code extends QueryCode>(
  code: Code,
  params: Omit<DiagnosticParams[Code], "standing">,
  span: Span,
) => void;

/** A rule looks for one kind of mistake. */
export type Rule = (query: HeldQuery, report: ReportFinding) => void;
