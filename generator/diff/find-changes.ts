import type { Catalog } from "../catalog.js";
import { compare } from "./comparison.js";
import type { Finding } from "./finding.js";
import { RULES } from "./rules.js";
import type { ChangeClass } from "./schema-diff.js";

const RANKS: Readonly<Record<ChangeClass, number>> = { breaking: 0, risky: 1, safe: 2 };

/** Every change between two Catalogs: breaking ones first, then risky, then safe ones; by path, then kind. */
export function findChanges(base: Catalog, head: Catalog): readonly Finding[] {
  const comparison = compare(base, head);
  return RULES.flatMap((rule) => rule(comparison)).sort(
    (a, b) =>
      RANKS[a.class] - RANKS[b.class] ||
      byCodeUnit(a.path.join("."), b.path.join(".")) ||
      byCodeUnit(a.kind, b.kind) ||
      byCodeUnit(a.message, b.message),
  );
}

function byCodeUnit(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
