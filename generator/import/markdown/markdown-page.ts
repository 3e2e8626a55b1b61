import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import { startOfFile } from "../../diagnostics/diagnostic.js";
import type { Block, Cell, Row } from "./markdown-node.js";
import { textOf } from "./markdown-text.js";

/** A page of Markdown, as its headings part it. */
export interface MarkdownPage {
  /** As messages name it. */
  readonly name: string;
  /** In the page's order; the first has no heading and is what stands before all of them. */
  readonly sections: readonly Section[];
}

/** A heading and what stands below it, up to the next one. */
export interface Section {
  readonly title: string;
  /** The titles of the headings above it, the nearest first. */
  readonly above: readonly string[];
  /** Of the heading. */
  readonly location: SourceLocation;
  /** Tables and lists stand here wherever they are nested. */
  readonly blocks: readonly Block[];
}

export function readMarkdown({ name, text }: { readonly name: string; readonly text: string }): MarkdownPage {
  const { children } = fromMarkdown(withoutFrontMatter(text), {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const sections: Section[] = [];
  const open: { readonly depth: number; readonly title: string }[] = [];
  let title = "";
  let location = startOfFile(name);
  let blocks: Block[] = [];
  const close = () => {
    sections.push({
      title,
      above: open
        .slice(0, -1)
        .map((heading) => heading.title)
        .reverse(),
      location,
      blocks,
    });
    blocks = [];
  };
  for (const block of children.flatMap(unnested)) {
    if (block.type !== "heading") {
      blocks.push(block);
      continue;
    }
    close();
    while ((open.at(-1)?.depth ?? 0) >= block.depth) open.pop();
    title = textOf(block.children);
    location = locationOf(name, block);
    open.push({ depth: block.depth, title });
  }
  close();
  return { name, sections };
}

/** Where a node stands, in UTF-16 code units; of a cell, what it has between its blanks. */
export function locationOf(file: string, node: Block | Row | Cell): SourceLocation {
  const within = node.type === "tableCell" ? node.children : [];
  const { start } = (within[0] ?? node).position ?? NOWHERE;
  const { end } = (within.at(-1) ?? node).position ?? NOWHERE;
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

const NOWHERE = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** What site generators read above a page is none of its text; it keeps its lines. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^\uFEFF?(---|\+\+\+)[ \t]*\r?\n[\s\S]*?\n\1[ \t]*(?:\r?\n|$)/, (matter) =>
    matter.replace(/[^\n]/g, ""),
  );
}

/** A table, say, within a quote or an item of a list; a list itself stays whole. */
function unnested(block: Block): readonly Block[] {
  switch (block.type) {
    case "blockquote":
      return block.children.flatMap(unnested);
    case "list":
      return [block, ...block.children.flatMap(({ children }) => children.flatMap(tablesIn))];
    default:
      return [block];
  }
}

function tablesIn(block: Block): readonly Block[] {
  return unnested(block).filter(({ type }) => type === "table" || type === "html");
}
