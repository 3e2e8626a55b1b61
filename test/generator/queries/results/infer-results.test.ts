import { describe, expect, test } from "vitest";
import { describeResult } from "../../../support/generator/render-result.js";

type Row = readonly [query: string, result: string];

const SHOP_QUERIES: readonly Row[] = [
  ["shop_requests_total", "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.."],
  [
    'shop_requests_total{code="500"}',
    "{job?, instance?, code: 500, method: get|post|put|other} counter, 0..",
  ],
  [
    'shop_requests_total{code=~"5.."}',
    "{job?, instance?, code: 100 values, method: get|post|put|other} counter, 0..",
  ],
  [
    'shop_requests_total{code="999"}',
    '{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `code="999"`',
  ],
  [
    'shop_requests_total{method=~"get|put"}',
    "{job?, instance?, code: 500 values, method: get|put} counter, 0..",
  ],
  [
    "rate(shop_requests_total[5m])",
    "{job?, instance?, code: 500 values, method: get|post|put|other} rate, 0..",
  ],
  [
    'sum by (code) (rate(shop_requests_total{method!="get"}[5m]))',
    "{-job, -instance, code: 500 values, -method} rate, 0..",
  ],
  [
    "sum without (code) (rate(shop_requests_total[5m]))",
    "{job?, instance?, -code, method: get|post|put|other} rate, 0..",
  ],
  ["sum(foo)", "{-…} unknown"],
  ["sum by (a) (sum by (b) (anything))", "{-b, -a, -…} unknown"],
  ["rate(foo[5m])", "{…} some rate, 0.."],
  [
    "histogram_quantile(0.9, sum by (le, method) (rate(shop_request_duration_seconds_bucket[5m])))",
    "{-job, -instance, method: get|post|put|other, -le} quantile in seconds with bounds, 0..1000000",
  ],
  [
    "histogram_quantile(1.9, sum(rate(shop_request_duration_seconds_bucket[5m])))",
    "{-job, -instance, -method, -le} quantile",
  ],
  [
    'sum(rate(shop_requests_total{code="500"}[5m])) / sum(rate(shop_requests_total[5m]))',
    "{-job, -instance, -code, -method} ratio, 0..1",
  ],
  [
    '100 * sum(rate(shop_requests_total{code="500"}[5m])) / sum(rate(shop_requests_total[5m])) > 101',
    "{-job, -instance, -code, -method} ratio, 0..100, never by `>`",
  ],
  [
    "sum by (method) (rate(shop_requests_total[5m])) / sum by (code) (rate(shop_requests_total[5m]))",
    "{-job, -instance, -code, method: get|post|put|other} ratio, 0.., never by `/`",
  ],
  ['absent(shop_requests_total{code="500"}) == 0', "{code: 500, -…} boolean, 1, never by `==`"],
  ["count(shop_requests_total) == 0", "{-job, -instance, -code, -method} count, 1.., never by `==`"],
  ["count(shop_requests_total) or vector(0)", "{-job, -instance, -code, -method} count, 0.., always"],
  [
    'label_replace(shop_requests_total, "kind", "$1xx", "code", "(.)..")',
    "{job?, instance?, code: 500 values, method: get|post|put|other, -kind} counter, 0..",
  ],
  [
    'label_replace(shop_requests_total, "kind", "$1", "code", "(.)..")',
    "{job?, instance?, code: 500 values, method: get|post|put|other, kind: 5 values} counter, 0..",
  ],
  [
    'label_join(shop_requests_total, "both", "-", "method", "zzz")',
    "{job?, instance?, code: 500 values, method: get|post|put|other, both: get-|post-|put-|other-} counter, 0..",
  ],
  [
    "rate(shop_request_duration_seconds_sum[5m]) / rate(shop_request_duration_seconds_count[5m])",
    "{job?, instance?, method: get|post|put|other} average in seconds, 0..",
  ],
  [
    'shop_logins and on (success) shop_logins{success="true"}',
    "{job?, instance?, success: true, factor: webauthn|totp|c++} counter, 0..",
  ],
  [
    "shop_queue_length * on (instance) group_left (version) shop_version_info",
    "{job?, instance?, queue, version} unknown",
  ],
  [
    'sum(rate(shop_request_duration_seconds_bucket{le="0.1"}[5m])) / sum(rate(shop_request_duration_seconds_count[5m]))',
    "{-job, -instance, -method, -le} ratio, 0..1",
  ],
  [
    'sum(rate(shop_request_duration_seconds_bucket{le="0.1"}[5m])) / sum(rate(shop_request_duration_seconds_bucket{le="+Inf"}[5m]))',
    "{-job, -instance, -method, -le} ratio, 0..1",
  ],
  ["time() - foo", "{…} unknown"],
  ["5 < shop_requests_total", "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 5.."],
  ["-shop_queue_length", "{job?, instance?, queue} unknown"],
];

describe("what a query results in", () => {
  test.each(SHOP_QUERIES)("%s", (query, result) => {
    expect(describeResult(query)).toBe(result);
  });
});

const SELECTED = 'shop_requests_total{code="500"}';

test.each([
  ["operators in a row", `${"1 + ".repeat(10_001)}${SELECTED}`, "unknown, 10000.."],
  ["fallbacks in a row", Array(2000).fill(SELECTED).join(" or "), "counter, 0.."],
  [
    "operators within each other",
    `${"abs(1 + ".repeat(2000)}${SELECTED}${")".repeat(2000)}`,
    "unknown, 2000..",
  ],
])("thousands of %s", (_, query, result) => {
  expect(describeResult(query)).toBe(`{job?, instance?, code: 500, method: get|post|put|other} ${result}`);
});
