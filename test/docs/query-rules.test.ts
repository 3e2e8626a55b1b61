import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DiagnosticRules } from "../../generator/diagnostics/define.js";
import { QUERY_CODES } from "../../generator/queries/codes.js";
import { FILE_WORDS } from "../../generator/queries/files/file-codes.js";
import { ALERT_WORDS, PATTERN_WORDS, TIME_WORDS } from "../../generator/queries/rules/alert-codes.js";
import { LABEL_WORDS } from "../../generator/queries/rules/labels/label-codes.js";
import { METRIC_WORDS } from "../../generator/queries/rules/metric-codes.js";
import { COMPARISON_WORDS } from "../../generator/queries/rules/values/comparison-codes.js";
import { COUNTER_WORDS } from "../../generator/queries/rules/values/counter-codes.js";
import { QUANTILE_WORDS } from "../../generator/queries/rules/values/quantile-codes.js";
import { ROOT, readDocument } from "../support/documents.js";

/** With `UPDATE_DOCS=1`, the page is written. */
const UPDATE = process.env["UPDATE_DOCS"] === "1";
const PAGE = "docs/query-rules.md";

/** The codes that a file of words has, under the heading of their table. */
const GROUPS: readonly (readonly [heading: string, words: DiagnosticRules])[] = [
  ["Names of metrics", METRIC_WORDS],
  ["Labels", LABEL_WORDS],
  ["Counters and gauges", COUNTER_WORDS],
  ["Quantiles and buckets", QUANTILE_WORDS],
  ["Comparisons and units", COMPARISON_WORDS],
  ["Time", TIME_WORDS],
  ["Patterns", PATTERN_WORDS],
  ["Alerts and rules", ALERT_WORDS],
  ["Files", FILE_WORDS],
];

const HEAD = `# Rules of queries

What \`metricsmith queries\` finds, by code. [Checking queries](queries.md) is about the command. An error can never be
what is meant, and makes the command fail; a warning hardly can; information is worth knowing. The examples are about
a shop: counters \`shop_requests_total\` (labels \`code\`, \`method\`) and \`shop_logins\` (\`success\`, \`factor\`), gauges
\`shop_queue_length\` (\`queue\`) and \`shop_version_info\` (\`version\`), and histograms
\`shop_request_duration_seconds\` (\`method\`) and \`shop_upload_bytes\`, whose last bucket ends at a megabyte.

`;

test("the page of rules has the words of all codes", () => {
  const rules: DiagnosticRules = QUERY_CODES.rules;
  const grouped = new Set(GROUPS.flatMap(([, words]) => Object.keys(words)));
  const others = Object.entries(rules).filter(([code]) => !grouped.has(code));
  const tables = [
    ["What Prometheus refuses, and label values", Object.fromEntries(others)] as const,
    ...GROUPS,
  ].map(([heading, words]) => `## ${heading}\n\n${tableOf(words)}`);
  const page = `${HEAD}${tables.join("\n")}`;
  if (UPDATE) writeFileSync(join(ROOT, PAGE), page);
  expect(readDocument(PAGE)).toBe(page);
});

function tableOf(words: DiagnosticRules): string {
  const rows = Object.entries(words).map(([code, { severity, explanation = "", wrong, right }]) => {
    const isShown = wrong !== undefined && right !== undefined;
    const examples = isShown ? `${codeCell(wrong)} → ${codeCell(right)}` : "";
    return [`\`${code}\``, severity, textCell(explanation), examples];
  });
  const head = ["code", "severity", "what it means", "wrong → right"];
  const widths = head.map((cell, at) =>
    Math.max(...[cell, ...rows.map((row) => row[at] ?? "")].map(lengthOf)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - lengthOf(cell))).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** Brackets in code are no links, but a bar ends a cell. */
function codeCell(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  return line.includes("`") ? `\`\`${line}\`\`` : `\`${line}\``;
}

function textCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
