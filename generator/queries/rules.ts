import { type ExposedSeries, labelNamesOf, labelValuesOf } from "../series.js";
import { nearestName } from "../text/nearest-name.js";
import {
  alternativesIn,
  hasVariable,
  headOf,
  type LabelUse,
  type Matcher,
  type MetricName,
} from "./promql/selector.js";
import type { Span } from "./query.js";
import { ANYTHING, literalsOf, matcherOf, type Pattern, parsePattern } from "./regex-pattern.js";
import type { HeldSelector, ReportFinding, Rule, World } from "./selected-series.js";

/** Names that the schema should know, and does not. */
export const metricNames: Rule = ({ parsed, selectors, world }, report) => {
  if (parsed.variableQuery?.asks === "metric names") {
    const { pattern } = parsed.variableQuery;
    if (!hasVariable(parsed, pattern)) reportSearch(parsed.text, pattern, world, report);
  }
  for (const { selector, meaning } of selectors) {
    const { metric, matchers } = selector;
    if (meaning.kind === "histogram" && metric !== undefined) report("query-bare-histogram", meaning, metric);
    if (meaning.kind === "nothing" && metric !== undefined) reportName(metric, world, report);
    for (const matcher of matchers) {
      if (matcher.label === "__name__" && matcher.operator === "=~") reportPattern(matcher, world, report);
    }
  }
};

function reportName({ name, ...span }: MetricName, world: World, report: ReportFinding): void {
  if (name.includes(":")) {
    const nearest = nearestName(name, world.recorded);
    report("query-unknown-recording", { name, nearest, all: [...world.recorded] }, span);
    return;
  }
  const known = [...world.series.keys(), ...world.recorded];
  report("query-unknown-metric", { name, nearest: meantName(name, known), all: known }, span);
}

/** A name with another ending, or a similar one. */
function meantName(name: string, known: readonly string[]): string | undefined {
  const base = withoutEnding(name);
  return known.find((other) => withoutEnding(other) === base) ?? nearestName(name, known);
}

function withoutEnding(name: string): string {
  return name.replace(/_(?:total|bucket|count|sum)$/, "");
}

/** Each alternative that is a name, and should be the schema's; and the others by what they match. */
function reportPattern(matcher: Matcher, world: World, report: ReportFinding): void {
  const known = [...world.series.keys(), ...world.recorded];
  for (const { pattern, text, span } of alternativesIn(matcher)) {
    const names = literalsOf(pattern);
    if (names !== undefined) {
      for (const name of names) {
        if (world.histograms.has(name)) report("query-bare-histogram", { name }, span);
        else if (isUnknown(name, world)) reportName({ name, ...span }, world, report);
      }
      continue;
    }
    if (!world.holds(headOf(text))) continue;
    const matches = matcherOf(pattern)?.matches;
    if (matches !== undefined && !known.some(matches))
      report("query-unmatched-name", { pattern: text }, span);
  }
}

/** Grafana's `metrics(…)` looks for a pattern anywhere in the names. */
function reportSearch(text: string, { start, end }: Span, world: World, report: ReportFinding): void {
  const pattern = text.slice(start, end);
  const read = parsePattern(pattern);
  if (read.kind !== "pattern" || !world.holds(headOf(pattern))) return;
  const within = { kind: "sequence", items: [ANYTHING, read.pattern, ANYTHING] } as const;
  const matches = matcherOf(within)?.matches;
  if (matches !== undefined && ![...world.series.keys(), ...world.recorded].some(matches)) {
    report("query-unmatched-name", { pattern }, { start, end });
  }
}

function isUnknown(name: string, { series, recorded, holds }: World): boolean {
  return name !== "" && !series.has(name) && !recorded.has(name) && holds(name);
}

/** Labels, in braces or outside of them, that none of the metrics has which they are of. */
export const labels: Rule = ({ selectors, world }, report) => {
  const uses = new Map<LabelUse, HeldSelector[]>();
  for (const held of selectors) {
    for (const { label, labelSpan } of held.selector.matchers) {
      if (label !== undefined) reportUnknown({ label, span: labelSpan, of: [held] }, world, report);
    }
    for (const use of held.selector.labels) {
      const others = uses.get(use);
      if (others === undefined) uses.set(use, [held]);
      else others.push(held);
    }
  }
  for (const [{ name, start, end }, of] of uses) {
    reportUnknown({ label: name, span: { start, end }, of }, world, report);
  }
};

function reportUnknown(
  { label, span, of }: { readonly label: string; readonly span: Span; readonly of: readonly HeldSelector[] },
  world: World,
  report: ReportFinding,
): void {
  if (isOfPrometheus(label, world)) return;
  const series: ExposedSeries[] = [];
  for (const { meaning } of of) {
    if (meaning.kind !== "series") return;
    series.push(...meaning.series);
  }
  const all = [...new Set(series.flatMap(labelNamesOf))];
  if (all.includes(label)) return;
  const metrics = [...new Set(series.map(({ name }) => name))];
  const nearest = nearestName(label, [...all, ...world.targetLabels]);
  report("query-unknown-label", { label, metrics, nearest, all }, span);
}

