import { expect, test } from "vitest";
import { declaredMetrics } from "../../../generator/queries/known-metrics.js";
import { findUnused } from "../../../generator/queries/unused-metrics.js";
import { SHOP } from "../../support/generator/query-shop.js";
import { queriesIn } from "../../support/generator/read-queries.js";
import { SEEN_SHOP, seenIn } from "../../support/generator/seen-shop.js";

const DECLARED = declaredMetrics(SHOP, { prefixes: [], ignored: [], targetLabels: [] });
const NONE = [
  "answers_total",
  "logins",
  "queue_length",
  "request_duration_seconds",
  "requests_total",
  "upload_bytes",
  "version_info",
];

/** The families that the rules do not use, and for those that they use, the labels that they do not. */
function unusedBy(rules: string, known = DECLARED) {
  const { families } = findUnused(known, queriesIn(`groups: [{ name: g, rules: [${rules}] }]`, "r.yml"));
  return families.map(({ name, used, labels }) => (used ? `${name} without ${labels.join(", ")}` : name));
}

/** Those of the schema, with another text for one of them. */
function allBut(family: string, instead?: string) {
  return NONE.flatMap((name) => (name === family ? (instead ?? []) : name)).map((name) => `shop_${name}`);
}

test.for([
  ["nothing", "{ alert: A, expr: up == 0 }", allBut("")],
  [
    "labels in a matcher",
    `{ alert: A, expr: 'shop_requests_total{code="200"} > 1' }`,
    allBut("requests_total", "requests_total without method"),
  ],
  [
    "labels in a grouping",
    "{ alert: A, expr: 'sum by (code, method) (shop_requests_total) > 1' }",
    allBut("requests_total"),
  ],
  [
    "labels in a matching",
    "{ alert: A, expr: shop_requests_total > on (code) group_left (method) up }",
    allBut("requests_total"),
  ],
  [
    "labels in a function",
    `{ alert: A, expr: 'label_replace(shop_queue_length, "a", "$1", "queue", "(.*)")' }`,
    allBut("queue_length"),
  ],
  [
    "labels in templates",
    "{ alert: A, expr: shop_logins > 1, annotations: { a: '{{ $labels.success }}', b: '{{ .Labels.factor }}' } }",
    allBut("logins"),
  ],
  [
    "buckets",
    "{ alert: A, expr: 'sum by (le, method) (shop_request_duration_seconds_bucket) > 1' }",
    allBut("request_duration_seconds"),
  ],
  [
    "families by a pattern of names",
    `{ alert: A, expr: '{__name__=~"shop_queue.*", queue="a"}' }`,
    allBut("queue_length"),
  ],
  [
    "labels of recorded series, in whatever order",
    "{ alert: A, expr: sum by (queue) (b:c) > 1 }, { record: b:c, expr: a:b }, { record: a:b, expr: shop_queue_length }",
    allBut("queue_length"),
  ],
] as const)("counts %s as used", ([, rules, want]) => {
  expect(unusedBy(rules)).toEqual(want);
});

test("counts what there is", () => {
  expect(findUnused(DECLARED, []).declared).toEqual({ families: 7, labels: 9 });
});

test("reports what an exposition has, and of the names that a prefix tells", () => {
  const rules = `{ alert: A, expr: 'shop_orders_total{payment="card"} > 1' }`;
  expect(unusedBy(rules, seenIn([SEEN_SHOP]))).toEqual([
    "shop_carts",
    "shop_checkout_seconds",
    "shop_errors_total",
    "shop_mystery",
    "shop_orders_total without express",
    "shop_pause_seconds",
  ]);
  expect(unusedBy(rules, seenIn([SEEN_SHOP], { prefixes: ["shop_o"] }))).toEqual([
    "shop_orders_total without express",
  ]);
});
