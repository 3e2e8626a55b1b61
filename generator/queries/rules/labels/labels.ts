import { certainName, nearestName } from "../../../text/nearest-name.js";
import type { TextSpan } from "../../query.js";
import { replaceName } from "../repairs.js";
import type { CheckedQuery, FilesRule, QueryReport } from "../rule.js";
import { AlertTemplates } from "./alert-templates.js";
import type { Removal } from "./label-codes.js";
import { isOfPrometheus, type MissingInQuery, metricsOf, missingLabels } from "./label-uses.js";

/**
 * Labels that queries and templates name, and that the series do not have: because none of the metrics has them, or because
 * a part of the query removes them. A label that resembles no other is reported once, not for each query: Prometheus can
 * add it to all metrics.
 */
export const checkLabels: FilesRule = (reportOf) => {
  const templates = new AlertTemplates();
  const undeclared = new Map<string, MissingInQuery & { readonly queries: number }>();
  const add = (missing: MissingInQuery) => {
    const { query, use } = missing;
    if (use.removedBy !== undefined) reportLost(missing, reportOf(query));
    else if (nearestOf(missing) !== undefined) reportUnknown({ ...missing, queries: 1 }, reportOf(query));
    else {
      const first = undeclared.get(use.label) ?? { ...missing, queries: 0 };
      undeclared.set(use.label, { ...first, queries: first.queries + 1 });
    }
  };
  return {
    see(query) {
      for (const use of missingLabels(query)) {
        const name = { name: use.label, ...use.span };
        add({ query, use, place: query.at(use.span, replaceName(name, certainOf({ query, use }))) });
      }
      templates.see(query);
    },
    finish() {
      for (const missing of templates.missingLabels()) add(missing);
      for (const label of undeclared.values()) reportUnknown(label, reportOf(label.query));
    },
  };
};

type UseInQuery = Pick<MissingInQuery, "query" | "use">;

function reportUnknown(
  { query, use, place, queries }: MissingInQuery & { readonly queries: number },
  report: QueryReport,
): void {
  const { label, of } = use;
  const nearest = nearestOf({ query, use });
  report(
    "query-unknown-label",
    { label, metrics: metricsOf(of), nearest, all: labelsOf({ query, use }), queries },
    place,
  );
}

/** The label that the user may have meant. */
function nearestOf({ query, use }: UseInQuery): string | undefined {
  return nearestName(use.label, candidatesFor({ query, use }));
}

function certainOf({ query, use }: UseInQuery): string | undefined {
  return certainName(use.label, candidatesFor({ query, use }));
}

function candidatesFor({ query, use }: UseInQuery): readonly string[] {
  return [...labelsOf({ query, use }), ...query.known.targetLabels];
}

/** The labels that the series have, without those that Prometheus gives to all. */
function labelsOf({ query: { known }, use: { of } }: UseInQuery): readonly string[] {
  return [...of.labels.named].flatMap(([name, { presence }]) =>
    presence === "gone" || known.targetLabels.has(name) || isOfPrometheus(name) ? [] : [name],
  );
}

function reportLost({ query, use, place }: MissingInQuery, report: QueryReport): void {
  const { label, removedBy, effect } = use;
  if (removedBy === undefined) return;
  const params = { label, ...removalOf(query, removedBy), effect };
  if (effect === "none" || effect === "hardly matches") report("query-needless-label", params, place);
  else report("query-lost-label", params, place);
}

function removalOf({ query, selected }: CheckedQuery, { start, end }: TextSpan): Removal {
  const removedBy = query.text.slice(start, end);
  const isRecord = selected.some(
    ({ selector: { metric }, selection }) => selection.kind === "recorded" && metric?.start === start,
  );
  return { removedBy, isRecord };
}
