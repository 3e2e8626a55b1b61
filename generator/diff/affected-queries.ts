import type { Catalog } from "../catalog.js";
import { selectorsOf } from "../queries/promql/label-flow.js";
import { alternativesIn, type LabelClause, type Matcher, type Selector } from "../queries/promql/selector.js";
import type { Query } from "../queries/query.js";
import { findSelection, type SchemaIndex } from "../queries/rules.js";
import { type ExposedSeries, exposedSeries } from "../series.js";
import type { AffectedPart, DetailedChange } from "./change.js";

/** A query that reads something that a change affects. */
export interface AffectedQuery {
  readonly query: Query;
  /** Whether the change certainly breaks the query. */
  readonly sure: boolean;
}

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
  readonly selectors: readonly { readonly selector: Selector; readonly series: readonly ExposedSeries[] }[];
}

/** Every name is in scope: the old schema may have another namespace. */
function indexSchema(base: Catalog, queries: readonly Query[]): SchemaIndex {
  return {
    series: new Map(exposedSeries(base).map((series) => [series.name, series])),
    histograms: new Set(),
    recorded: new Set(queries.flatMap(({ owner }) => (owner.kind === "recording rule" ? [owner.name] : []))),
    targetLabels: new Set(),
    inScope: () => true,
  };
}

function readQuery(query: Query, schema: SchemaIndex): ReadQuery {
  const selectors = selectorsOf(query).map((selector) => {
    const selection = findSelection(selector, schema);
    return { selector, series: selection.kind === "series" ? selection.series : [] };
  });
  return { query, selectors };
}

function findAffectedBy(
  { affects }: DetailedChange,
  queries: readonly ReadQuery[],
): readonly AffectedQuery[] {
  const affected = new Map<Query, boolean>();
  for (const query of queries) {
    const parts = affects.filter((part) => readsPart(query, part));
    if (parts.length > 0) {
      affected.set(
        query.query,
        parts.some(({ sure }) => sure),
      );
    }
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

function readsPart({ selectors }: ReadQuery, affected: AffectedPart): boolean {
  return selectors.some(({ selector, series }) =>
    series.some(({ family, part }) => {
      if (family !== affected.family) return false;
      switch (affected.part) {
        case "series":
          return true;
        case "buckets":
          return part === "bucket";
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
    }),
  );
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
  matcher: Matcher,
  { lost, kept }: { readonly lost: readonly string[]; readonly kept: readonly string[] },
): boolean {
  switch (matcher.operator) {
    case "=":
      return !matcher.variable && lost.includes(matcher.value);
    case "=~":
      return alternativesIn(matcher).some(({ matches }) => lost.some(matches) && !kept.some(matches));
    case "!=":
    case "!~":
      return false;
    default:
      return matcher.operator satisfies never;
  }
}
