import { isMapping } from "../../yaml/yaml-places.js";
import { type Branch, entries, entry, type Found, items, textAt } from "./branch.js";
import {
  queriesOfDashboard,
  queriesOfDashboardV2,
  queriesOfLibraryElement,
  queriesOfSinglePanel,
} from "./grafana.js";
import { queriesOfRules } from "./rule-groups.js";

interface DocumentKind {
  readonly is: (document: Branch) => boolean;
  readonly queries: (document: Branch) => readonly Found[];
}

/** The first kind that fits counts. */
const KINDS: readonly DocumentKind[] = [
  { is: has("groups"), queries: queriesOfRules },
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

/**
 * The queries of a document; none if it is of another kind. A document that has nothing at the places of its kind may
 * have rules somewhere else: values of Helm charts have keys such as `dashboard`, too.
 */
export function queriesOfDocument(document: Branch): readonly Found[] {
  const found = KINDS.find(({ is }) => is(document))?.queries(document) ?? [];
  return found.length > 0 ? found : queriesOfRules(document);
}

function queriesWithin(document: Branch | undefined): readonly Found[] {
  return document === undefined ? [] : queriesOfDocument(document);
}

/** Grafana's own API has objects of the same shape as Kubernetes. */
export function isKubernetesObject(document: Branch): boolean {
  const version = textAt(document, "apiVersion");
  return version !== undefined && has("kind")(document) && !version.includes(".grafana.app/");
}

/** Whether an object has rules of Loki's operator, or is a file of rules for Loki. */
export function isOfLoki(document: Branch): boolean {
  return (
    textAt(document, "apiVersion")?.startsWith("loki.grafana.com/") === true ||
    has("loki_rule")(entry(entry(document, "metadata"), "labels") ?? document)
  );
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

/** The files of ConfigMaps, the JSON of the Grafana operator's dashboards, and such texts in values of Helm charts. */
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
    case undefined:
      return filesBelow(document);
    default:
      return [];
  }
}

/** A dashboard has thousands of values: a path is made for a file only. */
function filesBelow({ value: root, path }: Branch): readonly EmbeddedFile[] {
  const found: EmbeddedFile[] = [];
  const steps = [...path];
  const visit = (value: unknown, step: string | number) => {
    steps.push(step);
    if (typeof value === "string") {
      const [, extension] = /\bexpr\b/.test(value) ? (FILE_KEY.exec(String(step)) ?? []) : [];
      if (extension !== undefined)
        found.push({ name: `${step}.${extension}`, at: { value, path: [...steps] } });
    } else visitBelow(value);
    steps.pop();
  };
  const visitBelow = (value: unknown) => {
    if (Array.isArray(value)) for (let index = 0; index < value.length; index++) visit(value[index], index);
    else if (isMapping(value)) for (const key of Object.keys(value)) visit(value[key], key);
  };
  visitBelow(root);
  return found;
}

const FILE_KEY = /(?:^|\.)(json|ya?ml|promql)$/;
