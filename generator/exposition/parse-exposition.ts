import type { ExposedFamily, Exposition } from "./exposition.js";
import { type ExpositionOptions, ExpositionParser } from "./exposition-parser.js";

/**
 * Reads a whole exposition: a text, or its bytes in UTF-8. Mistakes are data. A line with an error is left out and
 * the next one read; families and samples are there whether or not there are errors.
 */
export function parseExposition(text: string | Uint8Array, options: ExpositionOptions): Exposition {
  const parser = new ExpositionParser(options);
  const first = parser.write(typeof text === "string" ? Buffer.from(text) : text);
  const last = parser.end();
  return {
    families: joined(first.families, last.families),
    errors: [...first.errors, ...last.errors],
    warnings: [...first.warnings, ...last.warnings],
    omitted: first.omitted + last.omitted,
  };
}

/** The families of two parts of an exposition, those of both in one piece. */
function joined(first: readonly ExposedFamily[], last: readonly ExposedFamily[]): readonly ExposedFamily[] {
  if (last.length === 0) return first;
  const families = new Map(first.map((family) => [`${family.line} ${family.name}`, family]));
  for (const family of last) {
    const key = `${family.line} ${family.name}`;
    const before = families.get(key);
    if (before === undefined) families.set(key, family);
    else families.set(key, { ...family, samples: [...before.samples, ...family.samples] });
  }
  return [...families.values()];
}
