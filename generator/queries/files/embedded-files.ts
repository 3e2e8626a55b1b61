import { type Branch, entries, entry, items, textAt } from "./branch.js";

/** A file that stands as a text in another. */
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
