import type { Catalog, ReferencePage, ReferenceTable } from "../../catalog.js";
import type { Output } from "../../output/output-file.js";
import { notice } from "../notice.js";
import { familyCell } from "./family-cell.js";
import { markdownTable } from "./markdown-table.js";
import { headingText, inlineText } from "./markdown-text.js";
import { vectorDefinition } from "./vector-definition.js";

/** `metrics.md`, or a section of an existing page: the reference of the metrics, in GitHub's Markdown. */
export function emitReference(catalog: Catalog): readonly Output[] {
  const { reference } = catalog.outputs;
  if (reference === undefined) return [];
  const banner = `<!-- ${notice(catalog)} -->`;
  const body = blocks(catalog, reference);
  if (reference.page !== undefined) {
    return [{ kind: "section", page: reference.page, text: textOf([banner, ...body]) }];
  }
  return [{ kind: "file", path: "metrics.md", text: textOf([banner, heading(1, reference.title), ...body]) }];
}

function textOf(parts: readonly string[]): string {
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
}

function blocks(
  { vectors }: Catalog,
  { headings, headingLevel, tables, align, values }: ReferencePage,
): readonly string[] {
  const metrics = tables.flatMap((table) => [
    heading(headingLevel + 1, table.heading),
    familyTable(table, align),
  ]);
  const definitions = vectors.flatMap((vector) => [
    heading(headingLevel + 1, vector.name),
    ...vectorDefinition(vector, values),
  ]);
  return [
    ...(metrics.length === 0 ? [] : [heading(headingLevel, headings.metrics), ...metrics]),
    ...(definitions.length === 0 ? [] : [heading(headingLevel, headings.vectors), ...definitions]),
  ];
}

function heading(level: number, text: string): string {
  return `${"#".repeat(level)} ${headingText(text)}`;
}

function familyTable({ families, columns }: ReferenceTable, align: ReferencePage["align"]): string {
  const titles = columns.map(({ title }) => inlineText(title, "cell"));
  const rows = families.map((family) => columns.map(({ shows }) => familyCell(family, shows)));
  return markdownTable({ titles, rows }, align);
}
