import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractQueries } from "../../generator/queries/files/query-files.js";
import { selectorsOf } from "../../generator/queries/promql/label-flow.js";
import { PROMQL_CASES } from "../support/generator/promql-cases.js";
import { check } from "../support/generator/query-shop.js";
import { fixture, writtenQuery } from "../support/generator/read-queries.js";
import { mutatedQuery } from "../support/properties/mutated-query.js";

const BASES = [
  ...PROMQL_CASES.map(({ text }) => text.replace(/\bx\b/g, "shop_logins").replace(/\ba\b/g, "factor")),
  'label_values(shop_logins{factor="$f"}, success)',
  'sum by ($g) (rate(shop_logins{factor=~"$f|totp", $h}[$__rate_interval]))',
];

test("findings are within the query, whatever its text is", () => {
  const form = fc.constantFrom("expression" as const, "variable" as const);
  const language = fc.constantFrom("grafana" as const, "prometheus" as const);
  fc.assert(
    fc.property(mutatedQuery(BASES), form, language, (text, form, language) => {
      const query = { ...writtenQuery(text), form, language };
      for (const { column, diagnostic } of check([query])) {
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(text.length + 1);
        expect(diagnostic.location).toBeDefined();
      }
    }),
    { numRuns: 1500 },
  );
});

test("the name of each selector is at the position of the selector", () => {
  fc.assert(
    fc.property(mutatedQuery(BASES), (text) => {
      for (const { metric, matchers, labels } of selectorsOf(writtenQuery(text))) {
        if (metric !== undefined && !/["'`]/.test(text)) {
          expect(text.slice(metric.start, metric.end)).toBe(metric.name);
        }
        for (const { name, start, end } of labels) expect(text.slice(start, end)).toContain(name.charAt(0));
        for (const { start, end } of matchers) expect(start).toBeLessThan(end);
      }
    }),
    { numRuns: 1000 },
  );
});

const repeated = (size: number, text: string, between: string) =>
  Array.from({ length: size + 1 }, () => text).join(between);

const SIZE = 10_001;

const LARGE: readonly (readonly [string, (size: number) => string])[] = [
  ["brackets", (size) => `${"(".repeat(size)}shop_logins${")".repeat(size)}`],
  ["functions", (size) => `${"abs(".repeat(size)}shop_logins${")".repeat(size)}`],
  ["signs", (size) => `${"-".repeat(size)}shop_logins`],
  ["sums", (size) => repeated(size, 'shop_logins{factor="totp"}', " + ")],
  ["products", (size) => repeated(size, "rate(up[5m])", " * on (job) group_left () ")],
  ["powers", (size) => repeated(size, "shop_logins", " ^ ")],
  ["alternatives", (size) => repeated(size, "shop_logins", " or on (job) ")],
];

describe("of large queries,", () => {
  const codes = (text: string) => check([writtenQuery(text)]).map(({ diagnostic }) => diagnostic.code);

  test.each(LARGE)("more than ten thousand %s are parsed", (_name, text) => {
    expect(codes(text(SIZE))).not.toContain("query-too-large");
    expect(codes(`${text(SIZE)} +`)).toContain("query-syntax");
  });

  test.each(LARGE)("%s beyond a limit are reported as too large", (_name, text) => {
    expect(codes(text(100_000))).toEqual(["query-too-large"]);
  });
});

test("each code unit of a query has its place, however the file escapes it", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab(){}=\"'\\ \n\t/é😀é\u0085"), minLength: 1 });
  fc.assert(
    fc.property(text, (expr) => {
      fc.pre(expr.trim() !== "" && !expr.includes("{{")); // that is a template
      const json = JSON.stringify({ groups: [{ rules: [{ alert: "A", expr }] }] });
      const [query] = extractQueries({ file: "r.yaml", text: json }, () => {});
      expect(query?.text).toBe(expr);
      const offsets = query?.offsets() ?? [];
      expect(offsets).toHaveLength(expr.length + 1);
      for (let index = 0; index < expr.length; index++) {
        if (/\s/.test(expr.charAt(index))) continue;
        const [start = 0, end = 0] = offsets.slice(index, index + 2);
        expect(JSON.parse(`"${json.slice(start, end)}"`)).toBe(expr.charAt(index));
      }
    }),
    { numRuns: 1000 },
  );
});

test("files that are cut off or mangled do not crash a check", () => {
  const files = [
    "dashboard.json",
    "dashboard-v2.json",
    "rules.yaml",
    "prometheus-rule.yaml",
    "grafana-alerts.yaml",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.nat(),
      fc.nat(40),
      fc.string({ maxLength: 3 }),
      (file, at, without, put) => {
        const whole = fixture(file);
        const place = at % whole.length;
        const text = whole.slice(0, place) + put + whole.slice(place + without);
        check(extractQueries({ file: file.replace("json", "yaml"), text }, () => {}));
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);
