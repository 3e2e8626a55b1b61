import { counted } from "../../counted.js";
import type { Change, ChangeClass } from "../schema-diff.js";

const CLASSES: readonly ChangeClass[] = ["breaking", "risky", "safe"];

/** `7 changes (1 breaking, 2 risky, 4 safe)`: those that there are. */
export function tallied(changes: readonly Change[]): string {
  if (changes.length === 0) return "no change";
  const parts = CLASSES.flatMap((of) => {
    const count = changes.filter((change) => change.class === of).length;
    return count === 0 ? [] : [`${count} ${of}`];
  });
  return `${counted(changes.length, "change")} (${parts.join(", ")})`;
}
