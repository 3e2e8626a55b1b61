import { certainName, nearestName } from "../../text/nearest-name.js";
import type { KnownMetrics } from "../known-metrics.js";
import { alternativesIn, hasVariable, literalPrefix } from "../promql/selector.js";
import {
  allExpressions,
  type BinaryOperation,
  type Expression,
  type LabelMatcher,
  type Name,
  type NamePattern,
  type VectorSelector,
} from "../promql/syntax-tree.js";
import { parseSearch } from "../regex-pattern.js";
import type { Selection } from "../results/result.js";
import { replaceName } from "./repairs.js";
import type { CheckedQuery, QueryReport, Rule } from "./rule.js";

/** Names of metrics that should be known and are not, in selectors and in Grafana's `metrics(…)`. */
export const checkMetricNames: Rule = (query, report) => {
  const { parsed, expression } = query;
  if (parsed.variableQuery?.asks === "metric names") checkNameSearch(query, report);
  if (expression === undefined) return;
  const parts = allExpressions(expression);
  const choices = parts.filter(isChoice);
  for (const selector of parts.filter(isSelector)) {
    checkName({ query, choices, selector }, report);
    if (selector.metricPattern !== undefined) checkNameWithVariables(query, selector.metricPattern, report);
    for (const matcher of selector.matchers) {
      if (matcher.label === "__name__" && matcher.operator === "=~") checkNamePattern(query, matcher, report);
    }
  }
};

function isSelector(expression: Expression): expression is VectorSelector {
  return expression.kind === "selector";
}

function isChoice(expression: Expression): expression is BinaryOperation {
  return expression.kind === "binary" && expression.operator.name === "or";
}

interface NamedSelector {
  readonly query: CheckedQuery;
  /** All `or` of the query. */
  readonly choices: readonly BinaryOperation[];
  readonly selector: VectorSelector;
}

function checkName({ query, choices, selector }: NamedSelector, report: QueryReport): void {
  const { metric } = selector;
  if (metric === undefined || query.recorded.has(metric.name)) return;
  const selection = selectionOf(query, selector);
  if (selection?.kind === "histogram")
    report("query-bare-histogram", { name: metric.name }, query.at(metric));
  if (selection?.kind === "anything") checkNameOfOthers(query, metric, report);
  if (selection?.kind === "series") checkOldName({ query, choices, selector }, metric, report);
  if (selection?.kind !== "nothing") return;
  const fallback = findFallback({ query, choices, selector }, metric.name);
  if (fallback === undefined) {
    reportUnknownName(query, metric, report);
    return;
  }
  const near = certainMetric(metric.name, selectableNames(query));
  const nearest = near === fallback.substitute ? undefined : near;
  const params = { name: metric.name, reason: fallback.reason, nearest, all: [] };
  report("query-fallback-metric", params, query.at(metric, replaceName(metric, nearest)));
}

/** Finds a name that goes away at the end of a rename. Beside the new name in an `or`, it does no harm. */
function checkOldName({ query, choices, selector }: NamedSelector, metric: Name, report: QueryReport): void {
  const now = query.known.oldNames.get(metric.name);
  if (now === undefined) return;
  const others = otherSides(choices, selector).flatMap((side) => allExpressions(side).filter(isSelector));
  if (others.some((other) => other.metric?.name === now.name)) return;
  const params = { name: metric.name, successor: now.name, until: now.until };
  report("query-old-name", params, query.at(metric, replaceName(metric, now.name)));
}

/** The other sides of each `or` that has the selector on one side. */
function otherSides(choices: readonly BinaryOperation[], selector: VectorSelector): readonly Expression[] {
  return choices.flatMap(({ left, right }) => {
    if (contains(left, selector)) return [right];
    return contains(right, selector) ? [left] : [];
  });
}

function selectionOf({ resultOf }: CheckedQuery, selector: VectorSelector): Selection | undefined {
  return resultOf(selector).selectors[0]?.selection;
}

interface Fallback {
  readonly substitute: string;
  readonly reason: string;
}

/** What makes that it does no harm if a side of `or` selects nothing; `undefined` if it does harm. */
function findFallback({ query, choices, selector }: NamedSelector, name: string): Fallback | undefined {
  const sides = otherSides(choices, selector);
  const others = sides.flatMap((side) => allExpressions(side).filter(isSelector));
  const substitute = others.find((other) => isThere(query, other))?.metric?.name;
  if (substitute !== undefined) {
    return { substitute, reason: `the other side of \`or\` selects \`${substitute}\`` };
  }
  const successor = query.known.renamed.get(name);
  if (successor === undefined || sides.length === 0) return undefined;
  return { substitute: successor, reason: `\`${successor}\` has been renamed from it` };
}

