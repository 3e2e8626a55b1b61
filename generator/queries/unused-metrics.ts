import { count, groupDigits } from "../text/words.js";
import type { KnownMetrics, KnownSeries } from "./known-metrics.js";
import { parseQuery } from "./promql/parse-query.js";
import { alternativesIn } from "./promql/selector.js";
import { allExpressions, type Expression, type VectorSelector } from "./promql/syntax-tree.js";
import type { Query } from "./query.js";

/** Which metric families and labels no query uses. */
export interface UnusedMetrics {
  /** In the order of their names. */
  readonly families: readonly UnusedFamily[];
  /** How many families, and labels of families, there are. */
  readonly declared: { readonly families: number; readonly labels: number };
}

/** A family that no query uses, or that has labels that none uses. */
export interface UnusedFamily {
  readonly name: string;
  readonly type: KnownSeries["type"];
  /** Whether a query selects one of its series. */
  readonly used: boolean;
  /** The labels that no query names: all, if the family is not used. */
  readonly labels: readonly string[];
}

/**
 * Finds the families and labels that no query uses. A query uses a label of the families that it selects if it names it in
 * a matcher, a grouping, a matching, a function of labels, or a template of its alert. What reads a recorded series uses
 * the families that it is recorded from.
 */
export function findUnused(known: KnownMetrics, queries: readonly Query[]): UnusedMetrics {
  const families = familiesOf(known);
  const uses = queries.map((query) => readUse(query, known));
  const recorded = recordedFamilies(queries, uses);
  for (const { selected, names, labels } of uses) {
    const all = [...selected, ...names.flatMap((name) => [...(recorded.get(name) ?? [])])];
    for (const name of all) {
      const family = families.get(known.oldNames.get(name)?.name ?? name);
      if (family === undefined) continue;
      family.used = true;
      for (const label of labels) family.labels.delete(label);
    }
  }
  const all = [...families].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = all.reduce((sum, [, { labelCount }]) => sum + labelCount, 0);
  return {
    families: all
      .map(([name, { type, used, labels }]) => ({ name, type, used, labels: [...labels] }))
      .filter(({ used, labels }) => !used || labels.length > 0),
    declared: { families: families.size, labels: total },
  };
}

interface FamilyUse {
  readonly type: KnownSeries["type"];
  readonly labelCount: number;
  used: boolean;
  /** Those that no query has named yet. */
  readonly labels: Set<string>;
}

/**
 * Bounds and quantiles are no labels of a family, and Prometheus gives those of targets. All that a schema declares is its
 * own; of what was seen, the prefixes say so.
 */
function familiesOf({
  series,
  targetLabels,
  certainty,
  inScope,
  oldNames,
}: KnownMetrics): ReadonlyMap<string, FamilyUse> {
  const labelsOf = new Map<string, { readonly type: KnownSeries["type"]; readonly labels: Set<string> }>();
  for (const { family, type, labels } of series.values()) {
    if (oldNames.has(family) || (certainty === "seen" && !inScope(family))) continue;
    let found = labelsOf.get(family);
    if (found === undefined) {
      found = { type, labels: new Set() };
      labelsOf.set(family, found);
    }
    for (const label of labels.keys()) {
      if (label !== "le" && label !== "quantile" && !targetLabels.has(label)) found.labels.add(label);
    }
  }
  return new Map(
    [...labelsOf].map(([name, { type, labels }]) => [
      name,
      { type, labels, labelCount: labels.size, used: false },
    ]),
  );
}

/** What one query reads. */
interface QueryUse {
  /** The families that it selects. */
  readonly selected: ReadonlySet<string>;
  /** The names in its selectors, which may be those of recorded series. */
  readonly names: readonly string[];
  readonly labels: ReadonlySet<string>;
}

function readUse(query: Query, known: KnownMetrics): QueryUse {
  const parsed = parseQuery(query);
  const { expression, variableQuery, text } = parsed;
  const labels = new Set(templateLabels(query));
  if (variableQuery?.asks === "label values") {
    labels.add(text.slice(variableQuery.label.start, variableQuery.label.end));
  }
  if (expression === undefined) return { selected: new Set(), names: [], labels };
  const parts = allExpressions(expression);
  for (const part of parts) for (const label of labelsNamedIn(part)) labels.add(label);
  const selectors = parts.filter((part) => part.kind === "selector");
  const names = selectors.flatMap(({ metric }) => (metric === undefined ? [] : [metric.name]));
  const selected = selectors.flatMap((selector) => familiesSelected(selector, known));
  return { selected: new Set(selected), names, labels };
}

