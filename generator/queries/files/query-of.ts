import type { Branch } from "./branch.js";
import type { FoundQuery } from "./found-query.js";

/** The query at a place, if there is a text. */
export function queryOf(at: Branch | undefined, about: Omit<FoundQuery, "at">): readonly FoundQuery[] {
  // A number is an expression too, which YAML does not take for a text.
  const readable = typeof at?.value === "string" ? at.value.trim() !== "" : typeof at?.value === "number";
  return at !== undefined && readable ? [{ ...about, at }] : [];
}