function contains(outer: Expression, inner: Expression): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isThere(query: CheckedQuery, selector: VectorSelector): boolean {
  const kind = selectionOf(query, selector)?.kind;
  return kind === "series" || kind === "recorded" || query.recorded.has(selector.metric?.name ?? "");
}

/** Finds a name that differs from a declared one in a letter of its prefix, or from one that only seems to be of others. */
function checkNameOfOthers(query: CheckedQuery, metric: Name, report: QueryReport): void {
  if (metric.name.includes(":")) {
    const recorded = certainName(metric.name, query.recorded);
    // Other numbers are those of another record: `…:rate5m` and `…:rate1m`.
    const isMisspelt =
      recorded !== undefined &&
      (isPlural(metric.name, recorded) || misspeltAt(metric.name, recorded) !== undefined);
    if (isMisspelt) reportUnknownName(query, metric, report);
    return;
  }
  const meant = findMisspelling(metric.name, query.known);
  if (meant === undefined) return;
  const params = { name: metric.name, nearest: meant, all: [] };
  report("query-unknown-metric", params, query.at(metric, replaceName(metric, meant)));
}

function reportUnknownName(query: CheckedQuery, metric: Name, report: QueryReport): void {
  const { known, recorded, at } = query;
  const { name } = metric;
  if (name.includes(":")) {
    const place = at(metric, replaceName(metric, certainName(name, recorded)));
    report("query-unknown-recording", { name, nearest: nearestName(name, recorded), all: [] }, place);
    return;
  }
  const native = nativeHistogramOf(name, query);
  if (native !== undefined) {
    report("query-unknown-metric", { name, native, nearest: native, all: [] }, at(metric));
    return;
  }
  const all = selectableNames(query);
  const renamed = known.renamed.get(name);
  const place = at(metric, replaceName(metric, renamed ?? certainMetric(name, all)));
  report("query-unknown-metric", { name, nearest: renamed ?? nearestMetric(name, all), all }, place);
}

/** The native histogram of which a name would be a series if it were a classic one. */
function nativeHistogramOf(name: string, { known }: CheckedQuery): string | undefined {
  const family = /^(.+)_(?:bucket|count|sum)$/.exec(name)?.[1] ?? "";
  const series = known.series.get(family);
  return series?.type === "histogram" && series.part === undefined ? family : undefined;
}

/** The same name with another ending, or a similar name. */
function nearestMetric(name: string, known: readonly string[]): string | undefined {
  const base = withoutEnding(name);
  return known.find((other) => withoutEnding(other) === base) ?? nearestName(name, known);
}

function certainMetric(name: string, known: readonly string[]): string | undefined {
  const base = withoutEnding(name);
  const [other, ...more] = known.filter((candidate) => withoutEnding(candidate) === base);
  if (other !== undefined) return more.length === 0 ? other : undefined;
  return certainName(name, known);
}

function withoutEnding(name: string): string {
  return name.replace(/_(?:total|bucket|count|sum)$/, "");
}

/** A name that is none, whatever its variables insert: `shop_${kind}_totl`. */
function checkNameWithVariables(query: CheckedQuery, pattern: NamePattern, report: QueryReport): void {
  const { literals, start, end } = pattern;
  const [first = ""] = literals;
  if (!query.known.inScope(first) || literals.some((literal) => literal.includes(":"))) return;
  if (matchesName(query, (name) => containsInOrder(name, literals))) return;
  report("query-unmatched-name", { pattern: query.query.text.slice(start, end) }, query.at(pattern));
}

/** Whether a name begins with the first text, ends with the last one, and has the others between them, in order. */
function containsInOrder(name: string, [first = "", ...others]: readonly string[]): boolean {
  const last = others.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const text of others) {
    const found = name.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return at <= name.length - last.length;
}

/** Checks the alternatives that are names one by one, and the others by whether they match any name. */
function checkNamePattern(query: CheckedQuery, matcher: LabelMatcher, report: QueryReport): void {
  const { known, recorded, at } = query;
  for (const { literals, matches, text, span } of alternativesIn({ ...matcher, operator: "=~" })) {
    if (literals === undefined) {
      if (known.inScope(literalPrefix(text)) && !matchesName(query, matches)) {
        report("query-unmatched-name", { pattern: text }, at(span));
      }
      continue;
    }
    for (const name of literals) {
      if (name === "" || known.series.has(name) || recorded.has(name)) continue;
      if (known.histograms.has(name)) report("query-bare-histogram", { name }, at(span));
      else if (known.inScope(name)) reportUnknownName(query, { name, ...span }, report);
    }
  }
}

