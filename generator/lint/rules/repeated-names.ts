import type { Family } from "../../catalog.js";
import type { LintCheck } from "../lint-rule.js";
import { singularOf, snakeCase, stemOf } from "./sound-key.js";

/**
 * Families whose names hardly differ: in single letters, in plurals, in letter case and underscores, or in the order of
 * words. It takes time in proportion to the letters of all names.
 */
export const checkSimilarNames: LintCheck = (schema, report) => {
  const seen = new Map<string, Family>();
  const spell = wordSpeller();
  for (const family of schema.catalog.families) {
    if (family.deprecated !== undefined) continue;
    const words = family.key.toLowerCase().split("_");
    const traits = [words.map((word) => spell(singularOf(word))).join(""), [...words].sort().join(" ")];
    const other = traits.flatMap((trait) => seen.get(trait) ?? [])[0];
    for (const trait of traits) if (!seen.has(trait)) seen.set(trait, family);
    if (other === undefined) continue;
    report("lint-similar-names", { key: family.key, other: other.key }, schema.family(family));
  }
};

/** A word of fewer letters means something else with one other letter: `rx` and `tx`, `read` and `head`. */
const SHORTEST_COMPARED_WORD = 6;

/** In UTF-16 code units. A longer word is not compared letter by letter. */
const LONGEST_COMPARED_WORD = 40;

/** Gives words that differ in one letter the spelling that came first. */
function wordSpeller(): (word: string) => string {
  const spellings = new Map<string, string>();
  return (word) => {
    // Numbers and versions are different things in one place: `load5`, `ipv4`.
    if (word.length < SHORTEST_COMPARED_WORD || word.length > LONGEST_COMPARED_WORD || /\d/.test(word)) {
      return word;
    }
    // The first and last letters are seldom mistyped, and often another prefix or ending: `opened`, `opener`.
    const inner = [...word].slice(1, -1);
    const forms = [word, ...inner.map((_, letter) => word.slice(0, letter + 1) + word.slice(letter + 2))];
    const spelling = forms.map((form) => spellings.get(form)).find((known) => known !== undefined) ?? word;
    for (const form of forms) if (!spellings.has(form)) spellings.set(form, spelling);
    return spelling;
  };
}

/** Labels that say the name of their family again, and families that say the name of a label. */
export const checkRepeatedNames: LintCheck = (schema, report) => {
  for (const family of schema.catalog.families) {
    if (family.deprecated !== undefined) continue;
    family.vectors.forEach(({ label }, index) => {
      const { key } = family;
      const part = partWithLabel(family, label);
      const rest = restOfLabel(family, label);
      if (part !== undefined) {
        report("lint-label-in-name", { key, label, part }, schema.family(family));
      } else if (rest !== undefined) {
        report("lint-label-repeats-name", { key, label, rest }, schema.family(family, "vectors", index));
      }
    });
  }
};

/** The end of a name that says a label, such as `_by_method`; `undefined` without one. */
function partWithLabel({ key }: Family, label: string): string | undefined {
  const name = escapeWord(label.replace(/s$/, ""));
  return new RegExp(`_(?:by|per)_(?:[a-z0-9]+_and_)?${name}s?(?=_|$)`, "i").exec(key)?.[0];
}

/** Label names have letters, digits and underscores only. */
function escapeWord(word: string): string {
  return word.replace(/\W/g, "");
}

/**
 * What a label says beyond the name of its family, which it begins with; `undefined` if it does not begin with it. A name
 * of one word is the thing itself: the `cpu` of `cpu_seconds_total` is the right label.
 */
function restOfLabel(family: Family, label: string): string | undefined {
  const stem = snakeCase(stemOf(family));
  const name = snakeCase(label);
  if (name === stem) return stem.includes("_") ? "" : undefined;
  return name.startsWith(`${stem}_`) ? name.slice(stem.length + 1) : undefined;
}
