import { nameMatcher } from "@metricsmith/runtime/text";
import type { Catalog, Family } from "../catalog.js";
import { PROMETHEUS_PATTERNS } from "../foreign-families.js";
import { underOldName, withOldNames } from "../lifecycle.js";
import { selectorsIn } from "../queries/promql/label-flow.js";
import { type ParsedQuery, parseQuery } from "../queries/promql/parse-query.js";
import { alternativesIn, type LabelClause, type Selector } from "../queries/promql/selector.js";
import { allExpressions, type LabelMatcher } from "../queries/promql/syntax-tree.js";
import type { Query, TextSpan } from "../queries/query.js";
import { type ExposedSeries, histogramForm, isStored, storedSeries } from "../series.js";
import type { AffectedPart, AffectedQuery, DetailedChange, TargetLabelPart } from "./change.js";

/**
 * Finds the queries that each change affects, in the order of the queries. A query that reads what an affected
 * recording rule records is affected, too.
 */
export function findAffectedQueries(
  changes: readonly DetailedChange[],
  base: Catalog,
  queries: readonly Query[],
): readonly (readonly AffectedQuery[])[] {
  const schema = indexSchema(base, queries);
  const read = queries.map((query) => readQuery(query, schema));
  return changes.map((change) => findAffectedBy(change, read));
}

interface ReadQuery {
  readonly query: Query;
  readonly selectors: readonly ReadSelector[];
  /** The two sides of each `or`: where one finds nothing, the result is that of the other. */
  readonly choices: readonly (readonly [TextSpan, TextSpan])[];
}

interface ReadSelector {
  readonly selector: Selector;
  /** The series of BASE that it selects; empty if it selects others. */
  readonly series: readonly ExposedSeries[];
}

interface SchemaNames {
  /** By name. */
  readonly series: ReadonlyMap<string, ExposedSeries>;
  /** The names that rules record. */
  readonly recorded: ReadonlySet<string>;
}

function indexSchema(base: Catalog, queries: readonly Query[]): SchemaNames {
  return {
    series: new Map(
      storedSeries({ families: withOldNames(base.families) }, histogramForm(base)).map((series) => [
        series.name,
        series,
      ]),
    ),
    recorded: new Set(queries.flatMap(({ owner }) => (owner.kind === "recording rule" ? [owner.name] : []))),
  };
}

function readQuery(query: Query, schema: SchemaNames): ReadQuery {
  const parsed = parseQuery(query);
  const selectors = selectorsIn(parsed).map((selector) => ({
    selector,
    series: selectedSeries(selector, schema),
  }));
  return { query, selectors, choices: choicesIn(parsed) };
}

function selectedSeries(
  { metric, matchers }: Selector,
  { series, recorded }: SchemaNames,
): readonly ExposedSeries[] {
  if (metric !== undefined) {
    const found = recorded.has(metric.name) ? undefined : series.get(metric.name);
    return found === undefined ? [] : [found];
  }
  const pattern = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  if (pattern === undefined || pattern.variable) return [];
  const alternatives = alternativesIn(pattern);
  const matches = (name: string) => alternatives.some((alternative) => alternative.matches(name));
  return [...recorded].some(matches) ? [] : [...series.values()].filter(({ name }) => matches(name));
}

function choicesIn({ expression }: ParsedQuery): ReadQuery["choices"] {
  if (expression === undefined) return [];
  return allExpressions(expression).flatMap((part) => {
    return part.kind === "binary" && part.operator.name === "or" ? [[part.left, part.right] as const] : [];
  });
}

function findAffectedBy(
  { affects }: DetailedChange,
  queries: readonly ReadQuery[],
): readonly AffectedQuery[] {
  const affected = new Map<Query, boolean>();
  for (const query of queries) {
    const effects = affects.flatMap((part) => findEffect(query, part) ?? []);
    if (effects.length > 0) affected.set(query.query, effects.includes("breaks"));
  }
  followRecordingRules(affected, queries);
  return queries.flatMap(({ query }) => {
    const sure = affected.get(query);
    return sure === undefined ? [] : [{ query, sure }];
  });
}

