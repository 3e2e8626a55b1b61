import type { Catalog, CompositeRecorder, Family, Vector } from "../catalog.js";
import { pairSimilarFamilies } from "./similar-families.js";

/** Two schemas, with pairs of what is the same thing in both. */
export interface Comparison {
  readonly base: Catalog;
  readonly head: Catalog;
  readonly families: ComparedFamilies;
  readonly vectors: readonly VectorPair[];
  readonly recorders: readonly RecorderPair[];
}

interface ComparedFamilies {
  /** In HEAD's order. */
  readonly pairs: readonly FamilyPair[];
  /** A family of BASE and one of HEAD that are probably the same, although the schema does not say so. */
  readonly similar: readonly { readonly base: Family; readonly head: Family }[];
  /** The family of HEAD for each family of BASE that is in a pair, or similar to one of HEAD. */
  readonly successors: ReadonlyMap<Family, Family>;
  readonly removed: readonly Family[];
  readonly added: readonly Family[];
}

export interface FamilyPair {
  readonly base: Family;
  readonly head: Family;
  /** What the two have in common. It is `key` where another namespace changes the exposed name. */
  readonly by: "name" | "renamed_from" | "key";
}

/** The vectors of a label in both schemas, in families that both schemas have. */
export interface VectorPair {
  readonly base: Vector;
  readonly head: Vector;
  /** The families that have the label of these vectors in both schemas: at least one. */
  readonly families: readonly FamilyPair[];
}

export interface RecorderPair {
  readonly base: CompositeRecorder;
  readonly head: CompositeRecorder;
}

export function compareCatalogs(base: Catalog, head: Catalog): Comparison {
  const families = compareFamilies(base, head);
  const recorders = new Map(base.recorders.map((recorder) => [recorder.key, recorder]));
  return {
    base,
    head,
    families,
    vectors: pairVectors(families.pairs),
    recorders: head.recorders.flatMap((recorder) => {
      const before = recorders.get(recorder.key);
      return before === undefined ? [] : [{ base: before, head: recorder }];
    }),
  };
}

/** Pairs families by their exposed names first, because dashboards know these; then by `renamed_from`, then by key. */
function compareFamilies(base: Catalog, head: Catalog): ComparedFamilies {
  const found = new Map<Family, FamilyPair>();
  const unpaired = new Set(base.families);
  const byName = new Map(base.families.map((family) => [family.name, family]));
  const byKey = new Map(base.families.map((family) => [family.key, family]));
  const pair = (by: FamilyPair["by"], find: (family: Family) => Family | undefined) => {
    for (const family of head.families) {
      const before = found.has(family) ? undefined : find(family);
      if (before === undefined || !unpaired.delete(before)) continue;
      found.set(family, { base: before, head: family, by });
    }
  };
  pair("name", ({ name }) => byName.get(name));
  pair("renamed_from", ({ renamedFrom: old = "" }) => byKey.get(old) ?? byName.get(old));
  pair("key", ({ key }) => byKey.get(key));
  const pairs = head.families.flatMap((family) => found.get(family) ?? []);
  const others = head.families.filter((family) => !found.has(family));
  const similar = pairSimilarFamilies([...unpaired], others);
  const paired = new Set(similar.flatMap(({ base, head }) => [base, head]));
  return {
    pairs,
    similar,
    successors: new Map([...pairs, ...similar].map(({ base, head }) => [base, head])),
    removed: [...unpaired].filter((family) => !paired.has(family)),
    added: others.filter((family) => !paired.has(family)),
  };
}

/**
 * Pairs the vectors of each label of each family, whatever their keys are. If no family has a label in both schemas, it
 * is a change of the families instead.
 */
function pairVectors(pairs: readonly FamilyPair[]): readonly VectorPair[] {
  const found: { readonly base: Vector; readonly head: Vector; readonly families: FamilyPair[] }[] = [];
  for (const pair of pairs) {
    const before = new Map(pair.base.vectors.map((vector) => [vector.label, vector]));
    for (const head of pair.head.vectors) {
      const base = before.get(head.label);
      if (base === undefined) continue;
      const known = found.find((one) => one.base === base && one.head === head);
      if (known === undefined) found.push({ base, head, families: [pair] });
      else known.families.push(pair);
    }
  }
  return found;
}
