import { readFile } from "node:fs/promises";

const README = new URL("../../README.md", import.meta.url);

/** The fenced blocks of a section of the README, in their order. */
export async function readmeBlocks(heading: string): Promise<readonly string[]> {
  const text = await readFile(README, "utf8");
  const [, section] = text.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`The README has no section "${heading}".`);
  const [own = ""] = section.split("\n## ");
  return [...own.matchAll(/^```(?:yaml|json)\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** The one block that begins with a line. */
export async function readmeBlock(heading: string, firstLine: string): Promise<string> {
  const found = (await readmeBlocks(heading)).filter((block) => block.startsWith(firstLine));
  const [block, ...others] = found;
  if (block === undefined || others.length > 0) {
    throw new Error(`Of the blocks under "${heading}", ${found.length} begin with "${firstLine}", not one.`);
  }
  return block;
}
