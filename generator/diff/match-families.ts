import type { Catalog, Family } from "../catalog.js";
import { pairAlike } from "./alike-families.js";

/** One family on both sides. */
export interface FamilyPair {
  readonly base: Family;
  readonly head: Family;
  /** By what it was recognised: by `key` where another namespace changes the exposed name. */
  readonly by: "name" | "renamed_from" | "key";
}

export interface FamilyMatch {
  /** In HEAD's order. */
  readonly pairs: readonly FamilyPair[];
  /** A family of BASE and one of HEAD that nothing connects but that they are nearly alike. */
  readonly alike: readonly { readonly base: Family; readonly head: Family }[];
  /** Each family of BASE that HEAD still has, be it under another name, with what it is there. */
  readonly successors: ReadonlyMap<Family, Family>;
  readonly removed: readonly Family[];
  readonly added: readonly Family[];
}

/**
 * Finds each family again. The exposed name comes first, because it is what dashboards know; then what the schema
 * says of a rename, and then the key.
 */
export function matchFamilies(base: Catalog, head: Catalog): FamilyMatch {
  const pairs = new Map<Family, FamilyPair>();
  const left = new Set(base.families);
  const byName = new Map(base.families.map((family) => [family.name, family]));
  const byKey = new Map(base.families.map((family) => [family.key, family]));
  const pair = (by: FamilyPair["by"], find: (family: Family) => Family | undefined) => {
    for (const family of head.families) {
      const found = pairs.has(family) ? undefined : find(family);
      if (found === undefined || !left.delete(found)) continue;
      pairs.set(family, { base: found, head: family, by });
    }
  };
  pair("name", ({ name }) => byName.get(name));
  pair("renamed_from", ({ renamedFrom: old = "" }) => byKey.get(old) ?? byName.get(old));
  pair("key", ({ key }) => byKey.get(key));
  const unmatched = head.families.filter((family) => !pairs.has(family));
  const alike = pairAlike([...left], unmatched);
  const paired = new Set(alike.flatMap(({ base, head }) => [base, head]));
  const found = head.families.flatMap((family) => pairs.get(family) ?? []);
  return {
    pairs: found,
    alike,
    successors: new Map([...found, ...alike].map(({ base, head }) => [base, head])),
    removed: [...left].filter((family) => !paired.has(family)),
    added: unmatched.filter((family) => !paired.has(family)),
  };
}
