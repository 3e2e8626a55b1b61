import type { Family, ReferenceColumn } from "../../catalog.js";
import { grouped } from "../../grouped.js";
import { inlineText } from "./markdown-text.js";

/** What a table shows of a family in a column. */
export function familyCell(family: Family, shows: ReferenceColumn["shows"]): string {
  switch (shows) {
    case "key":
      return inlineText(family.key, "cell");
    case "name":
      return `\`${family.name}\``;
    case "type":
      return family.type;
    case "vectors":
      return family.vectors.map(({ name }) => `\`${name}\``).join(", ");
    case "unit":
      return family.unit ?? "";
    case "description":
      return inlineText(family.help, "cell");
    case "buckets":
      return family.type === "histogram" ? family.spelledBuckets.join(", ") : "";
    case "series":
      return grouped(family.series);
    case "deprecated":
      return inlineText(family.deprecated ?? "", "cell");
    default:
      return shows satisfies never;
  }
}
