import { describe, expect, test } from "vitest";
import type { Fix } from "../../../generator/diagnostics/diagnostic.js";
import { extractQueries } from "../../../generator/queries/files/query-files.js";
import { fixInFile, type Query } from "../../../generator/queries/query.js";
import { applyFixes } from "../../support/generator/apply-fixes.js";
import { check } from "../../support/generator/query-shop.js";
import { queriesIn } from "../../support/generator/read-queries.js";

/** A file with the text of a query, by how the query stands in it. */
const FILES: Readonly<Record<string, (query: string) => readonly [file: string, text: string]>> = {
  JSON: (query) => ["d.json", JSON.stringify({ panels: [{ targets: [{ expr: query }] }] })],
  "JSON with escapes": (query) => [
    "d.json",
    JSON.stringify({ panels: [{ title: "ü", targets: [{ expr: query }] }] }).replace(/[éü{]/g, (character) =>
      character === "{" ? character : `\\u00${character.charCodeAt(0).toString(16)}`,
    ),
  ],
  "YAML in double quotes": (query) => ["r.yml", rule(JSON.stringify(query))],
  "YAML in single quotes": (query) => ["r.yml", rule(`'${query.replaceAll("'", "''")}'`)],
  "a plain scalar": (query) => ["r.yml", rule(query)],
  "a block": (query) => ["r.yml", rule(`|\n          ${query.replaceAll(" ", "\n          ")}`)],
  "a folded block": (query) => ["r.yml", rule(`>-\n          ${query.replaceAll(" ", "\n\n          ")}`)],
  "a .promql file": (query) => ["e.promql", `# first\n${query}\n`],
  "JSON in a ConfigMap": (query) => {
    const dashboard = JSON.stringify({ panels: [{ targets: [{ expr: query }] }] }, undefined, 2);
    return ["c.yml", `kind: ConfigMap\ndata:\n  d.json: |\n${dashboard.replace(/^/gm, "    ")}\n`];
  },
  "JSON in a string of JSON": (query) => {
    const dashboard = JSON.stringify({ panels: [{ targets: [{ expr: query }] }] });
    return ["c.json", JSON.stringify({ kind: "ConfigMap", data: { "d.json": dashboard } })];
  },
};

function rule(expr: string): string {
  return `groups:\n  - rules:\n      - record: a:b\n        expr: ${expr}\n      - record: c:d\n        expr: "1"\n`;
}

describe.each(Object.entries(FILES))("in %s", (_, fileOf) => {
  test.each<[string, { given: string; want: string }]>([
    [
      "values within quotes, and labels",
      {
        given: `sum by (methd) (rate(shop_requests_total{method="gett",code!~"404|500"}[5m]))`,
        want: `sum by (method) (rate(shop_requests_total{method="get",code!~"404|500"}[5m]))`,
      },
    ],
    [
      "names, and behind characters that need escapes",
      {
        given: `shop_logins{factor!='x"\\\\é',factor!="totpp"} or shop_requests_totl`,
        want: `shop_logins{factor!='x"\\\\é',factor!="totp"} or shop_requests_total`,
      },
    ],
  ])("repairs %s", (__, { given, want }) => {
    const [file, text] = fileOf(given);
    const fixed = applyFixes(text, fixesOf(queriesIn(text, file)));
    expect(queriesIn(fixed, file)[0]?.text.trim().split(/\s+/)).toEqual(want.split(" "));
  });

  test("inserts text that needs escapes, or says that it cannot stand there", () => {
    const inserted = `{a="b\\\\", c='d'} `;
    const [file, text] = fileOf("sum(shop_logins)");
    const [query] = queriesIn(text, file);
    if (query === undefined) throw new Error("there is no query");
    const fix = fixInFile(query, { start: 4, end: 4, text: inserted });
    if (_ === "a plain scalar") expect(fix).toBeUndefined();
    else {
      const fixed = applyFixes(text, fix === undefined ? [] : [fix]);
      expect(queriesIn(fixed, file)[0]?.text.trim()).toBe(`sum(${inserted}shop_logins)`);
    }
  });
});

function fixesOf(queries: readonly Query[]): readonly Fix[] {
  return check(queries).flatMap(({ diagnostic: { fix } }) => (fix === undefined ? [] : [fix]));
}

/** How each mistake is repaired; `undefined` where people must decide. */
const REPAIRS: readonly (readonly [string, { given: string; want: string | undefined }])[] = [
  ["a misspelt metric", { given: "shop_requests_totl", want: "shop_requests_total" }],
  ["a metric with another ending", { given: "shop_requests", want: "shop_requests_total" }],
  ["a histogram has several endings", { given: "shop_request_duration_seconds_total", want: undefined }],
  [
    "buckets without `le`",
    {
      given: "histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])))",
      want: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
    },
  ],
  [
    "buckets by another label",
    {
      given: "histogram_quantile(0.9, sum by (method) (rate(shop_request_duration_seconds_bucket[5m])))",
      want: "histogram_quantile(0.9, sum by (method, le) (rate(shop_request_duration_seconds_bucket[5m])))",
    },
  ],
  [
    "buckets by no label, behind",
    {
      given: "histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])) by ())",
      want: "histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])) by (le))",
    },
  ],
  [
    "`le` that is left out",
    {
      given:
        "histogram_quantile(0.9, sum without (instance, le) (rate(shop_request_duration_seconds_bucket[5m])))",
      want: "histogram_quantile(0.9, sum without (instance) (rate(shop_request_duration_seconds_bucket[5m])))",
    },
  ],
  [
    "`le` that is left out first",
    {
      given:
        "histogram_quantile(0.9, sum without (le, instance) (rate(shop_request_duration_seconds_bucket[5m])))",
      want: "histogram_quantile(0.9, sum without (instance) (rate(shop_request_duration_seconds_bucket[5m])))",
    },
  ],
  [
    "buckets that are aggregated twice",
    {
      given: "histogram_quantile(0.9, sum(sum by (method) (rate(shop_request_duration_seconds_bucket[5m]))))",
      want: undefined,
    },
  ],
  [
    "a pattern that is a value",
    { given: 'shop_logins{factor=~ "totp"}', want: 'shop_logins{factor= "totp"}' },
  ],
  [
    "a misspelt label",
    { given: "sum by (methd) (shop_requests_total)", want: "sum by (method) (shop_requests_total)" },
  ],
  ["a misspelt value", { given: 'shop_logins{factor="totpp"}', want: 'shop_logins{factor="totp"}' }],
  [
    "a value among alternatives",
    { given: 'shop_logins{factor=~"webauthn|totpp"}', want: 'shop_logins{factor=~"webauthn|totp"}' },
  ],
  ["part of a value in a pattern", { given: 'shop_logins{factor=~"to(p|q)t"}', want: undefined }],
  ["a value that is near to two", { given: 'shop_requests_total{method="pet"}', want: undefined }],
  ["another value", { given: 'shop_requests_total{method="patch"}', want: undefined }],
  ["a value that needs escapes in a pattern", { given: 'shop_logins{factor=~"c[+]-"}', want: undefined }],
];

test.each(REPAIRS)("%s", (_, { given, want }) => {
  const queries = extractQueries({ file: "e.promql", text: given }, () => {});
  const fixes = fixesOf(queries);
  if (want === undefined) {
    expect(fixes).toEqual([]);
    return;
  }
  const fixed = applyFixes(given, fixes);
  expect(fixed).toBe(want);
  expect(check(extractQueries({ file: "e.promql", text: fixed }, () => {}))).toEqual([]);
});
