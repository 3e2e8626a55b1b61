import type { Family } from "../catalog.js";
import { nearestName } from "../diagnostics/nearest-name.js";
import { wordsOf } from "./same-meaning.js";

interface AlikePair {
  readonly base: Family;
  readonly head: Family;
}

/** Two of the three things that a reader would compare have to agree. */
const ENOUGH = 2;

/** Families that are gone with those that are new, where one looks like the other renamed; the most alike first. */
export function pairAlike(removed: readonly Family[], added: readonly Family[]): readonly AlikePair[] {
  const after = added.map(looksOf);
  const candidates = removed
    .map(looksOf)
    .flatMap((base) => after.map((head) => ({ base, head, likeness: likeness(base, head) })))
    .filter((candidate) => candidate.likeness >= ENOUGH)
    .sort((a, b) => b.likeness - a.likeness); // stable: of equally alike ones the first in the schemas
  const taken = new Set<Family>();
  return candidates.flatMap(({ base: { family: base }, head: { family: head } }) => {
    if (taken.has(base) || taken.has(head)) return [];
    taken.add(base).add(head);
    return [{ base, head }];
  });
}

/** What a reader sees of a family. */
interface Looks {
  readonly family: Family;
  /** The key without the endings that conventions ask for, which are often given later: `_total`, and the unit. */
  readonly stem: string;
  readonly help: string;
  /** Empty if there are none, which is no likeness. */
  readonly labels: string;
}

function looksOf(family: Family): Looks {
  const { key, unit, vectors } = family;
  const bare = key.replace(/_total$/, "");
  const stem = unit !== undefined && bare.endsWith(`_${unit}`) ? bare.slice(0, -unit.length - 1) : bare;
  const labels = vectors.map(({ name }) => name).sort();
  return { family, stem, help: wordsOf(family.help), labels: labels.join() };
}

/** How many agree of the name, nearly; the help text; and the label names, where there are any. */
function likeness(base: Looks, head: Looks): number {
  if (base.family.type !== head.family.type) return 0;
  const help = Number(base.help === head.help);
  const labels = Number(base.labels !== "" && base.labels === head.labels);
  if (help + labels === 0) return 0; // the name alone is not enough, and takes the longest to compare
  const near = base.stem === head.stem || nearestName(base.stem, [head.stem]) !== undefined;
  return help + labels + Number(near);
}
