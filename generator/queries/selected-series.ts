import type { CatalogueCode, DiagnosticParams } from "../diagnostics/catalogue.js";
import type { ExposedSeries } from "../series.js";
import type { ParsedQuery } from "./promql/parse-query.js";
import { alternativesIn, headOf, type Matcher, type Selector } from "./promql/selector.js";
import type { Span } from "./query.js";
import { matcherOf } from "./regex-pattern.js";

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

/** What a selector selects, by its name or by a pattern of names. */
export function meaningOf({ metric, matchers }: Selector, world: World): Meaning {
  if (metric !== undefined) return meaningOfName(metric.name, world);
  const pattern = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  return pattern === undefined ? ANYTHING : meaningOfPattern(pattern, world);
}

const ANYTHING: Meaning = { kind: "anything" };

function meaningOfName(name: string, { series, histograms, recorded, holds }: World): Meaning {
  if (recorded.has(name)) return ANYTHING;
  const known = series.get(name);
  if (known !== undefined) return { kind: "series", series: [known] };
  if (histograms.has(name)) return { kind: "histogram", name };
  return { kind: holds(name) ? "nothing" : "anything" };
}

/** Others' metrics too, unless each of its alternatives begins as names of the schema do. */
function meaningOfPattern(pattern: Matcher, { series, recorded, holds }: World): Meaning {
  if (pattern.variable) return ANYTHING;
  const alternatives = alternativesIn(pattern);
  if (!alternatives.every(({ text }) => holds(headOf(text)))) return ANYTHING;
  const matchers = alternatives.flatMap((alternative) => matcherOf(alternative.pattern) ?? []);
  const matches = (name: string) => matchers.some((matcher) => matcher.matches(name));
  if (matchers.length < alternatives.length || [...recorded].some(matches)) return ANYTHING;
  const [first, ...others] = [...series.values()].filter(({ name }) => matches(name));
  return first === undefined ? ANYTHING : { kind: "series", series: [first, ...others] };
}
