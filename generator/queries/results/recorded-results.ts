import type { KnownMetrics } from "../known-metrics.js";
import { parseQuery } from "../promql/parse-query.js";
import { allExpressions, type Expression } from "../promql/syntax-tree.js";
import type { Query, RuleText } from "../query.js";
import { selectSeries } from "../select-series.js";
import { inferParts } from "./infer-results.js";
import { type Inference, resultOfInference, UNKNOWN } from "./inference.js";
import { joinInferences } from "./join-inferences.js";
import { setLabel, stateOfValues } from "./label-states.js";
import type { Result } from "./result.js";

/**
 * What the recording rules among the queries record, by name, whatever their order. Several rules of one name are joined.
 * Of rules that use each other in a circle, what one of them uses is unknown.
 */
export function inferRecorded(queries: readonly Query[], known: KnownMetrics): ReadonlyMap<string, Result> {
  const rules = readRules(queries);
  const results = new Map<string, Result>();
  for (const name of rules.keys()) results.set(name, resultOfInference(UNKNOWN_VECTOR));
  for (const name of inOrderOfUse(rules)) {
    const inferred = (rules.get(name) ?? []).map((rule) => inferRule(rule, known, results));
    results.set(name, resultOfInference(inferred.reduce(joinInferences)));
  }
  return results;
}

const UNKNOWN_VECTOR: Inference = { ...UNKNOWN, type: "vector" };

interface RecordingRule {
  /** `undefined` if it does not parse. */
  readonly expression: Expression | undefined;
  readonly labels: readonly RuleText[];
}

function readRules(queries: readonly Query[]): ReadonlyMap<string, readonly RecordingRule[]> {
  const rules = new Map<string, RecordingRule[]>();
  for (const query of queries) {
    const { owner } = query;
    if (owner.kind !== "recording rule") continue;
    const { expression } = parseQuery(query);
    const same = rules.get(owner.name) ?? [];
    same.push({ expression, labels: owner.rule?.labels ?? [] });
    rules.set(owner.name, same);
  }
  return rules;
}

function inferRule(
  { expression, labels: added }: RecordingRule,
  known: KnownMetrics,
  recorded: ReadonlyMap<string, Result>,
): Inference {
  if (expression === undefined) return UNKNOWN_VECTOR;
  const inferred = inferParts(expression, {
    known,
    select: (selector) => selectSeries(selector, known, recorded),
  })(expression);
  let { labels } = inferred;
  for (const { name, text } of added) labels = setLabel(labels, name, stateOfValues([text]));
  return { ...inferred, type: "vector", labels };
}

/** The names of rules, each behind those that it uses, if they do not use it as well. */
function inOrderOfUse(rules: ReadonlyMap<string, readonly RecordingRule[]>): readonly string[] {
  const ordered: string[] = [];
  const visited = new Set<string>();
  for (const first of rules.keys()) {
    const open: { readonly name: string; isVisited: boolean }[] = [{ name: first, isVisited: false }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.isVisited || visited.has(top.name)) {
        if (top.isVisited) ordered.push(top.name);
        open.pop();
        continue;
      }
      top.isVisited = true;
      visited.add(top.name);
      for (const name of usedNames(rules.get(top.name) ?? [])) {
        if (rules.has(name) && !visited.has(name)) open.push({ name, isVisited: false });
      }
    }
  }
  return ordered;
}

function usedNames(rules: readonly RecordingRule[]): readonly string[] {
  return rules.flatMap(({ expression }) => {
    if (expression === undefined) return [];
    return allExpressions(expression).flatMap((part) =>
      part.kind === "selector" && part.metric !== undefined ? [part.metric.name] : [],
    );
  });
}
