import { certainName, nearestName } from "../../../text/nearest-name.js";
import { alternativesIn } from "../../promql/selector.js";
import {
  type Aggregation,
  allExpressions,
  type LabelMatcher,
  type VectorSelector,
} from "../../promql/syntax-tree.js";
import type { Query, TextSpan } from "../../query.js";
import { matchesSome, stateOf } from "../../results/label-states.js";
import type { Selection } from "../../results/result.js";
import { readTemplate } from "../../templates/read-template.js";
import { templatesOf } from "../../templates/template-queries.js";
import { replaceValue } from "../repairs.js";
import type { CheckedQuery, QueryReport, Rule } from "../rule.js";

/** Label values that are never recorded: those of matchers, and the alternatives of their patterns. */
export const checkLabelValues: Rule = (query, report) => {
  if (query.expression === undefined) return;
  for (const part of allExpressions(query.expression)) {
    if (part.kind === "selector") checkMatchers(query, part, report);
    if (part.kind === "aggregation") checkGrouping(query, part, report);
  }
};

function checkMatchers(query: CheckedQuery, selector: VectorSelector, report: QueryReport): void {
  const selection = query.resultOf(selector).selectors[0]?.selection;
  if (selection === undefined) return;
  for (const matcher of selector.matchers) {
    const { label } = matcher;
    const values = label === undefined ? undefined : valuesIn(selection, label);
    if (label !== undefined && values !== undefined) checkMatcher(query, { label, matcher, values }, report);
  }
}

/** The values that the label has in any of the series, whatever is matched; `undefined` if they are not known. */
function valuesIn(selection: Selection, label: string): ReadonlySet<string> | undefined {
  if (selection.kind === "recorded") {
    const { presence, values } = stateOf(selection.result.labels, label);
    return presence === "gone" ? undefined : values;
  }
  if (selection.kind !== "series") return undefined;
  const sets = new Set(selection.series.map((series) => series.labels.get(label)));
  if (sets.has(undefined)) return undefined;
  const [first] = sets;
  return sets.size === 1 ? first : new Set([...sets].flatMap((values) => [...(values ?? [])]));
}

interface MatchedValues {
  readonly label: string;
  readonly matcher: LabelMatcher;
  /** All values that the label can have. */
  readonly values: ReadonlySet<string>;
}

function checkMatcher(query: CheckedQuery, matched: MatchedValues, report: QueryReport): void {
  const { label, matcher, values } = matched;
  const { operator, value, valueSpan, variable } = matcher;
  if (operator === undefined) return;
  if (operator === "=" || operator === "!=") {
    if (!variable) checkValue(query, { label, value, span: valueSpan, values }, report);
    return;
  }
  for (const { literals, matches, text, span } of alternativesIn({ ...matcher, operator })) {
    if (literals !== undefined) {
      for (const literal of literals) checkValue(query, { label, value: literal, span, values }, report);
    } else if (!matches("") && !matchesSome(values, `${span.start - valueSpan.start} of ${value}`, matches)) {
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

/** Aggregations over a label that always has one value, unless the label goes on to those who read the result. */
function checkGrouping(query: CheckedQuery, { grouping, inner }: Aggregation, report: QueryReport): void {
  if (grouping === undefined || inner === undefined) return;
  const { labels, selectors } = query.resultOf(inner);
  // That a query selects one job and keeps the label of it needs no word.
  const isOfProgram = (name: string) =>
    selectors.some(
      ({ selection }) =>
        selection.kind === "series" && selection.series.some((series) => series.labels.has(name)),
    );
  for (const { name, ...span } of grouping.labels) {
    const { presence, values } = stateOf(labels, name);
    const [value, ...others] = values ?? [];
    if (presence !== "there" || value === undefined || others.length > 0 || !isOfProgram(name)) continue;
    if (grouping.clause === "by" && isReadByOthers(query.query, name)) continue;
    report("query-single-value-label", { label: name, value }, query.at(span));
  }
}

/** Who reads a record selects by its labels, and an alert's templates show them. */
function isReadByOthers(query: Query, label: string): boolean {
  if (query.owner.kind === "recording rule") return true;
  return templatesOf(query).some(({ text }) => readTemplate(text).labels.some(({ name }) => name === label));
}
