import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
import { locationOf, type MarkdownPage } from "./markdown-page.js";
import { textOf } from "./markdown-text.js";
import type { PageTable } from "./page-table.js";

/** Reports the tables of a page that are neither of families nor of vectors: once for each reason. */
export function reportUnreadTables(tables: readonly PageTable[], report: Report): void {
  const isNamed = ({ columns }: PageTable) => columns.at.has("name");
  reportTables(tables.filter(isNamed), "nothing tells that the rows are metrics", report);
  reportTables(
    tables.filter((table) => !isNamed(table)),
    "no column has the names of metrics",
    report,
  );
}

function reportTables(tables: readonly PageTable[], problem: string, report: Report): void {
  const locations = tables.map(({ file, table }) => locationOf(file, table.children[0] ?? table));
  const params = { problem, lines: locations.map(({ line }) => line), help: EXPECTED };
  if (locations.length > 0) report(diagnose("import-tables-unread", params, locations[0]));
}

const EXPECTED =
  "A table of metrics has a column `Name`, and stands below a heading such as “Counters” or has others of the columns `Type`, `Vectors`, `Unit`, `Buckets`.";

/** Reports the columns of a table of families that tell nothing of them. */
export function reportUnreadColumns({ file, table, columns }: PageTable, report: Report): void {
  const head = table.children[0]?.children ?? [];
  const ofVectors = head.filter((_, index) => index === columns.at.get("values"));
  for (const cell of [...columns.others, ...ofVectors]) {
    const title = textOf(cell.children);
    if (title === "") continue;
    report(diagnose("import-column-unread", { title, known: KNOWN }, locationOf(file, cell)));
  }
}

const KNOWN: readonly string[] = ["Type", "Vectors", "Description", "Unit", "Buckets", "Deprecated"];

/** Reports tables that are written in HTML. */
export function reportUnreadHtml({ name, sections }: MarkdownPage, report: Report): void {
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.type !== "html" || !/<table\b/i.test(block.value)) continue;
    const location = locationOf(name, block);
    const params = {
      problem: "it is HTML",
      lines: [location.line],
      help: "Write it as a table of Markdown.",
    };
    report(diagnose("import-tables-unread", params, location));
  }
}
