import { type Branch, entries, entry, type FoundQuery, items, textAt } from "./branch.js";
import {
  queriesOfDashboard,
  queriesOfDashboardV2,
  queriesOfLibraryElement,
  queriesOfSinglePanel,
} from "./grafana.js";
import { queriesOfRuleGroups } from "./prometheus.js";

interface DocumentKind {
  readonly is: (document: Branch) => boolean;
  readonly queries: (document: Branch) => readonly FoundQuery[];
}

/** The first kind that fits counts. */
const KINDS: readonly DocumentKind[] = [
  { is: isOfKind("PrometheusRule"), queries: (document) => queriesOfRuleGroups(specOf(document)) },
  { is: has("groups"), queries: queriesOfRuleGroups },
  { is: has("dashboard"), queries: (document) => queriesWithin(entry(document, "dashboard")) },
  {
    is: (document) => has("elements")(specOf(document)),
    queries: (document) => queriesOfDashboardV2(specOf(document)),
  },
  { is: has("elements"), queries: queriesOfDashboardV2 },
  { is: isOfKind("Dashboard"), queries: (document) => queriesWithin(entry(document, "spec")) },
  { is: hasAny("panels", "rows", "templating", "__inputs"), queries: queriesOfDashboard },
  {
    is: (document) => has("model")(specOf(document)),
    queries: (document) => queriesOfLibraryElement(specOf(document)),
  },
  { is: has("model"), queries: queriesOfLibraryElement },
  { is: has("result"), queries: (document) => queriesWithin(entry(document, "result")) },
  { is: has("targets"), queries: queriesOfSinglePanel },
  { is: ({ value }) => Array.isArray(value), queries: (document) => items(document).flatMap(queriesWithin) },
  { is: has("items"), queries: (document) => items(entry(document, "items")).flatMap(queriesWithin) },
];

/** The queries of a document; none if it is of another kind. */
export function queriesOfDocument(document: Branch): readonly FoundQuery[] {
  return KINDS.find(({ is }) => is(document))?.queries(document) ?? [];
}

function queriesWithin(document: Branch | undefined): readonly FoundQuery[] {
  return document === undefined ? [] : queriesOfDocument(document);
}

function specOf(document: Branch): Branch {
  return entry(document, "spec") ?? { value: undefined, path: document.path };
}

function has(key: string) {
  return (document: Branch) => entry(document, key) !== undefined;
}

function hasAny(...keys: readonly string[]) {
  return (document: Branch) => keys.some((key) => has(key)(document));
}

function isOfKind(kind: string) {
  return (document: Branch) => textAt(document, "kind") === kind && has("spec")(document);
}

/** A file that is a text value in another file. */
export interface EmbeddedFile {
  readonly name: string;
  readonly at: Branch;
}

/** The files of ConfigMaps, and the JSON of the Grafana operator's dashboards. */
export function embeddedFilesOf(document: Branch): readonly EmbeddedFile[] {
  switch (textAt(document, "kind")) {
    case "ConfigMap":
      return entries(entry(document, "data"))
        .filter(([name, { value }]) => /\.(?:json|ya?ml|promql)$/.test(name) && typeof value === "string")
        .map(([name, at]) => ({ name, at }));
    case "GrafanaDashboard": {
      const at = entry(entry(document, "spec"), "json");
      return typeof at?.value === "string" ? [{ name: "dashboard.json", at }] : [];
    }
    case "List":
    case "ConfigMapList":
      return items(entry(document, "items")).flatMap(embeddedFilesOf);
    default:
      return [];
  }
}
