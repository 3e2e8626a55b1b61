import { distance } from "fastest-levenshtein";
import type { Family } from "../catalog.js";
import { baseUnit } from "../schema/format/base-units.js";
import { nearestName } from "../text/nearest-name.js";

interface SimilarPair {
  readonly base: Family;
  readonly head: Family;
}

/**
 * Pairs families that are gone with new ones that look like them under another name. A family is in one pair at most,
 * with the family that is the most similar to it. First come names that differ only in a unit or `_total`, which
 * conventions ask for.
 */
export function pairSimilarFamilies(
  removed: readonly Family[],
  added: readonly Family[],
): readonly SimilarPair[] {
  const before = removed.map(traitsOf);
  const after = added.map(traitsOf);
  const taken = new Set<Traits>();
  const pairs: SimilarPair[] = [];
  const take = (candidates: readonly Candidate[]) => {
    // The sort is stable: equally similar ones stay in the order of the schemas.
    for (const { base, head } of candidates.toSorted((a, b) => b.similarity - a.similarity)) {
      if (taken.has(base) || taken.has(head)) continue;
      taken.add(base).add(head);
      pairs.push({ base: base.family, head: head.family });
    }
  };
  take(findChangedEndings(before, after));
  const isLeft = (traits: Traits) => !taken.has(traits);
  take(findOtherNames(before.filter(isLeft), after.filter(isLeft)));
  return pairs;
}

interface Candidate {
  readonly base: Traits;
  readonly head: Traits;
  readonly similarity: number;
}

interface Traits {
  readonly family: Family;
  /** The key without `_total` and the unit. */
  readonly stem: string;
  /** The words of the key, `total` at its end left out. */
  readonly words: readonly string[];
  readonly endings: readonly Ending[];
  readonly help: string;
  /** Empty if the family has no labels. */
  readonly labels: string;
}

function traitsOf(family: Family): Traits {
  const { key, help, vectors } = family;
  const endings = endingsOf(family);
  const stem = endings.at(-1)?.stem ?? key;
  const labels = vectors.map(({ label }) => label).sort();
  const words = key.replace(/_total$/, "").split("_");
  return { family, stem, words, endings, help: wordsOf(help), labels: labels.join() };
}

/** A key as a stem and an ending of `_total` and a unit, both of which may be missing. */
interface Ending {
  readonly stem: string;
  /** `bytes` for `_kb`, too: what the unit measures. */
  readonly measure: string | undefined;
  readonly unit: string | undefined;
  readonly total: boolean;
}

/** All ways to read a key; that with the shortest stem is the last. */
function endingsOf({ key, unit: declared }: Family): readonly Ending[] {
  const bare = key.replace(/_total$/, "");
  const names = bare === "" || bare === key ? [key] : [key, bare];
  const whole = names.map((stem) => ({ stem, measure: undefined, unit: undefined, total: stem !== key }));
  const united = names.flatMap((name) => {
    const [, stem, unit] = /^(.+)_([^_]+)$/.exec(name) ?? [];
    if (stem === undefined || unit === undefined) return [];
    const measure = measureOf(unit) ?? (unit === declared ? unit : undefined);
    return measure === undefined ? [] : [{ stem, measure, unit, total: name !== key }];
  });
  return [...whole, ...united];
}

/** Units that the names of metrics end in, beside the aliases of base units, with what they measure. */
const MEASURES: ReadonlyMap<string, string> = new Map([
  ...["seconds", "milliseconds", "microseconds", "nanoseconds", "minutes", "hours", "days"].map(
    (unit) => [unit, "seconds"] as const,
  ),
  ...["bytes", "ratio", "celsius", "meters", "volts", "amperes", "joules", "grams", "watts", "hertz"].map(
    (unit) => [unit, unit] as const,
  ),
]);

/** Aliases that mean something else at the end of a name more often: `temperature_min`. */
const OTHER_MEANINGS: ReadonlySet<string> = new Set(["min", "mins", "day", "s", "us", "octet", "amp"]);

function measureOf(unit: string): string | undefined {
  return MEASURES.get(unit) ?? (OTHER_MEANINGS.has(unit) ? undefined : baseUnit(unit)?.unit);
}

