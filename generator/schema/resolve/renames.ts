import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";
import { exposedName } from "./metric-name.js";
import { place } from "./place.js";

/** Reports a `renamed_from` that names a family which is still there, or one that another was renamed from. */
export function reportRenames(
  families: ReadonlyMap<string, DeclaredFamily>,
  namespace: string,
  report: SchemaReport,
): void {
  const present = new Map<string, DeclaredFamily>();
  for (const family of families.values()) present.set(exposedName(namespace, family.key), family);
  for (const family of families.values()) present.set(family.key, family);
  const renamed = new Map<string, DeclaredFamily>();
  for (const family of families.values()) {
    const old = family.spec?.renamed_from;
    if (old === undefined) continue;
    const name = shortened(old);
    const at = locate(family.source, [...family.path, "renamed_from"], "value");
    const namesake = present.get(old);
    const earlier = renamed.get(old);
    if (namesake !== undefined) {
      report("renamed-from-present", { name, own: namesake === family }, at);
    } else if (earlier !== undefined) {
      const other = `the ${earlier.type} \`${shortened(earlier.key)}\` (${place(earlier)})`;
      report("renamed-from-twice", { name, other }, at);
    } else {
      renamed.set(old, family);
    }
  }
}
