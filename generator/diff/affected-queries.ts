import type { Catalog } from "../catalog.js";
import { type ExposedSeries, exposedSeries } from "../queries/exposed-series.js";
import type { World } from "../queries/held-query.js";
import { meaningOf } from "../queries/meaning.js";
import { alternativesIn } from "../queries/patterns/alternatives.js";
import { matcherOf } from "../queries/patterns/match-pattern.js";
import type { LabelClause, Matcher, Selector } from "../queries/promql/selector.js";
import { selectorsOf } from "../queries/promql/selectors-of.js";
import type { Query } from "../queries/query.js";
import type { Finding, Touch } from "./finding.js";

/** A query that reads what a change is of. */
export interface AffectedQuery {
  readonly query: Query;
  /** Whether the change surely breaks it. */
  readonly sure: boolean;
}

/** Of each change the queries that it affects, in their order, also through what rules among them record. */
export function affectedQueries(
  findings: readonly Finding[],
  base: Catalog,
  queries: readonly Query[],
): readonly (readonly AffectedQuery[])[] {
  const world = worldOf(base, queries);
  const read = queries.map((query) => readQuery(query, world));
  return findings.map((finding) => affectedBy(finding, read));
}

interface ReadQuery {
  readonly query: Query;
  readonly selectors: readonly { readonly selector: Selector; readonly series: readonly ExposedSeries[] }[];
}

/** Any name may be the old schema's, whatever its namespace is. */
function worldOf(base: Catalog, queries: readonly Query[]): World {
  return {
    series: new Map(exposedSeries(base).map((series) => [series.name, series])),
    histograms: new Set(),
    recorded: new Set(queries.flatMap(({ owner }) => (owner.kind === "recording rule" ? [owner.name] : []))),
    targetLabels: new Set(),
    holds: () => true,
  };
}

function readQuery(query: Query, world: World): ReadQuery {
  const selectors = selectorsOf(query).map((selector) => {
    const meaning = meaningOf(selector, world);
    return { selector, series: meaning.kind === "series" ? meaning.series : [] };
  });
  return { query, selectors };
}

function affectedBy({ touches }: Finding, queries: readonly ReadQuery[]): readonly AffectedQuery[] {
  const affected = new Map<Query, boolean>();
  for (const read of queries) {
    const found = touches.filter((touch) => reads(read, touch));
    if (found.length > 0)
      affected.set(
        read.query,
        found.some(({ sure }) => sure),
      );
  }
  spread(affected, queries);
  return queries.flatMap(({ query }) => {
    const sure = affected.get(query);
    return sure === undefined ? [] : [{ query, sure }];
  });
}

/** From rules to what reads the series that they record, as long as there is any that was not found. */
function spread(affected: Map<Query, boolean>, queries: readonly ReadQuery[]): void {
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
  if (grown) spread(affected, queries);
}

function reads({ selectors }: ReadQuery, touch: Touch): boolean {
  return selectors.some(({ selector, series }) =>
    series.some(({ family, part }) => {
      if (family !== touch.family) return false;
      switch (touch.part) {
        case "series":
          return true;
        case "buckets":
          return part === "bucket";
        case "label":
          return namesLabel(selector, touch.label);
        case "values":
          if (touch.label === "le" && part !== "bucket") return false;
          return selector.matchers.some(
            (matcher) => matcher.label === touch.label && selectsLost(matcher, touch),
          );
        default:
          return touch satisfies never;
      }
    }),
  );
}

/** What a clause drops may as well not be there. */
const DROPPING: ReadonlySet<LabelClause> = new Set(["without", "ignoring"]);

function namesLabel({ matchers, labels }: Selector, label: string): boolean {
  return (
    matchers.some((matcher) => matcher.label === label) ||
    labels.some(({ name, clause }) => name === label && !DROPPING.has(clause))
  );
}

/** Whether a matcher, or an alternative of its pattern, selects a value that is lost and none that is kept. */
function selectsLost(
  matcher: Matcher,
  { lost, kept }: { readonly lost: readonly string[]; readonly kept: readonly string[] },
): boolean {
  switch (matcher.operator) {
    case "=":
      return !matcher.variable && lost.includes(matcher.value);
    case "=~":
      return alternativesIn(matcher).some(({ pattern }) => {
        const matches = matcherOf(pattern)?.matches;
        return matches !== undefined && lost.some(matches) && !kept.some(matches);
      });
    case "!=":
    case "!~":
      return false;
    default:
      return matcher.operator satisfies never;
  }
}
