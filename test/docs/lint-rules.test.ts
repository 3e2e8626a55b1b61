import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LINT_CODES } from "../../generator/lint/codes.js";
import { ROOT, readDocument } from "../support/documents.js";

const PAGE = "docs/linting.md";
const HEADING = "## Rules\n\n";

/** With `UPDATE_DOCS=1`, the table is written. */
const UPDATE = process.env["UPDATE_DOCS"] === "1";

test("the page of lint ends with a table of all rules", () => {
  const rows = Object.entries(LINT_CODES.rules).map(([code, { severity, title }]) => [
    `\`${code}\``,
    severity,
    title,
  ]);
  const all = [["rule", "severity", "finds"], ...rows];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => (row[at] ?? "").length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  const [head = [], ...body] = all;
  const table = [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("");
  const page = readDocument(PAGE);
  const start = page.indexOf(HEADING) + HEADING.length;
  if (UPDATE) writeFileSync(join(ROOT, PAGE), page.slice(0, start) + table);
  expect(readDocument(PAGE).slice(start)).toBe(table);
});
