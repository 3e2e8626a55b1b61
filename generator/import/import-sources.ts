import { statSync } from "node:fs";
import type { Drafted, DraftOptions, GivenSource } from "./draft.js";

/** What an import is made of, and how it is told from other things. */
export interface SourceKind {
  /** As `--from` names it. */
  readonly name: string;
  /** Of what else it could be called in messages: `a Markdown reference`. */
  readonly what: string;
  /** Whether a source is of this kind, by its name or, where that says nothing, by its content. */
  readonly recognises: (source: GivenSource) => boolean | Promise<boolean>;
  /** Makes one draft of all sources. */
  readonly draft: (sources: readonly GivenSource[], options: DraftOptions) => Promise<Drafted>;
}

/** The kinds, a row each; of those that recognise a source, the first one is it. Parsers are loaded when needed. */
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
  return /\.(?:md|mdx|markdown)(?:[?#].*)?$/i.test(argument);
}

/** A file of TypeScript or JavaScript, or the configuration of a project of them. */
function isSourceName(argument: string): boolean {
  return !/^https?:/i.test(argument) && /(?:\.[cm]?[jt]sx?|\b[jt]sconfig[^/]*\.json)$/i.test(argument);
}

function isDirectory(argument: string): boolean {
  return statSync(argument, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether there is the line below the head of a Markdown table, which no exposition has. */
async function hasTable(source: GivenSource): Promise<boolean> {
  const { bytes } = await source.fetch();
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString("latin1");
  return /^ {0,3}\|? *:?-+:? *\|[-:| ]*$/m.test(start);
}

/** An exposition may be larger than a string can be. */
const LOOKED_AT = 1_000_000;
