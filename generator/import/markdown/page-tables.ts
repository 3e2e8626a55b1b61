import type { DraftFamily } from "../draft.js";
import {
  type Cell,
  type MarkdownPage,
  type Row,
  type Section,
  type Table,
  textOf,
  withoutTicks,
} from "./markdown-page.js";

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

/** What a column tells. */
export type ColumnMeaning = keyof typeof TITLES;

/** The words that references use as titles, in lower case. */
const TITLES = {
  name: ["name", "metric", "metric name", "family", "key", "counter", "gauge", "histogram", "summary"],
  type: ["type", "kind", "metric type"],
  vectors: ["vectors", "labels", "label names", "vector names", "dimensions", "tags"],
  description: ["description", "help", "meaning", "what it tells"],
  unit: ["unit", "units"],
  buckets: ["buckets", "upper bounds", "bounds"],
  deprecated: ["deprecated", "deprecation"],
  /** Follows from the rest of a schema. */
  series: ["series", "worst-case series", "max series"],
  label: ["vector", "label", "label name", "vector name"],
  values: ["values", "value", "label values", "label value", "possible values", "allowed values"],
} as const;

/** The columns of a table. */
export interface Columns {
  /** The place of the column that tells it, the first if there are several. */
  readonly at: ReadonlyMap<ColumnMeaning, number>;
  /** The title of the column of names, as `Counter`. */
  readonly nameTitle: string;
  /** Cells of the head that tell nothing. */
  readonly others: readonly Cell[];
}

export function columnsOf(table: Table): Columns {
  const at = new Map<ColumnMeaning, number>();
  const others: Cell[] = [];
  let nameTitle = "";
  (table.children[0]?.children ?? []).forEach((cell, index) => {
    const title = withoutTicks(textOf(cell.children)).toLowerCase();
    const meaning = MEANINGS.get(title);
    if (meaning === undefined || at.has(meaning)) others.push(cell);
    else at.set(meaning, index);
    if (meaning === "name") nameTitle = title;
  });
  return { at, nameTitle, others };
}

/** The cell of a row in a column; `undefined` if there is no such column, or the row is too short. */
export function cellIn(row: Row, { at }: Columns, meaning: ColumnMeaning): Cell | undefined {
  const index = at.get(meaning);
  return index === undefined ? undefined : row.children[index];
}

/** The text of a cell; empty where it says that there is nothing. */
export function cellText(cell: Cell | undefined): string {
  const text = cell === undefined ? "" : textOf(cell.children);
  return /^(?:-|–|—|n\/a|none)$/i.test(text) ? "" : text;
}

const MEANINGS: ReadonlyMap<string, ColumnMeaning> = new Map(
  Object.entries(TITLES).flatMap(
    ([meaning, titles]) => titles.map((title) => [title, meaning as ColumnMeaning] as const), // the keys of TITLES are its meanings
  ),
);

export type FamilyType = DraftFamily["type"] | "summary";

/** What a section is about, by the nearest heading that says so: families of a type, or vectors. */
export function subjectOf({
  title,
  above,
}: Pick<Section, "title" | "above">): FamilyType | "vectors" | undefined {
  return [title, ...above].map(subjectInWords).find((subject) => subject !== undefined);
}

/** The type that words speak of, as "Vectored Counters"; `undefined` if of none, or of several. */
export function typeInWords(words: string): FamilyType | undefined {
  const found = TYPES.filter((type) => PATTERNS[type].test(words));
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a heading is that of definitions of vectors, each below a heading of its own. */
export function isVectorsHeading(title: string): boolean {
  return subjectInWords(title) === "vectors";
}

function subjectInWords(words: string): FamilyType | "vectors" | undefined {
  return typeInWords(words) ?? (/\b(?:vectors?|labels?)\b/i.test(words) ? "vectors" : undefined);
}

const TYPES = ["counter", "gauge", "histogram", "summary"] as const;

const PATTERNS: Readonly<Record<FamilyType, RegExp>> = {
  counter: /\bcounters?\b/i,
  gauge: /\bgauges?\b/i,
  histogram: /\bhistograms?\b/i,
  summary: /\bsummar(?:y|ies)\b/i,
};
