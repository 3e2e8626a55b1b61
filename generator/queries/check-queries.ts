import { nameMatcher } from "@metricsmith/runtime/text";
import type { Catalog } from "../catalog.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import {
  CLIENT_PATTERNS,
  EXPORTER_PATTERNS,
  OPENTELEMETRY_PATTERNS,
  PROMETHEUS_PATTERNS,
} from "../foreign-families.js";
import { exposedSeries } from "../series.js";
import { QUERY_CODES } from "./codes.js";
import { type KnownMetrics, seriesOfCatalog } from "./known-metrics.js";
import { selectorsIn } from "./promql/label-flow.js";
import { parseExpression } from "./promql/parse-expression.js";
import { parseQuery } from "./promql/parse-query.js";
import { placeInQuery, type Query, type QueryPlace, type TextSpan, whereText } from "./query.js";
import { inferResults } from "./results/infer-results.js";
import type { Result } from "./results/result.js";
import type { Intervals, Rule } from "./rules/rule.js";
import { findSelection, RULES, type SchemaIndex } from "./rules.js";
import { selectSeries } from "./select-series.js";

export interface CheckOptions {
  /** What the schema's metric names begin with; if empty, the schema's namespace. */
  readonly prefixes: readonly string[];
  /** Metric names that are not checked. `*` stands for any characters. */
  readonly ignored: readonly string[];
  /** Label names that Prometheus gives to targets, beside `job`, `instance` and those of the schema's scrape job. */
  readonly targetLabels: readonly string[];
}

export interface QueryFinding {
  readonly diagnostic: Diagnostic;
  readonly query: Query;
  /** In the query's text, in UTF-16 code units from 1. */
  readonly column: number;
}

/** Checks each query against the schema. The findings of a query are in the order of its text. */
export function checkQueries(
  catalog: Catalog,
  queries: readonly Query[],
  options: CheckOptions,
): readonly QueryFinding[] {
  const schema = indexSchema(catalog, queries, options);
  const { histograms, inScope, targetLabels } = schema;
  const known: KnownMetrics = {
    series: seriesOfCatalog(catalog),
    histograms,
    certainty: "declared",
    inScope,
    targetLabels,
  };
  const intervals: Intervals = { scrape: undefined, evaluation: undefined };
  const context = { schema, known, intervals, recorded: new Map<string, Result>() };
  return queries.flatMap((query) => checkQuery(query, context));
}

/** In the order in which they report about one place. */
const ALL_RULES: readonly Rule[] = [];

/** What all queries are checked against. */
interface CheckContext {
  readonly schema: SchemaIndex;
  readonly known: KnownMetrics;
  readonly intervals: Intervals;
  /** What the rules of the files record, by name. */
  readonly recorded: ReadonlyMap<string, Result>;
}

function checkQuery(query: Query, context: CheckContext): readonly QueryFinding[] {
  const { schema, known, intervals, recorded } = context;
  const findings: QueryFinding[] = [];
  const report = QUERY_CODES.reporter<QueryPlace>((diagnostic, { column }) => {
    findings.push({ diagnostic: withWhereText(diagnostic, query), query, column });
  });
  const at = (span: TextSpan) => placeInQuery(query, span);
  const parsed = parseQuery(query);
  if (parsed.large) report("query-too-large", {}, at({ start: 0, end: 1 }));
  for (const { problem, help, ...span } of parsed.errors) report("query-syntax", { problem, help }, at(span));
  const selected = selectorsIn(parsed).map((selector) => ({
    selector,
    selection: findSelection(selector, schema),
  }));
  for (const rule of RULES) rule({ parsed, selected, schema, at }, report);
  const { text, language } = query;
  const { expression } = parseExpression(text, { start: 0, end: text.length }, language === "grafana");
  if (expression !== undefined) {
    const resultOf = inferResults(expression, {
      known,
      select: (selector) => selectSeries(selector, known, recorded),
    });
    const checked = {
      query,
      parsed,
      expression,
      resultOf,
      known,
      intervals,
      selected: resultOf(expression).selectors,
      at,
    };
    for (const rule of ALL_RULES) rule(checked, report);
  }
  return findings.sort((a, b) => a.column - b.column);
}

/** ``There is no metric `a` (panel `Requests`, query A).`` */
function withWhereText(diagnostic: Diagnostic, query: Query): Diagnostic {
  const where = whereText(query);
  if (where === "") return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message.replace(/\.$/, "")} (${where}).` };
}

function indexSchema(catalog: Catalog, queries: readonly Query[], options: CheckOptions): SchemaIndex {
  const recorded = queries.flatMap(({ owner }) => (owner.kind === "recording rule" ? [owner.name] : []));
  const groups = catalog.outputs.scrape?.targetGroups ?? [];
  const targetLabels = groups.flatMap(({ labels }) => labels.map(({ name }) => name));
  const histograms = catalog.families.filter(({ type }) => type === "histogram").map(({ name }) => name);
  return {
    series: new Map(exposedSeries(catalog).map((series) => [series.name, series])),
    histograms: new Set(histograms),
    recorded: new Set(recorded),
    targetLabels: new Set(["job", "instance", "quantile", ...targetLabels, ...options.targetLabels]),
    inScope: scopeOf(catalog, options),
  };
}

/** Metrics of other programs. They are out of scope if no prefix tells the schema's names from theirs. */
const FOREIGN_PATTERNS: readonly string[] = [
  ...PROMETHEUS_PATTERNS,
  ...OPENTELEMETRY_PATTERNS,
  ...CLIENT_PATTERNS,
  ...EXPORTER_PATTERNS,
];

/**
 * Whether the schema should have a metric of a name. The schema's `ignore` leaves out families with all their series.
 * Each part of a recording rule's `level:metric:operations` counts as a name.
 */
function scopeOf(
  { namespace, ignore }: Catalog,
  { prefixes, ignored }: CheckOptions,
): (name: string) => boolean {
  const own = prefixes.length > 0 || namespace === "" ? prefixes : [`${namespace}_`];
  const isIgnoredName = nameMatcher(own.length > 0 ? ignored : [...FOREIGN_PATTERNS, ...ignored]);
  const isIgnoredFamily = nameMatcher(ignore);
  const isIgnored = (name: string) =>
    isIgnoredName(name) ||
    isIgnoredFamily(name) ||
    isIgnoredFamily(name.replace(/_(?:bucket|sum|count)$/, ""));
  const isOwn = (name: string) => own.length === 0 || own.some((prefix) => name.startsWith(prefix));
  return (name) => {
    const parts = [name, ...name.split(":")].filter((part) => part !== "");
    return parts.some(isOwn) && !parts.some(isIgnored);
  };
}

/**
 * `{ findings: [{ code, severity, message, file, panel, query, column }], queries }`. `panel` is the title of the panel,
 * or the name of the rule, variable or annotation; `query` is the letter; `column` counts from 1 in the text of the
 * query. A field without a value is null; a finding about a file has no panel, query and column.
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
      ...ofFiles.map((diagnostic) => ({
        ...diagnosticFields(diagnostic),
        panel: null,
        query: null,
        column: null,
      })),
      ...findings.map(({ diagnostic, query: { owner, refId }, column }) => ({
        ...diagnosticFields(diagnostic),
        panel: owner.kind === "file" ? null : owner.name,
        query: refId ?? null,
        column,
      })),
    ],
    queries,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function diagnosticFields({ code, severity, message, help, location }: Diagnostic) {
  const text = help === undefined ? message : `${message} ${help}`;
  return { code, severity, message: text, file: location?.file ?? null };
}
