import type { Catalog } from "../catalog.js";
import type { DiagnosticParams } from "../diagnostics/catalogue.js";
import { diagnose } from "../diagnostics/diagnose.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { exposedSeries } from "./exposed-series.js";
import type { ReportFinding, World } from "./held-query.js";
import { meaningOf } from "./meaning.js";
import { parseQuery } from "./promql/parse-query.js";
import { selectorsIn } from "./promql/selectors-of.js";
import { locateInQuery, type Query, standing } from "./query.js";
import { RULES } from "./rules/rules.js";
import { type ScopeOptions, scopeOf } from "./scope.js";

export interface CheckOptions extends ScopeOptions {
  /** Label names that Prometheus gives to targets, beside `job`, `instance` and those of the schema's scrape job. */
  readonly targetLabels: readonly string[];
}

/** Something that is wrong with a query. */
export interface QueryFinding {
  readonly diagnostic: Diagnostic;
  readonly query: Query;
  /** In the query's text, in UTF-16 code units from 1. */
  readonly column: number;
}

/** Holds each query against the schema; the findings of a query are in the order of its text. */
export function checkQueries(
  catalog: Catalog,
  queries: readonly Query[],
  options: CheckOptions,
): readonly QueryFinding[] {
  const world = worldOf(catalog, queries, options);
  return queries.flatMap((query) => checkQuery(query, world));
}

function checkQuery(query: Query, world: World): readonly QueryFinding[] {
  const findings: QueryFinding[] = [];
  const report: ReportFinding = (code, params, span) => {
    // The parameters of the code, which the compiler cannot put together again.
    const whole = { ...params, standing: standing(query) } as DiagnosticParams[typeof code];
    const diagnostic = diagnose(code, whole, locateInQuery(query, span));
    findings.push({ diagnostic, query, column: span.start + 1 });
  };
  const parsed = parseQuery(query);
  if (parsed.large) report("query-too-large", {}, { start: 0, end: 1 });
  for (const { problem, help, start, end } of parsed.errors) {
    report("query-syntax", { problem, help }, { start, end });
  }
  const selectors = selectorsIn(parsed).map((selector) => ({
    selector,
    meaning: meaningOf(selector, world),
  }));
  for (const rule of RULES) rule({ parsed, selectors, world }, report);
  return findings.sort((a, b) => a.column - b.column);
}

function worldOf(catalog: Catalog, queries: readonly Query[], options: CheckOptions): World {
  const recorded = queries.flatMap(({ owner }) => (owner.kind === "recording rule" ? [owner.name] : []));
  const groups = catalog.outputs.scrape?.targetGroups ?? [];
  const targetLabels = groups.flatMap(({ labels }) => labels.map(({ name }) => name));
  const histograms = catalog.families.filter(({ type }) => type === "histogram").map(({ name }) => name);
  return {
    series: new Map(exposedSeries(catalog).map((series) => [series.name, series])),
    histograms: new Set(histograms),
    recorded: new Set(recorded),
    targetLabels: new Set(["job", "instance", "quantile", ...targetLabels, ...options.targetLabels]),
    holds: scopeOf(catalog, options).holds,
  };
}
