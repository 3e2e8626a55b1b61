import type { KnownMetrics } from "../known-metrics.js";

/**
 * The declared name that a name out of scope was meant to be: one letter is missing, is too many, is another, or has
 * changed places with its neighbour, and the rest is equal. `undefined` if there is none.
 */
export function findMisspelling(name: string, known: KnownMetrics): string | undefined {
  let found = FOUND.get(known);
  if (found === undefined) {
    found = new Map();
    FOUND.set(known, found);
  }
  if (!found.has(name)) found.set(name, searchMisspelling(name, known));
  return found.get(name);
}

/** Dashboards repeat the names of others. */
const FOUND = new WeakMap<KnownMetrics, Map<string, string | undefined>>();

function searchMisspelling(
  name: string,
  { series, certainty, isOfOthers }: KnownMetrics,
): string | undefined {
  if (certainty !== "declared" || name.includes(":")) return undefined;
  for (const meant of series.keys()) {
    if (Math.abs(meant.length - name.length) > 1) continue;
    const place = misspeltAt(name, meant);
    // A name that begins as those of others do is one of theirs, unless it begins as the declared one does.
    if (place === undefined || isOfOthers(name, place > firstWordEnd(meant))) continue;
    return meant;
  }
  return undefined;
}

function firstWordEnd(name: string): number {
  const end = name.indexOf("_");
  return end < 0 ? name.length : end;
}

/** Letters of a word that makes sense with one more, or with two in another order. */
const SHORTEST_WORD = 4;
/** Letters of a word that makes no sense with another letter: `code` and `node` both do. */
const SHORTEST_WORD_OF_ANOTHER_LETTER = 6;

/** Where a name differs from the meant one in a letter; `undefined` if it differs in more, or may be another word. */
function misspeltAt(name: string, meant: string): number | undefined {
  const shorter = Math.min(name.length, meant.length);
  let start = 0;
  while (start < shorter && name[start] === meant[start]) start++;
  let end = 0;
  while (end < shorter - start && name.at(-1 - end) === meant.at(-1 - end)) end++;
  const written = name.slice(start, name.length - end);
  const letters = meant.slice(start, meant.length - end);
  if (!/^[A-Za-z]*$/.test(written + letters)) return undefined;
  const length = wordAt(meant, start).length;
  switch (`${written.length} ${letters.length}`) {
    case "0 1":
    case "1 0":
      return length >= SHORTEST_WORD && !isPlural(name, meant) ? start : undefined;
    case "1 1":
      return length >= SHORTEST_WORD_OF_ANOTHER_LETTER ? start : undefined;
    case "2 2":
      return length >= SHORTEST_WORD && written === `${letters[1]}${letters[0]}` ? start : undefined;
    default:
      return undefined;
  }
}

function wordAt(name: string, at: number): string {
  const start = name.lastIndexOf("_", at - 1) + 1;
  const end = name.indexOf("_", at);
  return name.slice(start, end < 0 ? name.length : end);
}

/** `shop_orders` and `shop_order`, `shops_orders`. */
function isPlural(name: string, meant: string): boolean {
  const withoutPlurals = (text: string) => text.replace(/s(?=_|$)/g, "");
  return withoutPlurals(name) === withoutPlurals(meant);
}
