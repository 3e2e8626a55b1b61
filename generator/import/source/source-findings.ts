import { ts } from "ts-morph";
import { shorten } from "../../text/words.js";
import type { ImportReport } from "../codes.js";
import type { ClientMetric, UnresolvedMetric } from "./clients.js";
import type { ForeignPackage } from "./foreign-packages.js";
import type { UnreadUse } from "./metric-uses.js";
import type { Locate } from "./source-program.js";

interface Unread {
  readonly unresolvedMetrics: readonly UnresolvedMetric[];
  readonly unreadUses: readonly UnreadUse[];
  readonly unknown: readonly {
    readonly label: string;
    readonly metric: ClientMetric;
    readonly at: ts.Node;
  }[];
  readonly failures: readonly ts.Node[];
}

/** How many findings of one code are printed one by one. */
const MOST_FINDINGS = 20;

/** Reports what could not be read: what repeats is one finding, with the number of its places. */
export function reportUnread(
  { unresolvedMetrics, unreadUses, unknown, failures }: Unread,
  locate: Locate,
  report: ImportReport,
): void {
  const metrics = unresolvedMetrics.map(({ name, part, at }) => ({
    name,
    part,
    text: shorten(at.getText()),
    at,
  }));
  reportGroups(
    groupBy(metrics, ({ name, part, text }) => JSON.stringify([name, part, text])),
    ([{ name, part, text, at }, ...more]) => {
      report("metric-unresolved", { name, part, text, places: more.length + 1 }, locate(at));
    },
    (left) => report("import-more-findings", { count: left, what: "metrics that cannot be read" }, undefined),
  );
  const uses = unreadUses
    .filter(({ type, isInstrument }) => type !== undefined || isInstrument)
    .filter(({ isAlsoRead, labels }) => !isAlsoRead && labels.kind !== "none")
    .map(({ call, isInstrument }) => ({ text: shorten(calleeText(call)), isInstrument, at: call }));
  reportGroups(
    groupBy(uses, ({ text }) => text),
    ([{ text, isInstrument, at }, ...more]) => {
      report("metric-use-unresolved", { text, isInstrument, places: more.length + 1 }, locate(at));
    },
    (left) => report("import-more-findings", { count: left, what: "calls of unknown metrics" }, undefined),
  );
  reportGroups(
    groupBy(unknown, ({ label, metric }) => `${metric.name} ${label}`),
    ([{ label, metric, at }]) => report("label-unknown", { label, name: metric.name }, locate(at)),
    (left) =>
      report("import-more-findings", { count: left, what: "labels that metrics do not have" }, undefined),
  );
  reportGroups(
    failures.map((at) => [at] as const),
    ([at]) => report("import-checker-failed", {}, locate(at)),
    (left) => report("import-more-findings", { count: left, what: "places like these" }, undefined),
  );
}

export function reportForeignPackages(
  packages: readonly ForeignPackage[],
  locate: Locate,
  report: ImportReport,
): void {
  for (const { name, calls, at } of packages) {
    report("metrics-package-unresolved", { name, calls }, locate(at));
  }
}

export function reportViews(views: readonly ts.Node[], locate: Locate, report: ImportReport): void {
  const [first, ...more] = views;
  if (first !== undefined) report("metric-views-unread", { places: more.length + 1 }, locate(first));
}

function reportGroups<Group>(
  groups: readonly Group[],
  reportGroup: (group: Group) => void,
  reportRest: (left: number) => void,
): void {
  for (const group of groups.slice(0, MOST_FINDINGS)) reportGroup(group);
  if (groups.length > MOST_FINDINGS) reportRest(groups.length - MOST_FINDINGS);
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [Item, ...Item[]])[] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** `hits.inc` of `hits.inc(…)`, and of `hits.labels(…).inc(…)`. */
function calleeText({ expression }: ts.CallExpression): string {
  if (!ts.isPropertyAccessExpression(expression)) return expression.getText();
  const inner = expression.expression;
  if (!ts.isCallExpression(inner)) return expression.getText();
  return `${inner.expression.getText()}(…).${expression.name.text}`;
}
