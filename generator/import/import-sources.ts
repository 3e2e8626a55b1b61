import { statSync } from "node:fs";
import type { DraftOptions, ImportResult, ImportSource } from "./draft.js";

export interface SourceKind {
  /** The value of `--from`. */
  readonly name: string;
  /** The kind in messages: `a Markdown reference`. */
  readonly what: string;
  /** Recognises a source by its name or, if the name says nothing, by its content. */
  readonly recognises: (source: ImportSource) => boolean | Promise<boolean>;
  /** Makes one draft from all sources. */
  readonly draft: (sources: readonly ImportSource[], options: DraftOptions) => Promise<ImportResult>;
}

/** A source is of the first kind that recognises it. Parsers are loaded when they are needed. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  {
    name: "source",
    what: "source code",
    recognises: ({ argument }) => isSourceName(argument) || isDirectory(argument),
    draft: async (sources, options) =>
      (await import("./source/draft-source.js")).draftSource(sources, options),
  },
  {
    name: "markdown",
    what: "a Markdown reference",
    recognises: async (source) => isMarkdownName(source.argument) || (await hasTable(source)),
    draft: async (sources, options) =>
      (await import("./markdown/draft-markdown.js")).draftMarkdown(sources, options),
  },
  {
    name: "exposition",
    what: "an exposition",
    recognises: () => true,
    draft: async (sources, options) =>
      (await import("./exposition/draft-exposition.js")).draftExpositions(sources, options),
  },
];

function isMarkdownName(argument: string): boolean {
  return /\.(?:md|mdx|markdown)(?![^?#])/i.test(argument);
}

/** True for a file of TypeScript or JavaScript, and for `tsconfig.json` and the like. */
function isSourceName(argument: string): boolean {
  if (/^https?:/i.test(argument)) return false;
  const name = argument.slice(argument.lastIndexOf("/") + 1);
  return /\.[cm]?[jt]sx?$/i.test(name) || (/\.json$/i.test(name) && /\b[jt]sconfig/i.test(name));
}

function isDirectory(argument: string): boolean {
  return statSync(argument, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** True if there is a delimiter row of a Markdown table, which no exposition has. */
async function hasTable(source: ImportSource): Promise<boolean> {
  const { bytes } = await source.fetch();
  const start = Buffer.from(bytes.subarray(0, MOST_BYTES_SEARCHED)).toString("latin1");
  return /^ {0,3}\|? *:?-+:? *\|[-:| ]*$/m.test(start);
}

/** Bounds the search: an exposition may be larger than the largest string. */
const MOST_BYTES_SEARCHED = 1_000_000;
