import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** A fenced block of a document. */
export interface CodeBlock {
  readonly page: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** First word behind the fence: `ts`, `yaml`, `console`. */
  readonly language: string;
  /** Second word behind the fence: the name of the file, or empty. GitHub does not show it. */
  readonly name: string;
  readonly text: string;
}

/** Every document that describes the product, relative to the repository. */
export function documents(): readonly string[] {
  const pages = readdirSync(`${ROOT}/docs`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`)
    .sort();
  return ["README.md", "CONTRIBUTING.md", "runtime/README.md", "examples/portal/README.md", ...pages];
}

export function readDocument(page: string): string {
  return readFileSync(`${ROOT}/${page}`, "utf8");
}

/** The fenced blocks of a document, in their order. Blocks in lists lose their indentation. */
export function blocksOf(page: string): readonly CodeBlock[] {
  const text = readDocument(page);
  return [...text.matchAll(/^( *)```(\w*)(?: (\S+))?\n([\s\S]*?)^ *```$/gm)].map((match) => {
    const [, indent = "", language = "", name = "", body = ""] = match;
    return {
      page,
      line: text.slice(0, match.index).split("\n").length,
      language,
      name,
      text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    };
  });
}

/** The text of the one block of a document that begins with the given text. */
export function blockOf(page: string, start: string): string {
  const found = blocksOf(page).filter(({ text }) => text.startsWith(start));
  const [block, ...others] = found;
  if (block === undefined || others.length > 0) {
    throw new Error(`${page} has ${found.length} blocks that begin with "${start}", not one.`);
  }
  return block.text;
}