function familiesSelected(
  { metric, matchers }: VectorSelector,
  { series, histograms }: KnownMetrics,
): readonly string[] {
  if (metric !== undefined) {
    const family = series.get(metric.name)?.family;
    if (family !== undefined) return [family];
    return histograms.has(metric.name) ? [metric.name] : [];
  }
  return matchers.flatMap((matcher) => {
    if (matcher.label !== "__name__" || matcher.operator !== "=~") return [];
    const alternatives = alternativesIn({ ...matcher, operator: "=~" });
    const selected = [...series.values()].filter(({ name }) =>
      alternatives.some(({ matches }) => matches(name)),
    );
    return selected.map(({ family }) => family);
  });
}

/** The texts of a function of labels may be patterns and values, too, which are names of no label. */
function labelsNamedIn(part: Expression): readonly string[] {
  switch (part.kind) {
    case "selector":
      return part.matchers.flatMap(({ label }) => label ?? []);
    case "aggregation":
      return (part.grouping?.labels ?? []).map(({ name }) => name);
    case "binary":
      return [...(part.matching?.labels ?? []), ...(part.matching?.group?.labels ?? [])].map(
        ({ name }) => name,
      );
    case "call": {
      if (!/^(?:label_|sort_by_label)/.test(part.function.name ?? "")) return [];
      return part.args.flatMap((argument) => (argument.kind === "string" ? [argument.value] : []));
    }
    default:
      return [];
  }
}

/** Labels in the templates of an alert: `{{ $labels.route }}`, `{{ .Labels.route }}`, `{{ index $labels "route" }}`. */
const TEMPLATE_LABEL = /(?:\$labels|\.Labels)\.(\w+)|index\s+(?:\$labels|\.Labels)\s+"([^"]+)"/g;

function templateLabels({ owner }: Query): readonly string[] {
  const rule = owner.kind === "file" ? undefined : owner.rule;
  const texts = [...(rule?.annotations ?? []), ...(rule?.labels ?? [])];
  return texts.flatMap(({ text }) =>
    [...text.matchAll(TEMPLATE_LABEL)].map(([, field, index]) => field ?? index ?? ""),
  );
}

/** The families that each recorded series comes from, through other recorded series, too. */
function recordedFamilies(
  queries: readonly Query[],
  uses: readonly QueryUse[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const recorded = new Map<string, Set<string>>();
  const rules = queries.flatMap(({ owner }, index) => {
    const use = uses[index];
    return owner.kind === "recording rule" && use !== undefined ? [{ name: owner.name, use }] : [];
  });
  for (let grown = true; grown; ) {
    grown = false;
    for (const { name, use } of rules) {
      const families = recorded.get(name) ?? new Set<string>();
      const before = families.size;
      recorded.set(name, families);
      for (const family of use.selected) families.add(family);
      for (const inner of use.names) for (const family of recorded.get(inner) ?? []) families.add(family);
      grown ||= families.size > before;
    }
  }
  return recorded;
}

/** A table for people. */
export function unusedTable({ families, declared }: UnusedMetrics): string {
  const unused = families.filter(({ used }) => !used).length;
  const labels = families.reduce((sum, family) => sum + family.labels.length, 0);
  const summary = `not used: ${groupDigits(unused)} of ${count(declared.families, "family", "families")}, ${groupDigits(labels)} of ${count(declared.labels, "label")}\n`;
  if (families.length === 0) return summary;
  const rows = families.map(({ name, type, used, labels: names }) => {
    return [name, type, used ? "yes" : "no", names.join(", ")] as const;
  });
  const all = [["FAMILY", "TYPE", "USED", "LABELS NOT USED"] as const, ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n${summary}`;
}

/** `{ unused: [{ name, type, used, labels }], declared: { families, labels } }` */
export function unusedDocument({ families, declared }: UnusedMetrics): string {
  return `${JSON.stringify({ unused: families, declared }, undefined, 2)}\n`;
}
