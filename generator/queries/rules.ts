import type { Report } from "../diagnostics/define.js";
import { certainName, nearestName } from "../text/nearest-name.js";
import type { QUERY_CODES } from "./codes.js";
import type { KnownMetrics, KnownSeries } from "./known-metrics.js";
import type { ParsedQuery } from "./promql/parse-query.js";
import { alternativesIn, type LabelUse, literalPrefix, type Selector } from "./promql/selector.js";
import type { LabelMatcher } from "./promql/syntax-tree.js";
import type { QueryFix, QueryPlace, TextSpan } from "./query.js";
import { replaceName, replaceValue } from "./rules/repairs.js";

/** A rule looks for one kind of mistake in a query. */
type Rule = (query: CheckedQuery, report: QueryReport) => void;

type QueryReport = Report<typeof QUERY_CODES, QueryPlace>;

/** A query, and what its selectors select of the schema. */
interface CheckedQuery {
  readonly parsed: ParsedQuery;
  readonly selected: readonly SelectedSeries[];
  readonly schema: SchemaIndex;
  /** The place of a part of the query's text, for a report. */
  readonly at: (span: TextSpan, fix?: QueryFix | undefined) => QueryPlace;
}

interface SelectedSeries {
  readonly selector: Selector;
  readonly selection: Selection;
}

type Selection<Series = KnownSeries> =
  /** Series of the schema; a pattern of names may select several. */
  | { readonly kind: "series"; readonly series: readonly [Series, ...Series[]] }
  /** The bare name of a histogram, which has no series. */
  | { readonly kind: "histogram"; readonly name: string }
  /** Nothing: the schema should have the name, and does not. */
  | { readonly kind: "nothing" }
  /** Unknown series: metrics of other programs, those that rules record, or names from a Grafana variable. */
  | { readonly kind: "anything" };

/** What is known of metrics, and what the rule files record. */
export interface SchemaIndex extends KnownMetrics, NameIndex<KnownSeries> {}

export interface NameIndex<Series> {
  /** By name. */
  readonly series: ReadonlyMap<string, Series>;
  /** Bare names of histograms. */
  readonly histograms: ReadonlySet<string>;
  /** The names that rules in the files record. */
  readonly recorded: ReadonlySet<string>;
  /** Whether a metric of this name should be known. */
  readonly inScope: (name: string) => boolean;
}

export function findSelection<Series extends { readonly name: string }>(
  { metric, matchers }: Selector,
  schema: NameIndex<Series>,
): Selection<Series> {
  if (metric !== undefined) return findByName(metric.name, schema);
  const pattern = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  return pattern === undefined ? ANYTHING : findByPattern(pattern, schema);
}

const ANYTHING: Selection<never> = { kind: "anything" };

function findByName<Series>(
  name: string,
  { series, histograms, recorded, inScope }: NameIndex<Series>,
): Selection<Series> {
  if (recorded.has(name)) return ANYTHING;
  const known = series.get(name);
  if (known !== undefined) return { kind: "series", series: [known] };
  if (histograms.has(name)) return { kind: "histogram", name };
  return { kind: inScope(name) ? "nothing" : "anything" };
}

/** A pattern can match metrics of other programs, unless each alternative begins as the schema's names do. */
function findByPattern<Series extends { readonly name: string }>(
  pattern: LabelMatcher,
  { series, recorded, inScope }: NameIndex<Series>,
): Selection<Series> {
  if (pattern.variable) return ANYTHING;
  const alternatives = alternativesIn(pattern);
  if (!alternatives.every(({ text }) => inScope(literalPrefix(text)))) return ANYTHING;
  const matches = (name: string) => alternatives.some((alternative) => alternative.matches(name));
  if ([...recorded].some(matches)) return ANYTHING;
  const [first, ...others] = [...series.values()].filter(({ name }) => matches(name));
  return first === undefined ? ANYTHING : { kind: "series", series: [first, ...others] };
}

/** Labels, in braces and outside of them, that none of their metrics has. */
const checkLabels: Rule = (query, report) => {
  const uses = new Map<LabelUse, SelectedSeries[]>();
  for (const series of query.selected) {
    for (const { label, labelSpan } of series.selector.matchers) {
      if (label !== undefined) checkLabel(query, { label, span: labelSpan, of: [series] }, report);
    }
    for (const use of series.selector.labels) {
      const others = uses.get(use);
      if (others === undefined) uses.set(use, [series]);
      else others.push(series);
    }
  }
  for (const [{ name, start, end }, of] of uses) {
    checkLabel(query, { label: name, span: { start, end }, of }, report);
  }
};

