import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { DraftVector } from "../draft.js";
import { isOfVectors as isTitleOfVectors } from "./heading-subject.js";
import { locationOf, type MarkdownPage, type Section } from "./markdown-page.js";
import { withoutTicks } from "./markdown-text.js";
import { isOfVectors, tablesOf } from "./page-table.js";
import { readDefinition, readDefinitionRow } from "./vector-definition.js";

/** What a page says of a vector. */
export interface Definition {
  readonly vector: DraftVector;
  readonly location: SourceLocation;
}

/** The definitions of a page: sections, and rows of tables. */
export function definitionsOf(page: MarkdownPage, labels: ReadonlySet<string>): readonly Definition[] {
  const tables = tablesOf(page).filter(isOfVectors);
  return page.sections.flatMap((section) => {
    const own = isDefinition(section, labels)
      ? [{ vector: readDefinition(section), location: section.location }]
      : [];
    const rows = tables
      .filter((table) => table.section === section)
      .flatMap(({ table, columns }) =>
        table.children.slice(1).map((row) => ({
          vector: readDefinitionRow(row, columns),
          location: locationOf(page.name, row),
        })),
      );
    return [...own, ...rows];
  });
}

/** Whether a section defines the vector that its heading names: one that a table has, or one among definitions. */
export function isDefinition({ title, above }: Section, labels: ReadonlySet<string>): boolean {
  return labels.has(withoutTicks(title)) || isTitleOfVectors(above[0] ?? "");
}
