import type { Cell, Row, Table } from "./markdown-node.js";
import { textOf, withoutTicks } from "./markdown-text.js";

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
