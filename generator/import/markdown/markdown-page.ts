import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { type SourceLocation, startOfFile } from "../../diagnostics/diagnostic.js";
import type { YamlReport } from "../../yaml/codes.js";

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

/** A node of the syntax tree: https://github.com/syntax-tree/mdast */
export type Block = ReturnType<typeof fromMarkdown>["children"][number];
export type Table = Extract<Block, { type: "table" }>;
export type Row = Table["children"][number];
export type Cell = Row["children"][number];
export type Inline = Cell["children"][number];

/** The text that is seen, with code in back-ticks as descriptions have it. */
export function textOf(inlines: readonly Inline[]): string {
  return inlines.map(shown).join("").replace(/\s+/g, " ").trim();
}

/** What stands in back-ticks, in order. */
export function codesIn(inlines: readonly Inline[]): readonly string[] {
  return inlines.flatMap((inline) => {
    if (inline.type === "inlineCode") return [inline.value];
    return "children" in inline ? codesIn(inline.children) : [];
  });
}

/** A text without the back-ticks of code. */
export function withoutTicks(text: string): string {
  return text.replaceAll("`", "").trim();
}

function shown(inline: Inline): string {
  switch (inline.type) {
    case "text":
      return inline.value;
    case "inlineCode":
      return `\`${inline.value}\``;
    case "break":
      return " ";
    case "html":
      return /^<br\s*\/?>$/i.test(inline.value) ? " " : "";
    case "image":
    case "imageReference":
      return inline.alt ?? "";
    case "footnoteReference":
      return "";
    default:
      return inline.children.map(shown).join("");
  }
}

/** The time that a parser of Markdown takes grows with the cube of the levels, and its stack with them. */
const NESTING_LIMIT = 100;

/** The markers of quotes and items with which a line begins. https://spec.commonmark.org/0.31.2/#container-blocks */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/;

/** https://spec.commonmark.org/0.31.2/#thematic-breaks */
const THEMATIC_BREAK = /^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/;

/** Whether the quotes and lists of a page are nested too deep to be read, which is reported. */
export function reportDeepNesting(
  { name, text }: { readonly name: string; readonly text: string },
  report: YamlReport,
): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  const index = lines.findIndex((line) => levelsOf(line) > NESTING_LIMIT);
  if (index < 0) return false;
  const at = { file: name, line: index + 1, column: 1, endLine: index + 1, endColumn: 1 };
  report("nesting-too-deep", { limit: NESTING_LIMIT }, at);
  return true;
}

/** As many quotes and items as a line can be in: one of its own needs a marker, one of a line above two columns. */
function levelsOf(line: string): number {
  const [markers] = CONTAINERS.exec(line) ?? [];
  if (markers === undefined || THEMATIC_BREAK.test(line)) return 0;
  const own = markers.replace(/[ \t\d]/g, "").length;
  const indentation = /^[ \t]*/.exec(line)?.[0].replaceAll("\t", "    ").length ?? 0;
  return own + Math.floor(indentation / 2);
}
