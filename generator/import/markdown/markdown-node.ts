import type { fromMarkdown } from "mdast-util-from-markdown";

/** A node of the syntax tree: https://github.com/syntax-tree/mdast */
export type Block = ReturnType<typeof fromMarkdown>["children"][number];
export type Table = Extract<Block, { type: "table" }>;
export type Row = Table["children"][number];
export type Cell = Row["children"][number];
export type Inline = Cell["children"][number];
