import { expect, test } from "vitest";
import { inferRecorded } from "../../../../generator/queries/results/recorded-results.js";
import { queriesIn } from "../../../support/generator/read-queries.js";
import { describeResult, SHOP_METRICS } from "../../../support/generator/render-result.js";

interface Recorded {
  /** Rules in YAML, each file on its own. */
  readonly files: readonly string[];
  readonly query: string;
  readonly want: string;
}

const ERRORS = `{record: code:errors, expr: 'sum by (code) (rate(shop_requests_total{code=~"4.4"}[5m]))'}`;

const RECORDED: readonly (readonly [string, Recorded])[] = [
  [
    "what a rule records",
    {
      files: [ERRORS],
      query: "code:errors",
      want: "{-job, -instance, code: 10 values, -method} rate, 0..",
    },
  ],
  [
    "a rule of another file, which stands behind it",
    {
      files: ["{record: all:errors, expr: sum(code:errors)}", ERRORS],
      query: "all:errors > 0",
      want: "{-job, -instance, -code, -method} rate, 0..",
    },
  ],
  [
    "a label that the rule adds, and one that it removes",
    {
      files: [
        `{record: code:errors, expr: 'sum by (code, method) (shop_requests_total)', labels: {team: shop, method: ""}}`,
      ],
      query: "code:errors",
      want: "{-job, -instance, code: 500 values, team: shop} sum of counters, 0..",
    },
  ],
  [
    "a matcher for a label that the rule removes",
    {
      files: [ERRORS],
      query: `code:errors{method="get"}`,
      want: '{-job, -instance, code: 10 values, -method} rate, 0.., never by `method="get"`',
    },
  ],
  [
    "two rules of one name, of which one has the label",
    {
      files: [ERRORS, "{record: code:errors, expr: 'sum(rate(shop_requests_total[5m]))'}"],
      query: "code:errors",
      want: "{-job, -instance, code?: 10 values, -method} rate, 0..",
    },
  ],
  [
    "rules that use each other in a circle",
    {
      files: ["{record: a:b, expr: 'rate(b:a[5m])'}", "{record: b:a, expr: a:b or a:b}"],
      query: "sum by (job) (a:b)",
      want: "{job?, -…} some rate, 0..",
    },
  ],
  [
    "a rule that uses itself",
    {
      files: ["{record: day:total, expr: day:total or shop_queue_length}"],
      query: "day:total",
      want: "{job?, instance?, queue?, …} unknown",
    },
  ],
  [
    "a rule that records nothing",
    {
      files: [`{record: a:b, expr: 'shop_requests_total{code="999"}'}`],
      query: "sum(a:b)",
      want: "{-job, -instance, -code, -method} sum of counters, 0.., never by `a:b`",
    },
  ],
  ["a scalar", { files: ["{record: the:limit, expr: 5 * 2}"], query: "the:limit", want: "{} constant, 10" }],
  [
    "an expression that does not parse",
    { files: ["{record: a:b, expr: sum(}"], query: "a:b", want: "{…} unknown" },
  ],
  [
    "a quantile of recorded buckets",
    {
      files: ["{record: le:x, expr: 'sum by (le) (rate(shop_request_duration_seconds_bucket[5m]))'}"],
      query: "histogram_quantile(0.9, le:x)",
      want: "{-job, -instance, -method, -le} quantile in seconds with bounds, 0..1000000",
    },
  ],
];

test.each(RECORDED)("%s", (_, { files, query, want }) => {
  const queries = files.flatMap((rule, index) =>
    queriesIn(`groups: [{name: g, rules: [${rule}]}]`, `${index}.yml`),
  );
  expect(describeResult(query, inferRecorded(queries, SHOP_METRICS))).toBe(want);
});
