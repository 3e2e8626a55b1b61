import { nearestName } from "../../diagnostics/nearest-name.js";
import { valuesOf } from "../exposed-series.js";
import type { HeldSelector, ReportFinding, Rule } from "../held-query.js";
import { alternativesIn } from "../patterns/alternatives.js";
import { matcherOf } from "../patterns/match-pattern.js";
import { literalsOf, type Pattern } from "../patterns/pattern.js";
import type { Matcher } from "../promql/selector.js";
import type { Span } from "../span.js";

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
    const ofSeries = valuesOf(series, label);
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
