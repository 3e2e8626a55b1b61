/** The lines of one family in a client's text, each with its line feed. */
interface Block {
  readonly name: string;
  readonly text: string;
}

/**
 * A client's text without the families whose names are taken; the names of those that remain are then taken
 * too. A metric name must occur once in an exposition, or Prometheus refuses all of it.
 */
export function claimFamilies(text: string, taken: Set<string>): string {
  let claimed = "";
  for (const block of blocksOf(text)) {
    if (taken.has(block.name)) continue;
    taken.add(block.name);
    claimed += block.text;
  }
  return claimed;
}

/** The clients begin each family with its HELP line; no other line can begin so, as line feeds are escaped. */
function blocksOf(text: string): Block[] {
  return `\n${text}`
    .split("\n# HELP ")
    .slice(1)
    .map((block) => ({
      name: /^[^ \n]*/.exec(block)?.[0] ?? "",
      text: `# HELP ${block.replace(/\n+$/, "")}\n`,
    }));
}
