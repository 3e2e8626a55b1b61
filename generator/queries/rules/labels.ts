import { nearestName } from "../../diagnostics/nearest-name.js";
import { type ExposedSeries, labelsOf } from "../exposed-series.js";
import type { HeldSelector, ReportFinding, Rule, World } from "../held-query.js";
import type { LabelUse } from "../promql/selector.js";
import type { Span } from "../span.js";

/** Labels, in braces or outside of them, that none of the metrics has which they are of. */
export const labels: Rule = ({ selectors, world }, report) => {
  const uses = new Map<LabelUse, HeldSelector[]>();
  for (const held of selectors) {
    for (const { label, labelSpan } of held.selector.matchers) {
      if (label !== undefined) reportUnknown({ label, span: labelSpan, of: [held] }, world, report);
    }
    for (const use of held.selector.labels) {
      const others = uses.get(use);
      if (others === undefined) uses.set(use, [held]);
      else others.push(held);
    }
  }
  for (const [{ name, start, end }, of] of uses) {
    reportUnknown({ label: name, span: { start, end }, of }, world, report);
  }
};

function reportUnknown(
  { label, span, of }: { readonly label: string; readonly span: Span; readonly of: readonly HeldSelector[] },
  world: World,
  report: ReportFinding,
): void {
  if (isOfPrometheus(label, world)) return;
  const series: ExposedSeries[] = [];
  for (const { meaning } of of) {
    if (meaning.kind !== "series") return;
    series.push(...meaning.series);
  }
  const all = [...new Set(series.flatMap(labelsOf))];
  if (all.includes(label)) return;
  const metrics = [...new Set(series.map(({ name }) => name))];
  const nearest = nearestName(label, [...all, ...world.targetLabels]);
  report("query-unknown-label", { label, metrics, nearest, all }, span);
}

/** Prometheus renames labels of metrics that its targets have too, and reserves `__…`. */
function isOfPrometheus(label: string, { targetLabels }: World): boolean {
  return targetLabels.has(label) || label.startsWith("__") || label.startsWith("exported_");
}
