import type { DraftFamily } from "./draft.js";

/** The description of a family of which the source has none: a text that asks for it. */
export function askedDescription({ type, key }: Pick<DraftFamily, "type" | "key">): string {
  return `Write what ${key} ${type === "counter" ? "counts" : "measures"}.`;
}
