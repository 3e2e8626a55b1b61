import { INVALID, type OpenVectorWatcher, type Vector } from "./vector.js";

/**
 * Any string, up to a number of different ones: each new label value takes the next ordinal until
 * `maxValues` are taken; from then on, a new one is recorded as `otherwise`.
 *
 * The vector never forgets a label value, so that a series keeps its meaning: `reset()` of a family leaves
 * it as it is.
 */
export function openVector(
  name: string,
  bounds: { readonly maxValues: number; readonly otherwise: string },
): Vector {
  const { maxValues, otherwise } = bounds;
  const ordinals = new Map<string, number>([[otherwise, 0]]);
  const texts = [otherwise];
  const watchers: OpenVectorWatcher[] = [];
  const folded = (value: string) => {
    for (const watcher of watchers) watcher.folded?.(value);
    return 0;
  };
  return {
    name,
    size: maxValues + 1,
    expected: "a string",
    accepts: (value) => typeof value === "string",
    ordinalOf(value) {
      if (typeof value !== "string") return INVALID;
      const known = ordinals.get(value);
      if (known !== undefined) return known;
      if (texts.length > maxValues && !ILL_FORMED.test(value)) return folded(value);
      const text = detached(value);
      const knownText = ordinals.get(text); // a lone surrogate has become U+FFFD
      if (knownText !== undefined) return knownText;
      if (texts.length > maxValues) return folded(value);
      texts.push(text);
      ordinals.set(text, texts.length - 1);
      for (const watcher of watchers) watcher.interned?.(text);
      return texts.length - 1;
    },
    textOf: (ordinal) => texts[ordinal] ?? otherwise,
    watch(watcher) {
      for (const text of texts.slice(1)) watcher.interned?.(text);
      watchers.push(watcher);
    },
  };
}

/** A lone surrogate, which is no character and has no UTF-8. */
const ILL_FORMED = /\p{Surrogate}/u;

/** A copy that shares no memory: an engine may keep a whole request alive for a slice of its URL. */
function detached(text: string): string {
  return decoder.decode(encoder.encode(text));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
