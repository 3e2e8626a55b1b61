import type { ts } from "ts-morph";
import type { Catalog, Family } from "../../catalog.js";
import type { Analysis } from "../source/analyse.js";
import type { ClientMetric } from "../source/client-metric.js";
import type { MetricUse } from "../source/metric-use.js";
import { findReferences, type References } from "./find-references.js";
import type { Left } from "./left.js";
import type { LocalName } from "./local-names.js";
import { rewriteCall } from "./rewrite-call.js";
import type { RewrittenCall } from "./target.js";

/** What becomes of the metrics by one name: they are rewritten together, or not at all. */
export interface Plan {
  readonly name: string;
  readonly metrics: readonly ClientMetric[];
  /** `undefined` if the schema does not have the metric. */
  readonly family: Family | undefined;
  readonly calls: readonly PlannedCall[];
  readonly references: readonly References[];
  /** Empty if all is rewritten. */
  readonly left: readonly Left[];
}

export interface PlannedCall {
  readonly call: ts.CallExpression;
  readonly rewritten: RewrittenCall;
}

/** Plans by the names of the metrics, in the order of the source. */
export function plansOf(analysis: Analysis, catalog: Catalog, localName: LocalName): readonly Plan[] {
  const families = new Map(catalog.families.map((family) => [family.name, family]));
  const references = findReferences(analysis);
  const uses = groupedBy(analysis.uses, ({ metric }) => metric.name);
  const plans = [...groupedBy(analysis.metrics, ({ name }) => name)].map(([name, metrics]): Plan => {
    const family = families.get(name);
    const own = metrics.flatMap((metric) => references.get(metric) ?? []);
    if (family === undefined) return { name, metrics, family, calls: [], references: own, left: [] };
    const left = [
      ...metrics.flatMap((metric) => unlike(metric, family)),
      ...own.flatMap((found) => found.left),
    ];
    const calls: PlannedCall[] = [];
    for (const use of uses.get(name) ?? []) {
      const ambiguous = ambiguity(use, analysis);
      const rewritten = rewriteCall(use, { family, checker: analysis.checker, localName });
      if (ambiguous !== undefined) left.push(ambiguous);
      else if ("left" in rewritten) left.push(rewritten.left);
      else calls.push({ call: use.call, rewritten: rewritten.done });
    }
    return { name, metrics, family, calls, references: own, left };
  });
  const holders = holdersOfOthers(plans.flatMap(({ calls }) => calls));
  return plans.map((plan) => ({
    ...plan,
    left: [
      ...plan.left,
      ...plan.calls
        .filter(({ call }) => holders.has(call))
        .map(({ call }) => ({ at: call, reason: "another metric is recorded within its arguments" })),
    ],
  }));
}

/** Calls whose arguments, which are taken over as they are, have calls within them that would change as well. */
function holdersOfOthers(calls: readonly PlannedCall[]): ReadonlySet<ts.CallExpression> {
  const holders = new Set<ts.CallExpression>();
  for (const own of groupedBy(calls, ({ call }) => call.getSourceFile()).values()) {
    const edits = own
      .flatMap(({ call, rewritten }) => rewritten.edits.map((edit) => ({ call, ...edit })))
      .sort((one, other) => one.start - other.start || other.end - one.end);
    let open: typeof edits = [];
    for (const edit of edits) {
      open = open.filter(({ end }) => end > edit.start);
      for (const { call, start } of open) if (start < edit.start) holders.add(call);
      open.push(edit);
    }
  }
  return holders;
}

function groupedBy<Item, Key>(
  items: readonly Item[],
  key: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    groups.set(key(item), group);
    group.push(item);
  }
  return groups;
}

/** One place that stands for several metrics, as a parameter's property does. */
function ambiguity({ receiver, metric }: MetricUse, { metricsOf }: Analysis): Left | undefined {
  const other = metricsOf(receiver).find(({ name }) => name !== metric.name);
  return other === undefined ? undefined : { at: receiver, reason: `it may be \`${other.name}\` too` };
}

/** Why the schema's family cannot take the place of a metric. */
function unlike({ type, creation, labelNames }: ClientMetric, family: Family): readonly Left[] {
  if (type === "summary") {
    return [{ at: creation, reason: "a summary exposes other series than the schema's histogram" }];
  }
  if (type !== family.type) {
    return [{ at: creation, reason: `it is a ${type}, and the schema has a ${family.type}` }];
  }
  const names = new Set(family.vectors.map(({ name }) => name));
  const alike = labelNames.length === names.size && labelNames.every((label) => names.has(label));
  if (alike) return [];
  const wanted = family.vectors.map(({ name }) => name).join(", ");
  return [
    { at: creation, reason: `its labels are not those of the schema (${wanted === "" ? "none" : wanted})` },
  ];
}
