import type { ReferencePage } from "../../catalog.js";
import { displayWidth } from "../../display-width.js";

type Alignment = ReferencePage["align"];

/** Of a column; a rule of one dash is for some readers none. */
const LEAST_WIDTH = 3;

/** A table of GitHub's Markdown, padded so that its columns stand one below the other in the source too. */
export function markdownTable(
  { titles, rows }: { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] },
  align: Alignment,
): string {
  const widths = titles.map((title, column) =>
    Math.max(LEAST_WIDTH, ...[title, ...rows.map((row) => row[column] ?? "")].map(displayWidth)),
  );
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, column) => ` ${padded(cell, widths[column] ?? 0, align)} `).join("|")}|\n`;
  const rule = `|${widths.map((width) => ruleOf(width, align)).join("|")}|\n`;
  return [line(titles), rule, ...rows.map(line)].join("");
}

function ruleOf(width: number, align: Alignment): string {
  switch (align) {
    case "left":
      return ` ${"-".repeat(width)} `;
    case "center":
      return `:${"-".repeat(width)}:`;
    case "right":
      return ` ${"-".repeat(width - 1)}: `;
    default:
      return align satisfies never;
  }
}

function padded(cell: string, width: number, align: Alignment): string {
  const space = width - displayWidth(cell);
  const before = { left: 0, center: Math.floor(space / 2), right: space }[align];
  return " ".repeat(before) + cell + " ".repeat(space - before);
}