interface UsedLabel {
  readonly label: string;
  readonly span: TextSpan;
  /** The label is known if one of these has it. */
  readonly of: readonly SelectedSeries[];
}

function checkLabel({ schema, at }: CheckedQuery, { label, span, of }: UsedLabel, report: QueryReport): void {
  if (isOfPrometheus(label, schema)) return;
  const series: KnownSeries[] = [];
  for (const { selection } of of) {
    if (selection.kind !== "series") return;
    series.push(...selection.series);
  }
  if (series.some(({ isOpen }) => isOpen)) return;
  const all = [...new Set(series.flatMap(({ labels }) => [...labels.keys()]))];
  if (all.includes(label)) return;
  const metrics = [...new Set(series.map(({ name }) => name))];
  const nearest = nearestName(label, [...all, ...schema.targetLabels]);
  const place = at(
    span,
    replaceName({ name: label, ...span }, certainName(label, [...all, ...schema.targetLabels])),
  );
  report("query-unknown-label", { label, metrics, nearest, all }, place);
}

/** Prometheus reserves `__…`, and renames a metric's label to `exported_…` if the target has it, too. */
function isOfPrometheus(label: string, { targetLabels }: SchemaIndex): boolean {
  return targetLabels.has(label) || label.startsWith("__") || label.startsWith("exported_");
}

/** Label values that are never recorded: those of matchers, and the alternatives of their patterns. */
const checkLabelValues: Rule = (query, report) => {
  for (const series of query.selected) {
    for (const matcher of series.selector.matchers) {
      const values = possibleValues(series, matcher);
      if (values !== undefined) checkMatcher(query, { matcher, values }, report);
    }
  }
};

/** The values that the label has in any of the metrics; `undefined` if they are not known. */
function possibleValues(
  { selection }: SelectedSeries,
  { label }: LabelMatcher,
): ReadonlySet<string> | undefined {
  if (label === undefined || selection.kind !== "series") return undefined;
  const values = new Set<string>();
  for (const series of selection.series) {
    const valuesOfSeries = series.labels.get(label);
    if (valuesOfSeries === undefined) return undefined;
    for (const value of valuesOfSeries) values.add(value);
  }
  return values;
}

interface MatchedValues {
  readonly matcher: LabelMatcher;
  /** All values that the label can have. */
  readonly values: ReadonlySet<string>;
}

function checkMatcher(query: CheckedQuery, { matcher, values }: MatchedValues, report: QueryReport): void {
  const { operator, label = "", value, valueSpan, variable } = matcher;
  if (operator === undefined) return;
  if (operator === "=" || operator === "!=") {
    if (!variable) checkValue(query, { label, value, span: valueSpan, values }, report);
    return;
  }
  for (const { literals, matches, text, span } of alternativesIn(matcher)) {
    if (literals !== undefined) {
      for (const literal of literals) checkValue(query, { label, value: literal, span, values }, report);
    } else if (!matches("") && ![...values].some(matches)) {
      report("query-unmatched-value", { pattern: text, label }, query.at(span));
    }
  }
}

interface UsedValue {
  readonly label: string;
  readonly value: string;
  readonly span: TextSpan;
  readonly values: ReadonlySet<string>;
}

/** An empty value selects series without the label. */
function checkValue(
  { at }: CheckedQuery,
  { label, value, span, values }: UsedValue,
  report: QueryReport,
): void {
  if (value === "" || values.has(value)) return;
  const suggested = suggestValues(values, value);
  const certain = suggested.nearest === undefined ? undefined : certainName(value, values);
  const place = at(span, replaceValue({ value, ...span }, certain));
  report("query-unknown-value", { value, label, ...suggested }, place);
}

/** What to write instead. For numbers, that is their range: another number is not a misspelling. */
function suggestValues(values: ReadonlySet<string>, value: string) {
  const all = [...values].filter((other) => !values.has(other.replace(/\.0$/, "")) || !other.endsWith(".0"));
  if (all.every((other) => /^-?\d+$/.test(other))) {
    return { nearest: undefined, all: [], range: `${all[0]} to ${all.at(-1)}` };
  }
  const statusClass = value.replace(/^([1-5])\d\d$/, "$1xx");
  const nearest = values.has(statusClass) ? statusClass : nearestName(value, values);
  return { nearest: values.has("+Inf") ? undefined : nearest, all, range: undefined };
}

export const RULES: readonly Rule[] = [checkLabels, checkLabelValues];
