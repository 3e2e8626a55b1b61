import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { QUERY_CODES } from "./codes.js";
import type { PassedOver } from "./files/passed-over.js";
import { type KnownMetrics, withKubernetesLabels } from "./known-metrics.js";
import { parseQuery } from "./promql/parse-query.js";
import { allExpressions } from "./promql/syntax-tree.js";
import {
  placeInQuery,
  type Query,
  type QueryFix,
  type QueryPlace,
  type TextSpan,
  whereText,
} from "./query.js";
import { inferResults } from "./results/infer-results.js";
import { inferRecorded } from "./results/recorded-results.js";
import type { Result } from "./results/result.js";
import { ALL_RULES, FILES_RULES } from "./rules/all-rules.js";
import type { CheckedQuery, Intervals, QueryReport } from "./rules/rule.js";
import { selectSeries } from "./select-series.js";
import { queriesInTemplates } from "./templates/template-queries.js";
import { openMetrics, reportUnseen, weighFindings } from "./unseen.js";

export interface QueryFinding {
  readonly diagnostic: Diagnostic;
  readonly query: Query;
  /** In the query's text, in UTF-16 code units from 1. */
  readonly column: number;
}

/**
 * Checks each query against what is known of the metrics. The findings of a query are in the order of its text.
 *
 * @param intervals how often metrics are scraped and rules are evaluated, where it is known
 */
export function findMistakes(
  known: KnownMetrics,
  queries: readonly Query[],
  intervals: Intervals = UNKNOWN_INTERVALS,
): readonly QueryFinding[] {
  const all = queries.flatMap((query) => [query, ...[...queriesInTemplates(query).values()].flat()]);
  const asSeen = findAll(known, all, intervals);
  if (known.certainty === "declared") return all.flatMap(asSeen);
  const sure = findAll(openMetrics(known), all, intervals);
  return all.flatMap((query) => weighFindings(asSeen(query), sure(query)));
}

/** The findings of each query. */
function findAll(known: KnownMetrics, queries: readonly Query[], intervals: Intervals) {
  const recorded = inferRecorded(queries, known);
  const context = { known, intervals, recorded, recordedNames: new Set(recorded.keys()) };
  const findings = new Map(queries.map((query) => [query, [] as QueryFinding[]]));
  const reporterOf = (query: Query) => {
    const report = QUERY_CODES.reporter<QueryPlace>((diagnostic, { column }) => {
      findings.get(query)?.push({ diagnostic: withWhereText(diagnostic, query), query, column });
    });
    return known.certainty === "seen" ? reportUnseen(report) : report;
  };
  const filesRules = FILES_RULES.map((rule) => rule(({ query }) => reporterOf(query)));
  const inKubernetes = { ...context, known: withKubernetesLabels(known) };
  for (const query of queries) {
    const checked = checkQuery(query, query.inKubernetes ? inKubernetes : context, reporterOf(query));
    for (const { see } of filesRules) see(checked);
  }
  for (const { finish } of filesRules) finish();
  return (query: Query) => (findings.get(query) ?? []).sort((a, b) => a.column - b.column);
}

const UNKNOWN_INTERVALS: Intervals = { scrape: undefined, scrapeOfOthers: undefined, evaluation: undefined };

/** What all queries are checked against. */
interface CheckContext {
  readonly known: KnownMetrics;
  readonly intervals: Intervals;
  /** What the rules of the files record, by name. */
  readonly recorded: ReadonlyMap<string, Result>;
  readonly recordedNames: ReadonlySet<string>;
}

function checkQuery(query: Query, context: CheckContext, report: QueryReport): CheckedQuery {
  const { known, intervals, recorded, recordedNames } = context;
  const at = (span: TextSpan, fix?: QueryFix) => placeInQuery(query, span, fix);
  const parsed = parseQuery(query);
  if (parsed.tooLarge !== undefined) report("query-too-large", {}, at(parsed.tooLarge));
  for (const { problem, help, ...span } of parsed.errors) report("query-syntax", { problem, help }, at(span));
  const { expression } = parsed;
  const resultOf = inferResults(expression, {
    known,
    select: (selector) => selectSeries(selector, known, recorded),
  });
  const checked: CheckedQuery = {
    query,
    parsed,
    expression,
    resultOf,
    known,
    recorded: recordedNames,
    intervals,
    selected: (expression === undefined ? [] : allExpressions(expression)).flatMap((part) =>
      part.kind === "selector" ? resultOf(part).selectors : [],
    ),
    at,
  };
  for (const rule of ALL_RULES) rule(checked, report);
  return checked;
}

/** ``There is no metric `a` (panel `Requests`, query A).`` */
function withWhereText(diagnostic: Diagnostic, query: Query): Diagnostic {
  const where = whereText(query);
  if (where === "") return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message.replace(/\.$/, "")} (${where}).` };
}

/**
 * `{ findings: [{ code, severity, message, file, panel, query, column, fix }], queries }`. `panel` is the title of the panel,
 * or the name of the rule, variable or annotation; `query` is the letter; `column` counts from 1 in the text of the
 * query; `fix` is a certain repair, by its place in the file. A field without a value is null; a finding about a file has no panel, query and column.
 */
export function formatFindings({
  ofFiles,
  findings,
  queries,
  passedOver,
}: {
  readonly ofFiles: readonly Diagnostic[];
  readonly findings: readonly QueryFinding[];
  readonly queries: number;
  readonly passedOver: readonly PassedOver[];
}): string {
  const document = {
    findings: [
      ...ofFiles.map((diagnostic) => ({
        ...diagnosticFields(diagnostic),
        panel: null,
        query: null,
        column: null,
        fix: null,
      })),
      ...findings.map(({ diagnostic, query: { owner, refId }, column }) => ({
        ...diagnosticFields(diagnostic),
        panel: owner.kind === "file" ? null : owner.name,
        query: refId ?? null,
        column,
        fix: diagnostic.fix ?? null,
      })),
    ],
    queries,
    passedOver,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function diagnosticFields({ code, severity, message, help, location }: Diagnostic) {
  const text = help === undefined ? message : `${message} ${help}`;
  return { code, severity, message: text, file: location?.file ?? null };
}
