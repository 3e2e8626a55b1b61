import type { DraftVector } from "../draft.js";
import { describedSet, isGenerated } from "./described-set.js";
import type { Block, Inline, Row } from "./markdown-node.js";
import type { Section } from "./markdown-page.js";
import { codesIn, textOf, withoutTicks } from "./markdown-text.js";
import { type Columns, cellIn, cellText, columnsOf } from "./table-columns.js";

/** Reads what a section says of the vector that its heading names: a description, and perhaps label values. */
export function readDefinition({ blocks, title }: Section): DraftVector {
  const paragraphs = blocks.flatMap((block) => (block.type === "paragraph" ? [block.children] : []));
  const texts = paragraphs.map(textOf);
  const description = descriptionOf(texts.filter((text) => !isGenerated(text)));
  return {
    name: withoutTicks(title),
    description: description === "" ? undefined : description,
    ...describedSet({
      paragraphs: texts,
      listed: blocks.flatMap(valuesIn),
      codes: codesIn(paragraphs[0] ?? []),
    }),
  };
}

/** All paragraphs but those that introduce a list, unless there are no others. */
function descriptionOf(paragraphs: readonly string[]): string {
  const own = paragraphs.filter((text) => !text.endsWith(":"));
  return (own.length > 0 ? own : paragraphs).join("\n\n").replace(/:$/, ".");
}

/** Reads a row of a table of vectors. */
export function readDefinitionRow(row: Row, columns: Columns): DraftVector {
  const name = withoutTicks(cellText(cellIn(row, columns, "label") ?? cellIn(row, columns, "name")));
  const description = cellText(cellIn(row, columns, "description"));
  const values = cellIn(row, columns, "values")?.children ?? [];
  const codes = codesIn(cellIn(row, columns, "description")?.children ?? []);
  return {
    name,
    description: description === "" ? undefined : description,
    ...describedSet({ paragraphs: [description], listed: separated(values), codes }),
  };
}

/** The label values that a list or a table of values has. */
function valuesIn(block: Block): readonly string[] {
  if (block.type === "list") {
    return block.children.flatMap(({ children: [first] }) =>
      first?.type === "paragraph" ? [explainedValue(first.children)] : [],
    );
  }
  if (block.type !== "table") return [];
  const columns = columnsOf(block);
  const [, ...rows] = block.children;
  return rows.flatMap((row) => {
    const cell = cellIn(row, columns, "values") ?? cellIn(row, columns, "name");
    return cell === undefined || cellText(cell) === "" ? [] : [explainedValue(cell.children)];
  });
}

/** The code or the bold text that an entry begins with, or else its text up to what explains it. */
function explainedValue(inlines: readonly Inline[]): string {
  const [first] = inlines;
  if (first?.type === "inlineCode") return first.value;
  if (first?.type === "strong" || first?.type === "emphasis") return withoutTicks(textOf(first.children));
  return textOf(inlines).replace(/(?::| [-–—])(?: .*)?$/, "");
}

/** Values in a cell: those in back-ticks, or what commas part. */
function separated(inlines: readonly Inline[]): readonly string[] {
  const codes = codesIn(inlines);
  if (codes.length > 0) return codes;
  return textOf(inlines)
    .split(/\s*[,;|]\s*/)
    .filter((value) => value !== "" && !/^(?:-|–|—|n\/a|any)$/i.test(value));
}
