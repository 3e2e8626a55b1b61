import type { Family } from "../catalog.js";
import { nearestName } from "../diagnostics/nearest-name.js";
import { sameMeaning } from "./same-meaning.js";

interface AlikePair {
  readonly base: Family;
  readonly head: Family;
}

/** Two of the three things that a reader would compare have to agree. */
const ENOUGH = 2;

/** Families that are gone with those that are new, where one looks like the other renamed; the most alike first. */
export function pairAlike(removed: readonly Family[], added: readonly Family[]): readonly AlikePair[] {
  const candidates = removed
    .flatMap((base) => added.map((head) => ({ base, head, likeness: likeness(base, head) })))
    .filter((candidate) => candidate.likeness >= ENOUGH)
    .sort((a, b) => b.likeness - a.likeness); // stable: of equally alike ones the first in the schemas
  const taken = new Set<Family>();
  return candidates.flatMap(({ base, head }) => {
    if (taken.has(base) || taken.has(head)) return [];
    taken.add(base).add(head);
    return [{ base, head }];
  });
}

/** How many agree of the name, nearly; the help text; and the label names, where there are any. */
function likeness(base: Family, head: Family): number {
  if (base.type !== head.type) return 0;
  const [before, after] = [stem(base), stem(head)];
  const near = before === after || nearestName(before, [after]) !== undefined;
  const labels = base.vectors.length > 0 && labelNames(base) === labelNames(head);
  return Number(near) + Number(sameMeaning(base.help, head.help)) + Number(labels);
}

/** The key without the endings that conventions ask for, which are often given later: `_total`, and the unit. */
function stem({ key, unit }: Family): string {
  const bare = key.replace(/_total$/, "");
  return unit !== undefined && bare.endsWith(`_${unit}`) ? bare.slice(0, -unit.length - 1) : bare;
}

function labelNames(family: Family): string {
  return family.vectors
    .map(({ name }) => name)
    .sort()
    .join();
}
