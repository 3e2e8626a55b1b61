import { describe, expect, test } from "vitest";
import { describeResult } from "../../../support/generator/render-result.js";

type Row = readonly [query: string, result: string];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  aggregations: [
    ["sum(shop_requests_total)", "{-job, -instance, -code, -method} sum of counters, 0.."],
    [
      "sum by (code, nope) (shop_requests_total)",
      "{-job, -instance, code: 500 values, -method} sum of counters, 0..",
    ],
    [
      "sum without (code, method) (shop_requests_total)",
      "{job?, instance?, -code, -method} sum of counters, 0..",
    ],
    ["avg by (method) (shop_queue_length)", "{-job, -instance, -queue} average"],
    ["avg(rate(shop_requests_total[5m]))", "{-job, -instance, -code, -method} rate, 0.."],
    ["min(shop_requests_total)", "{-job, -instance, -code, -method} counter, 0.."],
    ["max by (code) (shop_requests_total)", "{-job, -instance, code: 500 values, -method} counter, 0.."],
    ["count by (code) (shop_requests_total)", "{-job, -instance, code: 500 values, -method} count, 1.."],
    [
      "group by (method) (shop_requests_total)",
      "{-job, -instance, -code, method: get|post|put|other} boolean, 1",
    ],
    [
      "stddev(rate(shop_request_duration_seconds_sum[5m]))",
      "{-job, -instance, -method} gauge in seconds, 0..",
    ],
    ["stdvar(shop_queue_length)", "{-job, -instance, -queue} unknown, 0.."],
    [
      "topk(3, shop_requests_total)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "topk(0, shop_requests_total)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `0`",
    ],
    [
      "bottomk by (code) (3, shop_requests_total)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "limitk(2, shop_requests_total)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "limit_ratio(0.5, shop_requests_total)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    ["quantile(0.5, rate(shop_requests_total[5m]))", "{-job, -instance, -code, -method} quantile, 0.."],
    ["quantile(1.5, rate(shop_requests_total[5m]))", "{-job, -instance, -code, -method} quantile"],
    ['count_values("v", shop_queue_length)', "{-job, -instance, -queue, v} count, 1.."],
    ['count_values by (queue) ("v", shop_queue_length)', "{-job, -instance, queue, v} count, 1.."],
    ['count_values("$label", shop_queue_length)', "{…} count, 1.."],
    [
      "sum by ($label) (shop_logins)",
      "{job?, instance?, success?: true|false, factor?: webauthn|totp|c++} sum of counters, 0..",
    ],
    [
      "sum by (success, $label) (shop_logins)",
      "{job?, instance?, success: true|false, factor?: webauthn|totp|c++} sum of counters, 0..",
    ],
    [
      "sum without ($label) (shop_logins)",
      "{job?, instance?, success?: true|false, factor?: webauthn|totp|c++} sum of counters, 0..",
    ],
    [
      "$agg by (success) (shop_logins)",
      "{job?, instance?, success: true|false, factor?: webauthn|totp|c++} unknown",
    ],
    [
      "sum by (le) (rate(shop_request_duration_seconds_bucket[5m]))",
      "{-job, -instance, -method, le: 7 values} bucket rates in seconds with bounds, 0..",
    ],
    ["sum(rate(shop_request_duration_seconds_bucket[5m]))", "{-job, -instance, -method, -le} rate, 0.."],
    ["sum by (a) (sum by (a, b) (foo))", "{a?, -b, -…} unknown"],
    ["sum by (__name__) (shop_logins)", "{-job, -instance, -success, -factor} sum of counters, 0.."],
    ["sum(shop_nope)", "{-…} unknown, never by `shop_nope`"],
    ["sum(vector(1))", "{} constant, 1.., always"],
  ],
};

describe.each(Object.entries(ROWS))("%s", (_, rows) => {
  test.each(rows)("%s", (query, result) => {
    expect(describeResult(query)).toBe(result);
  });
});