function matchesName(query: CheckedQuery, matches: (name: string) => boolean): boolean {
  return selectableNames(query).some(matches);
}

function selectableNames({ known, recorded }: CheckedQuery): readonly string[] {
  return [...known.series.keys(), ...recorded];
}

/** Grafana's `metrics(…)` looks for a pattern anywhere in the names. */
function checkNameSearch(query: CheckedQuery, report: QueryReport): void {
  const { parsed, known, at } = query;
  if (parsed.variableQuery?.asks !== "metric names" || hasVariable(parsed, parsed.variableQuery.pattern))
    return;
  const span = parsed.variableQuery.pattern;
  const pattern = parsed.text.slice(span.start, span.end);
  if (!known.inScope(literalPrefix(pattern))) return;
  const isFoundIn = parseSearch(pattern);
  if (isFoundIn !== undefined && !matchesName(query, isFoundIn)) {
    report("query-unmatched-name", { pattern }, at(span));
  }
}

/**
 * The declared name that a name out of scope was meant to be: one letter is missing, is too many, is another, or has
 * changed places with its neighbour, and the rest is equal. `undefined` if there is none.
 */
function findMisspelling(name: string, known: KnownMetrics): string | undefined {
  let found = FOUND.get(known);
  if (found === undefined) {
    found = new Map();
    FOUND.set(known, found);
  }
  if (!found.has(name)) found.set(name, searchMisspelling(name, known));
  return found.get(name);
}

/** Dashboards repeat the names of others. */
const FOUND = new WeakMap<KnownMetrics, Map<string, string | undefined>>();

function searchMisspelling(
  name: string,
  { series, certainty, isOfOthers }: KnownMetrics,
): string | undefined {
  if (certainty !== "declared" || name.includes(":")) return undefined;
  for (const meant of series.keys()) {
    if (Math.abs(meant.length - name.length) > 1) continue;
    const place = misspeltAt(name, meant);
    // A name that begins as those of others do is one of theirs, unless it begins as the declared one does.
    if (place === undefined || isOfOthers(name, place > firstWordEnd(meant))) continue;
    return meant;
  }
  return undefined;
}

function firstWordEnd(name: string): number {
  const end = name.indexOf("_");
  return end < 0 ? name.length : end;
}

/** Letters of a word that makes sense with one more, or with two in another order. */
const SHORTEST_WORD = 4;
/** Letters of a word that makes no sense with another letter: `code` and `node` both do. */
const SHORTEST_WORD_OF_ANOTHER_LETTER = 6;

/** Where a name differs from the meant one in a letter; `undefined` if it differs in more, or may be another word. */
function misspeltAt(name: string, meant: string): number | undefined {
  const shorter = Math.min(name.length, meant.length);
  let start = 0;
  while (start < shorter && name[start] === meant[start]) start++;
  let end = 0;
  while (end < shorter - start && name.at(-1 - end) === meant.at(-1 - end)) end++;
  const written = name.slice(start, name.length - end);
  const letters = meant.slice(start, meant.length - end);
  if (!/^[A-Za-z]*$/.test(written + letters)) return undefined;
  const length = wordAt(meant, start).length;
  switch (`${written.length} ${letters.length}`) {
    case "0 1":
    case "1 0":
      return length >= SHORTEST_WORD && !isPlural(name, meant) ? start : undefined;
    case "1 1":
      return length >= SHORTEST_WORD_OF_ANOTHER_LETTER ? start : undefined;
    case "2 2":
      return length >= SHORTEST_WORD && written === `${letters[1]}${letters[0]}` ? start : undefined;
    default:
      return undefined;
  }
}

function wordAt(name: string, at: number): string {
  const start = Math.max(name.lastIndexOf("_", at - 1), name.lastIndexOf(":", at - 1)) + 1;
  const length = name.slice(at).search(/[_:]/);
  return name.slice(start, length < 0 ? name.length : at + length);
}

/** `shop_orders` and `shop_order`, `shops_orders`. */
function isPlural(name: string, meant: string): boolean {
  const withoutPlurals = (text: string) => text.replace(/s(?=[_:]|$)/g, "");
  return withoutPlurals(name) === withoutPlurals(meant);
}
