/** Longer ones are no misspelt names, and comparing them costs the square of their length. */
const LONGEST = 60;

/**
 * The name that was most likely meant, or `undefined`. A third of the letters may differ, at least one; the case of
 * letters, `-`, `_` and `.` do not count. Of equally near ones the first wins.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const folded = fold(name);
  if (folded === "" || folded.length > LONGEST) return undefined;
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(folded, fold(candidate));
    if (edits >= least) continue;
    least = edits;
    nearest = candidate;
  }
  return nearest;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, "");
}

/** How many letters to insert, remove, replace, or swap with the next, to make one of the other. */
function distance(one: string, other: string): number {
  let [before, last]: [readonly number[], readonly number[]] = [[], []];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const at = (cells: readonly number[], index: number) => cells[index] ?? Infinity;
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Infinity,
      );
    }
  }
  return row[other.length] ?? Infinity;
}
