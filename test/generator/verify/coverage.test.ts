import { describe, expect, test } from "vitest";
import { verifyExposition } from "../../../generator/verify/verification.js";
import { catalogOf, SHOP, SHOP_TEXT } from "../../support/generator/verify-shop.js";

function coverage(text: string, catalog = SHOP) {
  return verifyExposition(catalog, { name: "x", format: "text", bytes: Buffer.from(text) }).coverage;
}

test("counts families, labels, and the values that the program chooses", () => {
  expect(coverage(SHOP_TEXT)).toEqual({
    percent: 88.2, // 15 of 17
    families: { seen: 5, declared: 6 },
    labels: { seen: 5, declared: 5 },
    values: { seen: 5, declared: 6 },
    unseen: ["shop_boots", 'shop_delay_seconds{payment="paypal"}'],
  });
});

test("is 0 for an empty exposition, and lists each family once", () => {
  const { percent, unseen } = coverage("");
  expect(percent).toBe(0);
  expect(unseen).toEqual(SHOP.families.map(({ name }) => name));
});

describe("only recorded series count", () => {
  const START = `# TYPE a counter
a{b="true"} 0
# TYPE c gauge
c 0
# TYPE d gauge
d{b="true"} 0
# TYPE e gauge
e{b="true"} 0
# TYPE f histogram
f_bucket{le="1"} 0
f_bucket{le="+Inf"} 0
f_sum 0
f_count 0
`;
  const catalog = catalogOf(`version: 1
counters:
  a: { vectors: [b], description: a }
gauges:
  c: { description: c }
  d: { vectors: [b], description: d }
  e: { vectors: [b], description: e, initialize: true }
histograms:
  f: { buckets: [1], description: f }
vectors:
  b: { type: boolean }
`);

  test.each<
    readonly [string, { readonly given: readonly [string, string]; readonly want: readonly string[] }]
  >([
    ["a gauge with labels that is set to 0", { given: ["", ""], want: ["d"] }],
    ["a counter above 0", { given: ['a{b="true"} 0', 'a{b="true"} 0.5'], want: ["a", "d"] }],
    ["a gauge without labels that is not 0", { given: ["c 0", "c -1"], want: ["c", "d"] }],
    ["a gauge that is NaN", { given: ["c 0", "c NaN"], want: ["c", "d"] }],
    ["a gauge that starts at 0", { given: ['e{b="true"} 0', 'e{b="false"} 2'], want: ["d", "e"] }],
    ["a histogram with one observation of 0", { given: ["f_count 0", "f_count 1"], want: ["d", "f"] }],
  ])("%s", (_name, { given: [from, to], want }) => {
    expect(START).toContain(from);
    const { unseen } = coverage(START.replace(from, to), catalog);
    const seen = catalog.families.filter(({ name }) => !unseen.includes(name)).map(({ name }) => name);
    expect(seen).toEqual(want);
  });
});

test("the creation time of a series does not count", () => {
  const catalog = catalogOf("version: 1\ncounters: { a_total: { description: A } }\n");
  const text = "# TYPE a counter\n# HELP a A\na_total 0\na_created 1700000000\n# EOF\n";
  const exposition = { name: "x", format: "openmetrics", bytes: Buffer.from(text) } as const;
  expect(verifyExposition(catalog, exposition).coverage.percent).toBe(0);
});

describe("label values", () => {
  test("of a set with `otherwise` are not asked for, because callers choose them", () => {
    const catalog = catalogOf(
      "version: 1\ncounters: { a: { vectors: [m, n], description: a } }\n" +
        "vectors: { m: { type: http_method }, n: { values: [x], otherwise: y } }\n",
    );
    expect(coverage('# TYPE a counter\na{m="GET",n="y"} 1\n', catalog)).toMatchObject({
      percent: 100,
      values: { seen: 0, declared: 0 },
    });
  });

  test("that are not declared do not count", () => {
    const text = SHOP_TEXT.replaceAll('express="true"', 'express="yes"');
    expect(coverage(text).values).toEqual({ seen: 4, declared: 6 });
  });
});

describe("the minimum coverage", () => {
  const gated = (text: string, minCoverage: number) =>
    verifyExposition(SHOP, { name: "x", format: "text", bytes: Buffer.from(text) }, { minCoverage })
      .diagnostics;

  test("passes if it is reached", () => {
    expect(gated(SHOP_TEXT, 88.2)).toEqual([]);
  });

  test("lists what is missing if it is not reached", () => {
    expect(gated(SHOP_TEXT, 88.3)).toMatchObject([
      {
        code: "coverage-too-low",
        severity: "error",
        message: "The coverage is 88.2 %, and 88.3 % is required.",
        help: 'Not seen: `shop_boots` and `shop_delay_seconds{payment="paypal"}`.',
      },
    ]);
  });

  test("fails if nothing was observed", () => {
    const idle = SHOP_TEXT.replace(/^shop_.*\n/gm, "");
    expect(gated(idle, 0)).toMatchObject([{ code: "nothing-observed", severity: "warning" }]);
    expect(gated(idle, 0.1)).toMatchObject([{ code: "coverage-too-low", severity: "error" }]);
  });
});

test("counts the values of a label in each family by that family's vector", () => {
  const catalog = catalogOf(`version: 1
counters:
  logins: { vectors: [login_type], description: logins }
  orders: { vectors: [payment_type], description: orders }
vectors:
  login_type: { label: type, values: [password, passkey] }
  payment_type: { label: type, values: [card, paypal] }
`);
  const text =
    '# TYPE logins counter\nlogins{type="passkey"} 1\n# TYPE orders counter\norders{type="card"} 1\n';
  expect(coverage(text, catalog).unseen).toEqual(['logins{type="password"}', 'orders{type="paypal"}']);
});
