import type { Vector } from "../../../runtime/labels.js";

/** A label set's index as generated recorders compute it: -1 if one of its label values is bad. */
export function indexOf(vectors: readonly Vector[], labels: Readonly<Record<string, unknown>>): number {
  let index = 0;
  for (const vector of vectors) {
    const ordinal = vector.ordinalOf(labels[vector.label]);
    if (ordinal < 0) return -1;
    index = index * vector.size + ordinal;
  }
  return index;
}
