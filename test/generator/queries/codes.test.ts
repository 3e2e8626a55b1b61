import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { DiagnosticRule } from "../../../generator/diagnostics/define.js";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { QUERY_CODES } from "../../../generator/queries/codes.js";
import { readQueries } from "../../../generator/queries/files/query-files.js";
import { declaredMetrics } from "../../../generator/queries/known-metrics.js";
import { catalogOf } from "../../support/generator/compile-schema.js";
import { check, SHOP } from "../../support/generator/query-shop.js";

/** The files in which examples stand; an expression is that of a panel, and a rule in braces stands in a group. */
const FILES: Readonly<Record<string, string>> = {
  "no-queries": "rules.yml",
  "query-template": "rules.yml",
  "json-syntax": "dashboard.json",
};

/** In seconds. */
const INTERVALS = { scrape: 15, evaluation: 60 };

/** As an exposition tells it. */
const SEEN = {
  ...declaredMetrics(SHOP, { prefixes: [], ignored: [], targetLabels: [] }),
  certainty: "seen",
} as const;

/** With a metric that was renamed. */
const RENAMED = catalogOf(`
namespace: shop
counters:
  requests_total: { renamed_from: { name: hits_total, until: 2.0.0 }, description: x }
`);

const directory = mkdtempSync(join(tmpdir(), "query-codes-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(Object.entries<DiagnosticRule<never>>(QUERY_CODES.rules))("%s", (code, rule) => {
  const { title, explanation, wrong, right } = rule;

  test("has its words", () => {
    expect(title).toMatch(/^(?:[a-z]|Grafana|Prometheus).*[^.]$/);
    expect(explanation).toMatch(/^[A-Z`].*\.$/);
  });

  test("is found in its wrong example, and not in its right one", () => {
    if (wrong !== undefined) expect(codesOf(findingsIn(code, wrong))).toContain(code);
    if (right === undefined) return;
    const found = findingsIn(code, right);
    expect(codesOf(found)).not.toContain(code);
    expect(codesOf(found.filter(({ severity }) => severity === "error"))).toEqual([]);
  });
});

function codesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}

function optionsFor(code: string): Parameters<typeof check>[1] {
  if (code.startsWith("query-unseen-")) return { known: SEEN };
  return code === "query-old-name" ? { catalog: RENAMED } : { intervals: INTERVALS };
}

function findingsIn(code: string, example: string): readonly Diagnostic[] {
  const name = FILES[code];
  const isRules = /^\[?\{ *(?:alert|record):/.test(example);
  const file = join(directory, name ?? (isRules ? "rules.yml" : "dashboard.json"));
  writeFileSync(file, name === undefined ? textAround(example, isRules) : example);
  const { queries, diagnostics } = readQueries([file]);
  return [...diagnostics, ...check(queries, optionsFor(code)).map(({ diagnostic }) => diagnostic)];
}

function textAround(example: string, isRules: boolean): string {
  if (!isRules) return JSON.stringify({ panels: [{ title: "P", targets: [{ expr: example }] }] });
  return `groups: [{ name: shop, rules: ${example.startsWith("[") ? example : `[${example}]`} }]\n`;
}
