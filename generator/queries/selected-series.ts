import type { Report } from "../diagnostics/define.js";
import type { ExposedSeries } from "../series.js";
import type { QUERY_CODES } from "./codes.js";
import type { ParsedQuery } from "./promql/parse-query.js";
import { alternativesIn, literalPrefix, type Matcher, type Selector } from "./promql/selector.js";
import type { QueryPlace, TextSpan } from "./query.js";

/** A rule looks for one kind of mistake in a query. */
export type Rule = (query: CheckedQuery, report: QueryReport) => void;

export type QueryReport = Report<typeof QUERY_CODES, QueryPlace>;

/** A query, and what its selectors select of the schema. */
export interface CheckedQuery {
  readonly parsed: ParsedQuery;
  readonly selected: readonly SelectedSeries[];
  readonly schema: SchemaIndex;
  /** The place of a part of the query's text, for a report. */
  readonly at: (span: TextSpan) => QueryPlace;
}

export interface SelectedSeries {
  readonly selector: Selector;
  readonly selection: Selection;
}

type Selection =
  /** Series of the schema; a pattern of names may select several. */
  | { readonly kind: "series"; readonly series: readonly [ExposedSeries, ...ExposedSeries[]] }
  /** The bare name of a histogram, which has no series. */
  | { readonly kind: "histogram"; readonly name: string }
  /** Nothing: the schema should have the name, and does not. */
  | { readonly kind: "nothing" }
  /** Unknown series: metrics of other programs, those that rules record, or names from a Grafana variable. */
  | { readonly kind: "anything" };

/** What the schema and the rule files say about names in queries. */
export interface SchemaIndex {
  /** By name. */
  readonly series: ReadonlyMap<string, ExposedSeries>;
  /** Bare names of histograms. */
  readonly histograms: ReadonlySet<string>;
  /** The names that rules in the files record. */
  readonly recorded: ReadonlySet<string>;
  /** Label names that Prometheus gives to the targets. */
  readonly targetLabels: ReadonlySet<string>;
  /** Whether the schema should have a metric of this name. */
  readonly inScope: (name: string) => boolean;
}

export function findSelection({ metric, matchers }: Selector, schema: SchemaIndex): Selection {
  if (metric !== undefined) return findByName(metric.name, schema);
  const pattern = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  return pattern === undefined ? ANYTHING : findByPattern(pattern, schema);
}

const ANYTHING: Selection = { kind: "anything" };

function findByName(name: string, { series, histograms, recorded, inScope }: SchemaIndex): Selection {
  if (recorded.has(name)) return ANYTHING;
  const known = series.get(name);
  if (known !== undefined) return { kind: "series", series: [known] };
  if (histograms.has(name)) return { kind: "histogram", name };
  return { kind: inScope(name) ? "nothing" : "anything" };
}

/** A pattern can match metrics of other programs, unless each alternative begins as the schema's names do. */
function findByPattern(pattern: Matcher, { series, recorded, inScope }: SchemaIndex): Selection {
  if (pattern.variable) return ANYTHING;
  const alternatives = alternativesIn(pattern);
  if (!alternatives.every(({ text }) => inScope(literalPrefix(text)))) return ANYTHING;
  const matches = (name: string) => alternatives.some((alternative) => alternative.matches(name));
  if ([...recorded].some(matches)) return ANYTHING;
  const [first, ...others] = [...series.values()].filter(({ name }) => matches(name));
  return first === undefined ? ANYTHING : { kind: "series", series: [first, ...others] };
}
