const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the"]);

/**
 * Whether two texts say the same: the same words, numbers and symbols in the same order, apart from letter case,
 * articles, white space and punctuation. No more than that, because one letter tells `upload` from `unload`.
 */
export function sameMeaning(one: string, other: string): boolean {
  return one === other || wordsOf(one) === wordsOf(other);
}

/** Punctuation within a number, and a sign before one, belong to it: `0.5` is not `05`, nor `-1` `1`. */
const WORDS =
  /(?<![\p{L}\p{N}])-?\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\s.,;:!?'"`()[\]*_…–—-]/gu;

/** The words, numbers and symbols of a text, in lower case and without articles. */
export function wordsOf(text: string): string {
  const words = text.toLowerCase().match(WORDS) ?? [];
  return words.filter((word) => !ARTICLES.has(word)).join(" ");
}