/** Prometheus renames labels of metrics that its targets have too, and reserves `__…`. */
function isOfPrometheus(label: string, { targetLabels }: World): boolean {
  return targetLabels.has(label) || label.startsWith("__") || label.startsWith("exported_");
}

/** Label values that are never recorded, by themselves or as an alternative of a pattern. */
export const labelValues: Rule = ({ selectors }, report) => {
  for (const held of selectors) {
    for (const matcher of held.selector.matchers) {
      const values = possibleValues(held, matcher);
      if (values !== undefined) checkMatcher(matcher, values, report);
    }
  }
};

/** The values that the label can have in one of the metrics; `undefined` if that is not known. */
function possibleValues({ meaning }: HeldSelector, { label }: Matcher): ReadonlySet<string> | undefined {
  if (label === undefined || meaning.kind !== "series") return undefined;
  const values = new Set<string>();
  for (const series of meaning.series) {
    const ofSeries = labelValuesOf(series, label);
    if (ofSeries === undefined) return undefined;
    for (const value of ofSeries) values.add(value);
  }
  return values;
}

function checkMatcher(matcher: Matcher, values: ReadonlySet<string>, report: ReportFinding): void {
  const { operator, value, valueSpan, variable } = matcher;
  if (operator === "=~" || operator === "!~") checkPattern(matcher, values, report);
  else if (!variable) checkValue({ value, span: valueSpan, matcher }, values, report);
}

function checkValue(
  { value, span, matcher }: { readonly value: string; readonly span: Span; readonly matcher: Matcher },
  values: ReadonlySet<string>,
  report: ReportFinding,
): void {
  if (value === "" || values.has(value)) return; // an empty value is that of a label which is not there
  const label = matcher.label ?? "";
  report("query-unknown-value", { value, label, ...choiceAmong(values, value) }, span);
}

/** What could be meant. A number is not misspelt as a word is. */
function choiceAmong(values: ReadonlySet<string>, value: string) {
  const all = [...values].filter((other) => !values.has(other.replace(/\.0$/, "")) || !other.endsWith(".0"));
  if (all.every((other) => /^-?\d+$/.test(other))) {
    return { nearest: undefined, all: [], range: `${all[0]} to ${all.at(-1)}` };
  }
  const nearest = values.has("+Inf") ? undefined : nearestName(value, values);
  return { nearest, all, range: undefined };
}

function checkPattern(matcher: Matcher, values: ReadonlySet<string>, report: ReportFinding): void {
  for (const { pattern, text, span } of alternativesIn(matcher)) {
    const literals = literalsOf(pattern);
    if (literals !== undefined) {
      for (const value of literals) checkValue({ value, span, matcher }, values, report);
    } else if (!matchesAny(pattern, values)) {
      report("query-unmatched-value", { pattern: text, label: matcher.label ?? "" }, span);
    }
  }
}

/** An absent label counts as an empty value. */
function matchesAny(pattern: Pattern, values: ReadonlySet<string>): boolean {
  const matcher = matcherOf(pattern);
  return matcher === undefined || matcher.matches("") || [...values].some((value) => matcher.matches(value));
}

const OF_COUNTERS: ReadonlySet<string> = new Set(["rate", "irate", "increase"]);
const OF_GAUGES: ReadonlySet<string> = new Set(["delta", "idelta", "deriv", "predict_linear"]);

/** Functions of counters that are given a gauge, and the other way round. */
export const rangeFunctions: Rule = ({ selectors }, report) => {
  for (const held of selectors) {
    const { rangeFunction } = held.selector;
    if (rangeFunction === undefined) continue;
    const { name: called, ...span } = rangeFunction;
    const about = (name: string) => ({ function: called, name });
    const gauge = OF_COUNTERS.has(called) ? oneWith(held, isGauge) : undefined;
    if (gauge !== undefined) report("query-rate-of-gauge", about(gauge.name), span);
    const counter = OF_GAUGES.has(called) ? oneWith(held, (series) => !isGauge(series)) : undefined;
    if (counter !== undefined) report("query-delta-of-counter", about(counter.name), span);
  }
};

/** The first of the selected series, if all are as they should not be. */
function oneWith(
  { meaning }: HeldSelector,
  isWrong: (series: ExposedSeries) => boolean,
): ExposedSeries | undefined {
  if (meaning.kind !== "series") return undefined;
  return meaning.series.every(isWrong) ? meaning.series[0] : undefined;
}

function isGauge({ family }: ExposedSeries): boolean {
  return family.type === "gauge";
}

/** Quantile functions that get no buckets, or buckets without their upper bounds. */
export const quantiles: Rule = ({ selectors }, report) => {
  for (const { selector, meaning } of selectors) {
    const { quantile } = selector;
    if (quantile === undefined || meaning.kind !== "series") continue;
    const [series] = meaning.series;
    const about = { function: quantile.name, name: series.name };
    if (meaning.series.every(({ part }) => part !== "bucket")) {
      const bucket = series.family.type === "histogram" ? `${series.family.name}_bucket` : undefined;
      report("query-quantile-of-no-buckets", { ...about, bucket }, quantile);
    } else if (quantile.lost !== undefined) report("query-quantile-without-le", about, quantile.lost);
  }
};

/** What is looked for in each query. */
export const RULES: readonly Rule[] = [metricNames, labels, labelValues, rangeFunctions, quantiles];