/** Adds the queries that read the series of affected recording rules, until no further query is found. */
function followRecordingRules(affected: Map<Query, boolean>, queries: readonly ReadQuery[]): void {
  const recorded = new Map<string, boolean>();
  for (const [{ owner }, sure] of affected) {
    if (owner.kind === "recording rule") recorded.set(owner.name, sure || recorded.get(owner.name) === true);
  }
  let grown = false;
  for (const { query, selectors } of queries) {
    for (const { selector } of selectors) {
      const sure = recorded.get(selector.metric?.name ?? "");
      if (sure === undefined || affected.get(query) === true || affected.get(query) === sure) continue;
      affected.set(query, sure);
      grown = true;
    }
  }
  if (grown) followRecordingRules(affected, queries);
}

type FormPart = Extract<AffectedPart, { readonly part: "form" }>;

/** What a change of a part does to a query, or to a selector of it; `undefined` for nothing. */
type Effect = "breaks" | "may break" | undefined;

function findEffect(query: ReadQuery, part: AffectedPart): Effect {
  const effects = query.selectors.flatMap((read) => {
    const effect = findSelectorEffect(read, part);
    return effect === undefined || hasSubstitute(read, query, part) ? [] : [effect];
  });
  if (part.sure && effects.includes("breaks")) return "breaks";
  return effects.length > 0 ? "may break" : undefined;
}

function findSelectorEffect(read: ReadSelector, affected: AffectedPart): Effect {
  const { selector, series } = read;
  if (affected.part === "target label") return findTargetLabelEffect(read, affected);
  const reads = series.some(({ family, part }) => {
    if (!isOf(affected, family)) return false;
    switch (affected.part) {
      case "series":
        return !selectsSuccessor(selector, { part }, affected);
      case "form":
        return !isStored({ family, part }, affected.form) && !selectsStoredSeries(selector, affected);
      case "buckets":
        return part === "bucket" || part === undefined; // a native histogram has all of them
      case "label":
        return namesLabel(selector, affected.label);
      case "values":
        if (affected.label === "le" && part !== "bucket") return false;
        return selector.matchers.some(
          (matcher) => matcher.label === affected.label && selectsOnlyLost(matcher, affected),
        );
      default:
        return affected satisfies never;
    }
  });
  return reads ? "breaks" : undefined;
}

/** Whether a family is affected: all but its names, it has under its old name, too. */
function isOf(affected: Exclude<AffectedPart, TargetLabelPart>, family: Family): boolean {
  if (family === affected.family) return true;
  return affected.part !== "series" && family === underOldName(affected.family);
}

/** Clauses that drop a label work without it, too. */
const DROPPING: ReadonlySet<LabelClause> = new Set(["without", "ignoring"]);

function namesLabel({ matchers, labels }: Selector, label: string): boolean {
  return (
    matchers.some((matcher) => matcher.label === label) ||
    labels.some(({ name, clause }) => name === label && !DROPPING.has(clause))
  );
}

/** Whether a matcher, or an alternative of its pattern, selects a lost value and none of the values that are left. */
function selectsOnlyLost(
  matcher: LabelMatcher,
  { lost, kept }: { readonly lost: readonly string[]; readonly kept: readonly string[] },
): boolean {
  switch (matcher.operator) {
    case "=":
      return !matcher.variable && lost.includes(matcher.value);
    case "=~":
      return alternativesIn(matcher).some(({ matches }) => lost.some(matches) && !kept.some(matches));
    case "!=":
    case "!~":
    case undefined:
      return false;
    default:
      return matcher.operator satisfies never;
  }
}

/** Series that Prometheus adds for each target have the target's labels, too: `up{site="eu"}`. */
const isOfEveryTarget = nameMatcher(PROMETHEUS_PATTERNS);

