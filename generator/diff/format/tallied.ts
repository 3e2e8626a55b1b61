import { counted } from "../../counted.js";
import type { ChangeClass, SchemaDiff } from "../schema-diff.js";

const CLASSES: readonly ChangeClass[] = ["breaking", "risky", "safe"];

/** `7 changes (1 breaking, 2 risky, 4 safe)`, with those that are not listed. */
export function tallied({ changes, otherSafeChanges }: SchemaDiff): string {
  const total = changes.length + otherSafeChanges;
  if (total === 0) return "no change";
  const parts = CLASSES.flatMap((of) => {
    const listed = changes.filter((change) => change.class === of).length;
    const count = of === "safe" ? listed + otherSafeChanges : listed;
    return count === 0 ? [] : [`${count} ${of}`];
  });
  return `${counted(total, "change")} (${parts.join(", ")})`;
}

/** `and 3 safe changes that no dashboard sees`; nothing if there are none. */
export function otherChanges({ changes, otherSafeChanges }: SchemaDiff): string {
  if (otherSafeChanges === 0) return "";
  const text = `${counted(otherSafeChanges, "safe change")} that no dashboard sees`;
  return changes.length === 0 ? text : `and ${text}`;
}
