import type { Family } from "../catalog.js";
import { nearestName } from "../text/nearest-name.js";

/** Of the name, the help text and the labels, so many must agree. */
const LEAST_SIMILARITY = 2;

/** Pairs families that are gone with new ones that look like them under another name, the most similar first. */
export function pairSimilarFamilies(
  removed: readonly Family[],
  added: readonly Family[],
): readonly { readonly base: Family; readonly head: Family }[] {
  const after = added.map(traitsOf);
  const candidates = removed
    .map(traitsOf)
    .flatMap((base) => after.map((head) => ({ base, head, similarity: similarity(base, head) })))
    .filter((candidate) => candidate.similarity >= LEAST_SIMILARITY)
    .sort((a, b) => b.similarity - a.similarity); // stable: equally similar ones stay in the order of the schemas
  const taken = new Set<Family>();
  return candidates.flatMap(({ base: { family: base }, head: { family: head } }) => {
    if (taken.has(base) || taken.has(head)) return [];
    taken.add(base).add(head);
    return [{ base, head }];
  });
}

interface Traits {
  readonly family: Family;
  /** The key without `_total` and the unit, which are often added later because conventions ask for them. */
  readonly stem: string;
  readonly help: string;
  /** Empty if the family has no labels, which makes it similar to no other. */
  readonly labels: string;
}

function traitsOf(family: Family): Traits {
  const { key, unit, vectors } = family;
  const bare = key.replace(/_total$/, "");
  const stem = unit !== undefined && bare.endsWith(`_${unit}`) ? bare.slice(0, -unit.length - 1) : bare;
  const labels = vectors.map(({ label }) => label).sort();
  return { family, stem, help: wordsOf(family.help), labels: labels.join() };
}

/** The number of traits that agree: a name that is nearly the same, the help text, the label names. */
function similarity(base: Traits, head: Traits): number {
  if (base.family.type !== head.family.type) return 0;
  const help = Number(base.help === head.help);
  const labels = Number(base.labels !== "" && base.labels === head.labels);
  if (help + labels === 0) return 0; // the name alone is not enough, and it takes the longest to compare
  const near = base.stem === head.stem || nearestName(base.stem, [head.stem]) !== undefined;
  return help + labels + Number(near);
}

/**
 * Whether two texts have the same words, numbers and symbols in the same order. Letter case, articles, white space and
 * punctuation do not count. Near words do: one letter makes `upload` an `unload`.
 */
export function hasSameMeaning(one: string, other: string): boolean {
  return one === other || wordsOf(one) === wordsOf(other);
}

const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the"]);

/** Punctuation within a number, and a sign before one, are part of it: `0.5` is not `05`, and `-1` is not `1`. */
const WORDS =
  /(?<![\p{L}\p{N}])-?\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\s.,;:!?'"`()[\]*_…–—-]/gu;

/** The words, numbers and symbols of a text, in lower case and without articles. */
function wordsOf(text: string): string {
  const words = text.toLowerCase().match(WORDS) ?? [];
  return words.filter((word) => !ARTICLES.has(word)).join(" ");
}
