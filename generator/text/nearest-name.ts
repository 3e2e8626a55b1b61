import { distance } from "fastest-levenshtein";

/** Longer tokens are not misspelt names, and a comparison takes time with the square of the length. */
const LONGEST = 100;

/**
 * The candidate that `name` most likely meant, or `undefined`. A third of the letters may differ, at
 * least one; letter case, `-` and `_` do not count. Of equally near ones the first wins.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > LONGEST) return undefined;
  const folded = fold(name);
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > least + 2) continue;
    const edits = distance(folded, fold(candidate));
    if (edits >= least || edits >= candidate.length) continue;
    least = edits;
    nearest = candidate;
  }
  return nearest;
}

/**
 * The candidate that `name` surely meant: the nearest one, if a quarter of the letters or a single one differ, and each
 * other candidate differs in more than twice as many.
 */
export function certainName(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const nearest = nearestName(name, all);
  if (nearest === undefined) return undefined;
  const [folded, meant] = [fold(name), fold(nearest)];
  const edits = distance(folded, meant);
  if (edits > Math.max(1, Math.floor(name.length / 4))) return undefined;
  const isNear = (other: string) =>
    Math.abs(other.length - name.length) <= LONGEST &&
    distance(folded, fold(other)) <= Math.max(1, 2 * edits);
  return all.some((other) => other !== nearest && isNear(other)) ? undefined : nearest;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, "");
}
