import type { Catalog, CompositeRecorder, Vector } from "../catalog.js";
import { type FamilyMatch, type FamilyPair, matchFamilies } from "./match-families.js";

/** Two Catalogs, with what is the same thing in both found again. */
export interface Comparison {
  readonly base: Catalog;
  readonly head: Catalog;
  readonly families: FamilyMatch;
  readonly vectors: readonly VectorPair[];
  readonly recorders: readonly RecorderPair[];
}

/** A vector by one name on both sides, with the families that have it on both. */
export interface VectorPair {
  readonly base: Vector;
  readonly head: Vector;
  /** At least one. */
  readonly families: readonly FamilyPair[];
}

export interface RecorderPair {
  readonly base: CompositeRecorder;
  readonly head: CompositeRecorder;
}

export function compare(base: Catalog, head: Catalog): Comparison {
  const families = matchFamilies(base, head);
  const recorders = new Map(base.recorders.map((recorder) => [recorder.key, recorder]));
  return {
    base,
    head,
    families,
    vectors: pairVectors(head, families.pairs),
    recorders: head.recorders.flatMap((recorder) => {
      const before = recorders.get(recorder.key);
      return before === undefined ? [] : [{ base: before, head: recorder }];
    }),
  };
}

/** Where no family has a vector on both sides, it is a label that came or went, which is told of the family. */
function pairVectors(head: Catalog, pairs: readonly FamilyPair[]): readonly VectorPair[] {
  const found = new Map<string, { base: Vector; head: Vector; families: FamilyPair[] }>();
  for (const pair of pairs) {
    const before = new Map(pair.base.vectors.map((vector) => [vector.name, vector]));
    for (const vector of pair.head.vectors) {
      const base = before.get(vector.name);
      if (base === undefined) continue;
      const known = found.get(vector.name);
      if (known === undefined) found.set(vector.name, { base, head: vector, families: [pair] });
      else known.families.push(pair);
    }
  }
  return head.vectors.flatMap(({ name }) => found.get(name) ?? []);
}
