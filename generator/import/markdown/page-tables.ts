import type { DraftFamily } from "../draft.js";
import {
  type Cell,
  type MarkdownPage,
  type Row,
  removeBackticks,
  type Section,
  type Table,
  visibleText,
} from "./markdown-page.js";

export interface PageTable {
  readonly file: string;
  readonly section: Section;
  readonly table: Table;
  readonly columns: Columns;
}

/** The columns of a table, by the titles in its head. */
export interface Columns {
  /** The index of the first column with each meaning. */
  readonly at: ReadonlyMap<ColumnMeaning, number>;
  /** The title of the column of names in lower case, such as `counter`. */
  readonly nameTitle: string;
  /** Cells of the head without a known meaning. */
  readonly others: readonly Cell[];
}

type ColumnMeaning = keyof typeof TITLES;

/** The titles that references use for each meaning, in lower case. */
const TITLES = {
  name: ["name", "metric", "metric name", "family", "key", "counter", "gauge", "histogram", "summary"],
  /** What names begin with, before the name of the row. */
  namespace: ["namespace", "metric namespace"],
  subsystem: ["subsystem", "metric subsystem"],
  type: ["type", "kind", "metric type"],
  vectors: ["vectors", "labels", "label names", "vector names", "dimensions", "tags"],
  description: ["description", "help", "meaning", "what it tells"],
  unit: ["unit", "units"],
  buckets: ["buckets", "upper bounds", "bounds"],
  deprecated: ["deprecated", "deprecation"],
  /** Not imported, as it follows from the schema. */
  series: ["series", "worst-case series", "max series"],
  label: ["vector", "label", "label name", "vector name"],
  values: ["values", "value", "label values", "label value", "possible values", "allowed values"],
} as const;

export type FamilyType = DraftFamily["type"] | "summary";

export function findTables({ name: file, sections }: MarkdownPage): readonly PageTable[] {
  return sections.flatMap((section) =>
    section.blocks.flatMap((block) =>
      block.type === "table" ? [{ file, section, table: block, columns: readColumns(block) }] : [],
    ),
  );
}

/** True if each row is a family: the table has names, and a heading or a column that only tables of families have. */
export function isFamilyTable(table: PageTable): boolean {
  const { section, columns } = table;
  if (!columns.at.has("name") || isVectorTable(table)) return false;
  if (FAMILY_COLUMNS.some((meaning) => columns.at.has(meaning))) return true;
  return (findTypeInText(columns.nameTitle) ?? subjectOfSection(section)) !== undefined;
}

const FAMILY_COLUMNS: readonly ColumnMeaning[] = ["type", "vectors", "unit", "buckets"];

export function isVectorTable({ section, columns: { at } }: PageTable): boolean {
  if (at.has("label") && !at.has("name")) return true;
  return (
    at.has("name") && subjectOfSection(section) === "vectors" && !at.has("vectors") && !at.has("buckets")
  );
}

export function readColumns(table: Table): Columns {
  const at = new Map<ColumnMeaning, number>();
  const others: Cell[] = [];
  let nameTitle = "";
  (table.children[0]?.children ?? []).forEach((cell, index) => {
    const title = removeBackticks(visibleText(cell.children)).toLowerCase();
    const meaning = MEANINGS.get(title);
    if (meaning === undefined || at.has(meaning)) others.push(cell);
    else at.set(meaning, index);
    if (meaning === "name") nameTitle = title;
  });
  return { at, nameTitle, others };
}

const MEANINGS: ReadonlyMap<string, ColumnMeaning> = new Map(
  Object.entries(TITLES).flatMap(
    ([meaning, titles]) => titles.map((title) => [title, meaning as ColumnMeaning] as const), // the keys of TITLES are its meanings
  ),
);

/** The cell in the column with a meaning; `undefined` without such a column, or if the row is too short. */
export function findCell(row: Row, { at }: Columns, meaning: ColumnMeaning): Cell | undefined {
  const index = at.get(meaning);
  return index === undefined ? undefined : row.children[index];
}

/** The text of a cell; empty if it is a dash, `n/a` or `none`. */
export function readCell(cell: Cell | undefined): string {
  const text = cell === undefined ? "" : visibleText(cell.children);
  return /^(?:-|–|—|n\/a|none)$/i.test(text) ? "" : text;
}

/** The file and the titles of a section's headings, the highest first. */
export function headingsAbove(file: string, { title, above }: Section): readonly string[] {
  return [file, ...above.toReversed(), title];
}

/** The subject of a section according to the nearest heading that has one: families of a type, or vectors. */
export function subjectOfSection({
  title,
  above,
}: Pick<Section, "title" | "above">): FamilyType | "vectors" | undefined {
  return [title, ...above].map(subjectOfTitle).find((subject) => subject !== undefined);
}

/** True for the heading above the definitions of vectors. */
export function isVectorsHeading(title: string): boolean {
  return subjectOfTitle(title) === "vectors";
}

function subjectOfTitle(title: string): FamilyType | "vectors" | undefined {
  return findTypeInText(title) ?? (/\b(?:vectors?|labels?)\b/i.test(title) ? "vectors" : undefined);
}

/** The only type that a text names, as in "Vectored Counters"; `undefined` if it names none or several. */
export function findTypeInText(text: string): FamilyType | undefined {
  const found = TYPES.filter((type) => PATTERNS[type].test(text));
  return found.length === 1 ? found[0] : undefined;
}

const TYPES = ["counter", "gauge", "histogram", "summary"] as const;

const PATTERNS: Readonly<Record<FamilyType, RegExp>> = {
  counter: /\bcounters?\b/i,
  gauge: /\bgauges?\b/i,
  histogram: /\bhistograms?\b/i,
  summary: /\bsummar(?:y|ies)\b/i,
};
