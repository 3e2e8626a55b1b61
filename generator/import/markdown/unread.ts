import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
import { locationOf, type MarkdownPage } from "./markdown-page.js";
import { textOf } from "./markdown-text.js";
import type { PageTable } from "./page-table.js";

/** Reports a table that is neither of families nor of vectors. */
export function reportUnreadTable({ file, table, columns }: PageTable, report: Report): void {
  const [head = table] = table.children;
  const problem = columns.at.has("name")
    ? "nothing tells that it is of metrics"
    : "no column has the names of metrics";
  report(diagnose("import-table-unread", { problem, help: EXPECTED }, locationOf(file, head)));
}

const EXPECTED =
  "If it is of metrics, put it below a heading such as “Counters”, with columns such as `Name`, `Type`, `Vectors`, `Description`, `Buckets`.";

/** Reports the columns of a table of families that tell nothing of them. */
export function reportUnreadColumns({ file, columns }: PageTable, report: Report): void {
  for (const cell of columns.others) {
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
    const params = { problem: "it is written in HTML", help: "Write it as a table of Markdown." };
    report(diagnose("import-table-unread", params, locationOf(name, block)));
  }
}
