import type { NamedFamily } from "./name-filter.js";

/** The lines of one family in a client's text, each with its line feed. */
export interface Block extends NamedFamily {
  readonly text: string;
}

/**
 * The families in a client's text without those whose names are taken; the names of those that remain are then
 * taken too. A metric name must occur once in an exposition, or Prometheus refuses all of it.
 */
export function claimFamilies(text: string, taken: Set<string>): Block[] {
  return blocksOf(text).filter(({ name }) => {
    const free = !taken.has(name);
    taken.add(name);
    return free;
  });
}

/** The clients begin each family with its HELP line; no other line can begin so, as line feeds are escaped. */
function blocksOf(text: string): Block[] {
  return `\n${text}`
    .split("\n# HELP ")
    .slice(1)
    .map((block) => ({
      name: /^[^ \n]*/.exec(block)?.[0] ?? "",
      type: /\n# TYPE \S+ (\S+)/.exec(block)?.[1] ?? "untyped",
      text: `# HELP ${block.replace(/\n+$/, "")}\n`,
    }));
}
