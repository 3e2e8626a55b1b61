import type { DraftVector } from "../draft.js";
import type { ObservedFamily } from "./observed-family.js";
import { vectorOfSeen } from "./seen-values.js";

/** The labels of all families, in order; one name is one vector, whose set has the values of all of them. */
export function draftVectors(families: readonly ObservedFamily[]): readonly DraftVector[] {
  const seen = new Map<string, Map<string, number>>();
  for (const { labels, labelSets } of families) {
    for (const name of labels) {
      const values = seen.get(name) ?? new Map<string, number>();
      seen.set(name, values);
      for (const labelSet of labelSets) {
        const value = labelSet.get(name);
        if (value !== undefined) values.set(value, (values.get(value) ?? 0) + 1);
      }
    }
  }
  return [...seen].map(([name, values]) => vectorOfSeen(name, values));
}
