import type { Catalog } from "../catalog.js";
import type { DiagnosticParams } from "../diagnostics/catalogue.js";
import { diagnose } from "../diagnostics/diagnose.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import {
  CLIENT_PATTERNS,
  EXPORTER_PATTERNS,
  nameMatcher,
  OPENTELEMETRY_PATTERNS,
  PROMETHEUS_PATTERNS,
} from "../foreign-families.js";
import { exposedSeries } from "../series.js";
import { selectorsIn } from "./promql/label-flow.js";
import { parseQuery } from "./promql/parse-query.js";
import { locateInQuery, type Query, standing } from "./query.js";
import { RULES } from "./rules.js";
import { meaningOf, type ReportFinding, type World } from "./selected-series.js";

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

/**
 * `{ findings: [{ code, severity, message, file, panel, query, column }], queries }`, where `panel` is the title of the
 * panel, or the name of the rule, variable or annotation, `query` the letter, and `column` counts from 1 in the text of
 * the query. What there is not is null, as all of these in a finding about a file.
 */
export function formatFindings({
  ofFiles,
  findings,
  queries,
}: {
  readonly ofFiles: readonly Diagnostic[];
  readonly findings: readonly QueryFinding[];
  readonly queries: number;
}): string {
  const document = {
    findings: [
      ...ofFiles.map((diagnostic) => ({ ...told(diagnostic), panel: null, query: null, column: null })),
      ...findings.map(({ diagnostic, query: { owner, refId }, column }) => ({
        ...told(diagnostic),
        panel: owner.kind === "file" ? null : owner.name,
        query: refId ?? null,
        column,
      })),
    ],
    queries,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function told({ code, severity, message, help, location }: Diagnostic) {
  const text = help === undefined ? message : `${message} ${help}`;
  return { code, severity, message: text, file: location?.file ?? null };
}

/** Which names of metrics are held against the schema. */
interface Scope {
  readonly holds: (name: string) => boolean;
}

export interface ScopeOptions {
  /** What the names begin with; by default, the schema's namespace. */
  readonly prefixes: readonly string[];
  /** Names that are never held, in which `*` stands for any characters. */
  readonly ignored: readonly string[];
}

/** Names that others give, which count where there is no prefix. */
const OF_OTHERS: readonly string[] = [
  ...PROMETHEUS_PATTERNS,
  ...OPENTELEMETRY_PATTERNS,
  ...CLIENT_PATTERNS,
  ...EXPORTER_PATTERNS,
];

/**
 * The scope of a schema, whose `ignore` names families of others with all their series. In a recording rule's
 * `level:metric:operations`, each part counts as a name.
 */
export function scopeOf(
  { namespace, ignore }: Pick<Catalog, "namespace" | "ignore">,
  { prefixes, ignored }: ScopeOptions,
): Scope {
  const own = prefixes.length > 0 || namespace === "" ? prefixes : [`${namespace}_`];
  const isGiven = nameMatcher(own.length > 0 ? ignored : [...OF_OTHERS, ...ignored]);
  const isOfOther = nameMatcher(ignore);
  const isIgnored = (name: string) =>
    isGiven(name) || isOfOther(name) || isOfOther(name.replace(/_(?:bucket|sum|count)$/, ""));
  const isOwn = (name: string) => own.length === 0 || own.some((prefix) => name.startsWith(prefix));
  return {
    holds: (name) => {
      const parts = [name, ...name.split(":")].filter((part) => part !== "");
      return parts.some(isOwn) && !parts.some(isIgnored);
    },
  };
}
