import { subjectOf, typeInWords } from "./heading-subject.js";
import type { Table } from "./markdown-node.js";
import type { MarkdownPage, Section } from "./markdown-page.js";
import { type ColumnMeaning, type Columns, columnsOf } from "./table-columns.js";

/** A table, in its surroundings. */
export interface PageTable {
  readonly file: string;
  readonly section: Section;
  readonly table: Table;
  readonly columns: Columns;
}

export function tablesOf({ name: file, sections }: MarkdownPage): readonly PageTable[] {
  return sections.flatMap((section) =>
    section.blocks.flatMap((block) =>
      block.type === "table" ? [{ file, section, table: block, columns: columnsOf(block) }] : [],
    ),
  );
}

/** Whether each row is a family: there are names, and a heading or a column that other tables do not have. */
export function isOfFamilies(table: PageTable): boolean {
  const { section, columns } = table;
  if (!columns.at.has("name") || isOfVectors(table)) return false;
  if (OF_FAMILIES.some((meaning) => columns.at.has(meaning))) return true;
  return (typeInWords(columns.nameTitle) ?? subjectOf(section)) !== undefined;
}

const OF_FAMILIES: readonly ColumnMeaning[] = ["type", "vectors", "unit", "buckets"];

/** Whether each row is a vector. */
export function isOfVectors({ section, columns: { at } }: PageTable): boolean {
  if (at.has("label") && !at.has("name")) return true;
  return at.has("name") && subjectOf(section) === "vectors" && !at.has("vectors") && !at.has("buckets");
}