/** Without a matcher of the job, series that every target has may be those of other targets. */
function findTargetLabelEffect({ selector, series }: ReadSelector, affected: TargetLabelPart): Effect {
  const { matchers, metric, labels } = selector;
  const { label, job, after } = affected;
  const isGone = after.length === 0;
  const isRead =
    matchers.some((matcher) => matcher.label === label && losesTargets(matcher, affected)) ||
    (isGone && labels.some(({ name, clause }) => name === label && !DROPPING.has(clause)));
  if (!isRead) return undefined;
  const jobs = matchers.filter((matcher) => matcher.label === "job");
  if (!jobs.every((matcher) => accepts(matcher, job))) return undefined;
  if (series.length > 0 || jobs.some(({ variable }) => !variable)) return "breaks";
  return metric !== undefined && isOfEveryTarget(metric.name) ? "may break" : undefined;
}

function losesTargets(matcher: LabelMatcher, part: TargetLabelPart): boolean {
  const { before, after } = part;
  if (matcher.operator === "!=" || matcher.operator === "!~") return false;
  if (after.length === 0 && matcher.variable) return true;
  if (replacements(part).some((value) => accepts(matcher, value))) return false;
  return selectsOnlyLost(matcher, { lost: before.filter((value) => !after.includes(value)), kept: after });
}

/** The values that targets have instead of those that are gone. */
function replacements({ before, after }: TargetLabelPart): readonly string[] {
  return after.length === 0 ? [""] : after.filter((value) => !before.includes(value));
}

/** Whether a matcher selects series with this value. A variable can be any value. */
function accepts(matcher: LabelMatcher, value: string): boolean {
  const { operator, variable } = matcher;
  if (variable || operator === undefined) return true;
  switch (operator) {
    case "=":
      return matcher.value === value;
    case "!=":
      return matcher.value !== value;
    case "=~":
      return alternativesIn(matcher).some(({ matches }) => matches(value));
    case "!~":
      return !alternativesIn(matcher).some(({ matches }) => matches(value));
    default:
      return operator satisfies never;
  }
}

/** Whether the other side of an `or` selects the same series as HEAD exposes them: `rate(old[5m]) or rate(new[5m])`. */
function hasSubstitute(read: ReadSelector, { selectors, choices }: ReadQuery, part: AffectedPart): boolean {
  const substitutes = selectors.filter((other) => other !== read && isSubstitute(other, read, part));
  if (substitutes.length === 0) return false;
  return choices.some(([left, right]) => {
    const other = contains(left, read.selector) ? right : contains(right, read.selector) ? left : undefined;
    return other !== undefined && substitutes.some(({ selector }) => contains(other, selector));
  });
}

function contains(outer: TextSpan, inner: TextSpan): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isSubstitute({ selector }: ReadSelector, read: ReadSelector, part: AffectedPart): boolean {
  if (part.part === "series") {
    return read.series.some(
      (series) => series.family === part.family && selectsSuccessor(selector, series, part),
    );
  }
  if (part.part === "form") {
    return read.series.some(({ family }) => isOf(part, family)) && selectsStoredSeries(selector, part);
  }
  if (part.part !== "target label" || selector.metric?.name !== read.selector.metric?.name) return false;
  const matchers = selector.matchers.filter(({ label }) => label === part.label);
  return replacements(part).some((value) => matchers.every((matcher) => accepts(matcher, value)));
}

/** Whether a selector selects the series under the name that it has in HEAD. */
function selectsSuccessor(
  selector: Selector,
  series: Pick<ExposedSeries, "part">,
  { successor }: { readonly successor?: Family },
): boolean {
  if (successor === undefined) return false;
  const found = storedSeries({ families: [successor] }, "both").find(({ part }) => part === series.part);
  return found !== undefined && selectsName(selector, found.name);
}

/** Whether a selector selects a series of the histogram that is still stored. */
function selectsStoredSeries(selector: Selector, { family, form }: FormPart): boolean {
  return storedSeries({ families: [family] }, form).some(({ name }) => selectsName(selector, name));
}

function selectsName({ metric, matchers }: Selector, name: string): boolean {
  if (metric !== undefined) return metric.name === name;
  const names = matchers.filter(({ label, operator }) => label === "__name__" && operator === "=~");
  return names.length > 0 && names.every((matcher) => accepts(matcher, name));
}
