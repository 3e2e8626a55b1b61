import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { type SourceLocation, startOfFile } from "../../diagnostics/diagnostic.js";
import type { YamlReport } from "../../yaml/codes.js";

/** A Markdown page, divided by its headings. */
export interface MarkdownPage {
  readonly name: string;
  /** The sections in order. The first has no heading: it is the text before the first heading. */
  readonly sections: readonly Section[];
}

/** A heading and the blocks between it and the next heading. */
export interface Section {
  readonly title: string;
  /** The titles of the parent headings, the nearest first. */
  readonly above: readonly string[];
  readonly location: SourceLocation;
  /** The blocks, with tables taken out of quotes and lists. */
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
    const titles = open.map((heading) => heading.title);
    sections.push({ title, above: titles.slice(0, -1).reverse(), location, blocks });
    blocks = [];
  };
  for (const block of children.flatMap(flattenBlock)) {
    if (block.type !== "heading") {
      blocks.push(block);
      continue;
    }
    close();
    while ((open.at(-1)?.depth ?? 0) >= block.depth) open.pop();
    title = visibleText(block.children);
    location = locateNode(name, block);
    open.push({ depth: block.depth, title });
  }
  close();
  return { name, sections };
}

/** The location of a node; for a cell, that of its content. */
export function locateNode(file: string, node: Block | Row | Cell): SourceLocation {
  const within = node.type === "tableCell" ? node.children : [];
  const { start } = (within[0] ?? node).position ?? START_OF_PAGE;
  const { end } = (within.at(-1) ?? node).position ?? START_OF_PAGE;
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

const START_OF_PAGE = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** Blanks out the front matter of site generators. The line numbers stay. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^\uFEFF?(---|\+\+\+)[ \t]*\r?\n[\s\S]*?\n\1[ \t]*(?:\r?\n|$)/, (matter) =>
    matter.replace(/[^\n]/g, ""),
  );
}

/** The blocks of a quote, and a list followed by the tables in its items. */
function flattenBlock(block: Block): readonly Block[] {
  switch (block.type) {
    case "blockquote":
      return block.children.flatMap(flattenBlock);
    case "list":
      return [block, ...block.children.flatMap(({ children }) => children.flatMap(findNestedTables))];
    default:
      return [block];
  }
}

function findNestedTables(block: Block): readonly Block[] {
  return flattenBlock(block).filter(({ type }) => type === "table" || type === "html");
}

/** A node of the syntax tree: https://github.com/syntax-tree/mdast */
export type Block = ReturnType<typeof fromMarkdown>["children"][number];
export type Table = Extract<Block, { type: "table" }>;
export type Row = Table["children"][number];
export type Cell = Row["children"][number];
export type Inline = Cell["children"][number];

/** The text that a reader sees, with code in back-ticks. */
export function visibleText(inlines: readonly Inline[]): string {
  return inlines.map(textOfInline).join("").replace(/\s+/g, " ").trim();
}

export function codeSpansIn(inlines: readonly Inline[]): readonly string[] {
  return inlines.flatMap((inline) => {
    if (inline.type === "inlineCode") return [inline.value];
    return "children" in inline ? codeSpansIn(inline.children) : [];
  });
}

export function removeBackticks(text: string): string {
  return text.replaceAll("`", "").trim();
}

function textOfInline(inline: Inline): string {
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
      return inline.children.map(textOfInline).join("");
  }
}

/** The deepest nesting of quotes and lists. The parser's time grows with the cube of the depth, and its stack with the depth. */
const DEEPEST_NESTING = 100;

/** The markers of quotes and list items at the beginning of a line: https://spec.commonmark.org/0.31.2/#container-blocks */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/;

/** https://spec.commonmark.org/0.31.2/#thematic-breaks */
const THEMATIC_BREAK = /^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/;

/** Reports a page whose quotes and lists are nested too deeply to be parsed. Returns true if it is. */
export function reportDeepNesting(
  { name, text }: { readonly name: string; readonly text: string },
  report: YamlReport,
): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  const index = lines.findIndex((line) => nestingOf(line) > DEEPEST_NESTING);
  if (index < 0) return false;
  const at = { file: name, line: index + 1, column: 1, endLine: index + 1, endColumn: 1 };
  report("nesting-too-deep", { limit: DEEPEST_NESTING }, at);
  return true;
}

/** The largest possible depth of a line: one level for each of its markers, and one for every two columns of indentation. */
function nestingOf(line: string): number {
  const [markers] = CONTAINERS.exec(line) ?? [];
  if (markers === undefined || THEMATIC_BREAK.test(line)) return 0;
  const own = markers.replace(/[ \t\d]/g, "").length;
  const indentation = /^[ \t]*/.exec(line)?.[0].replaceAll("\t", "    ").length ?? 0;
  return own + Math.floor(indentation / 2);
}