/** Families with the same labels whose names differ only in a unit or `_total`. */
function findChangedEndings(removed: readonly Traits[], added: readonly Traits[]): readonly Candidate[] {
  const byStem = new Map<string, { readonly head: Traits; readonly after: Ending }[]>();
  for (const head of added) {
    for (const after of head.endings) {
      const known = byStem.get(stemKey(head, after));
      if (known === undefined) byStem.set(stemKey(head, after), [{ head, after }]);
      else known.push({ head, after });
    }
  }
  return removed.flatMap((base) =>
    base.endings.flatMap((before) =>
      (byStem.get(stemKey(base, before)) ?? []).flatMap(({ head, after }) => {
        const changes = countChanges(before, after);
        const isOfType = base.family.type === head.family.type || becameCounter(base, head, after);
        if (changes === undefined || !isOfType) return [];
        return [{ base, head, similarity: Number(hasSameHelp(base, head)) - changes }];
      }),
    ),
  );
}

function stemKey({ labels }: Traits, { stem }: Ending): string {
  return `${labels}\n${stem}`;
}

/** Whether a gauge, which counted in truth, became the counter `…_total` with the same help text. */
function becameCounter(base: Traits, head: Traits, { total }: Ending): boolean {
  return base.family.type === "gauge" && head.family.type === "counter" && total && hasSameHelp(base, head);
}

/** How much of an ending changed; `undefined` if another thing is measured. */
function countChanges(before: Ending, after: Ending): number | undefined {
  const isOther =
    before.measure !== undefined && after.measure !== undefined && before.measure !== after.measure;
  if (isOther) return undefined;
  return Number(before.unit !== after.unit) + Number(before.total !== after.total);
}

/** Families of one type of which the help text, the labels and the name agree well enough. */
function findOtherNames(removed: readonly Traits[], added: readonly Traits[]): readonly Candidate[] {
  const isDistinctive = helpCounter(removed, added);
  return removed.flatMap((base) =>
    added.flatMap((head) => {
      if (base.family.type !== head.family.type) return [];
      const help = hasSameHelp(base, head);
      const labels = base.labels !== "" && base.labels === head.labels;
      if (!help && !labels) return []; // the name alone is not enough, and it takes the longest to compare
      const isSimilar = help
        ? (labels && isDistinctive(base.help)) || hasNearName(base, head)
        : hasSameWords(base, head);
      return isSimilar
        ? [{ base, head, similarity: Number(help) + Number(labels) + closeness(base, head) }]
        : [];
    }),
  );
}

function hasSameHelp(base: Traits, head: Traits): boolean {
  return base.help === head.help;
}

/** A test whether at most one family on each side has a help text. */
function helpCounter(...sides: readonly (readonly Traits[])[]): (help: string) => boolean {
  const repeated = new Set<string>();
  for (const side of sides) {
    const seen = new Set<string>();
    for (const { help } of side) {
      if (seen.has(help)) repeated.add(help);
      seen.add(help);
    }
  }
  return (help) => !repeated.has(help);
}

function hasNearName(base: Traits, head: Traits): boolean {
  return base.stem === head.stem || nearestName(base.stem, [head.stem]) !== undefined;
}

/** Whether two names have the same words in some order, apart from the spelling of one: `bytes_read`, `reads_bytes`. */
function hasSameWords(base: Traits, head: Traits): boolean {
  if (base.words.length !== head.words.length) return false;
  const left = [...head.words];
  const others = base.words.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const [one, ...more] = others;
  if (one === undefined) return true;
  return more.length === 0 && isOtherSpelling(one, left[0] ?? "");
}

/** Short words and numbers mean something else with one other letter: `rx` and `tx`, `4xx` and `5xx`. */
function isOtherSpelling(one: string, other: string): boolean {
  return one.length > 3 && !/\d/.test(one + other) && nearestName(one, [other]) !== undefined;
}

/** From 0 for names without a letter in common to 1 for the same. */
function closeness({ stem }: Traits, { stem: other }: Traits): number {
  return 1 - distance(stem, other) / Math.max(stem.length, other.length);
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
