import { type Branch, entry, isMapping, items, textAt } from "./branch.js";
import { queriesOfDashboard, queriesOfLibraryElement, queriesOfPanelAlone } from "./dashboard.js";
import { queriesOfDashboardV2 } from "./dashboard-v2.js";
import type { FoundQuery } from "./found-query.js";
import { queriesOfRuleGroups } from "./rule-groups.js";

/** What a document is, and how its queries are found. */
interface DocumentKind {
  readonly is: (document: Branch) => boolean;
  readonly queries: (document: Branch) => readonly FoundQuery[];
}

/** The first that fits counts. */
const KINDS: readonly DocumentKind[] = [
  { is: isOfKind("PrometheusRule"), queries: (document) => queriesOfRuleGroups(specOf(document)) },
  { is: has("groups"), queries: queriesOfRuleGroups },
  { is: has("dashboard"), queries: (document) => inside(entry(document, "dashboard")) },
  {
    is: (document) => has("elements")(specOf(document)),
    queries: (document) => queriesOfDashboardV2(specOf(document)),
  },
  { is: has("elements"), queries: queriesOfDashboardV2 },
  { is: isOfKind("Dashboard"), queries: (document) => inside(entry(document, "spec")) },
  { is: hasAny("panels", "rows", "templating", "__inputs"), queries: queriesOfDashboard },
  {
    is: (document) => has("model")(specOf(document)),
    queries: (document) => queriesOfLibraryElement(specOf(document)),
  },
  { is: has("model"), queries: queriesOfLibraryElement },
  { is: has("result"), queries: (document) => inside(entry(document, "result")) },
  { is: has("targets"), queries: queriesOfPanelAlone },
  { is: ({ value }) => Array.isArray(value), queries: (document) => items(document).flatMap(inside) },
  { is: has("items"), queries: (document) => items(entry(document, "items")).flatMap(inside) },
];

/** The queries of a document; none if it is of no kind that has queries. */
export function queriesOfDocument(document: Branch): readonly FoundQuery[] {
  return KINDS.find(({ is }) => is(document))?.queries(document) ?? [];
}

function inside(document: Branch | undefined): readonly FoundQuery[] {
  return document === undefined ? [] : queriesOfDocument(document);
}

function specOf(document: Branch): Branch {
  return entry(document, "spec") ?? { value: undefined, path: document.path };
}

function has(key: string) {
  return (document: Branch) => isMapping(document.value) && entry(document, key) !== undefined;
}

function hasAny(...keys: readonly string[]) {
  return (document: Branch) => keys.some((key) => has(key)(document));
}

function isOfKind(kind: string) {
  return (document: Branch) => textAt(document, "kind") === kind && has("spec")(document);
}
