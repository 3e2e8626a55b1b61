import { describe, expect, test } from "vitest";
import { describeResult } from "../../../support/generator/render-result.js";

type Row = readonly [query: string, result: string];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "operators between series and numbers": [
    ["shop_queue_length + 1", "{job?, instance?, queue} gauge"],
    ["shop_queue_length * 2", "{job?, instance?, queue} gauge"],
    [
      "shop_requests_total / 10",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    ["-shop_requests_total", "{job?, instance?, code: 500 values, method: get|post|put|other} unknown, ..0"],
    ["+shop_requests_total", "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.."],
    [
      "shop_requests_total > 5",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 5..",
    ],
    [
      "shop_requests_total < 0",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0, never by `<`",
    ],
    [
      "shop_requests_total <= 0",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0",
    ],
    [
      "shop_requests_total >= 0",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total == 7",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 7",
    ],
    [
      "shop_requests_total != 7",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total > bool 5",
      "{job?, instance?, code: 500 values, method: get|post|put|other} boolean, 0..1",
    ],
    [
      "shop_requests_total < bool 0",
      "{job?, instance?, code: 500 values, method: get|post|put|other} boolean, 0",
    ],
    [
      "0 > shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0, never by `>`",
    ],
    ['1 - (sum(rate(foo{a="1"}[5m])) / sum(rate(foo[5m])))', "{-a, -…} ratio, 0..1"],
    ['(1 - sum(rate(foo{a="1"}[5m])) / sum(rate(foo[5m]))) > 1', "{-a, -…} ratio, 1, never by `>`"],
    [
      "shop_requests_total % 60",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown, 0..60",
    ],
    [
      "shop_requests_total ^ 2",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown, 0..",
    ],
    [
      "1 / shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown, 0..",
    ],
    ["time() - process_start_time_seconds", "{…} unknown"],
    ["timestamp(foo) - timestamp(bar)", "{…} gauge in seconds"],
    [
      "shop_request_duration_seconds_sum + 5",
      "{job?, instance?, method: get|post|put|other} unknown in seconds, 5..",
    ],
  ],
  "operators between series": [
    [
      "shop_requests_total / shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other} ratio, 0..1",
    ],
    ["shop_requests_total / foo", "{job?, instance?, code: 500 values, method: get|post|put|other} unknown"],
    [
      "shop_requests_total / shop_logins",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown, 0.., never by `/`",
    ],
    ["shop_requests_total / on (job) shop_logins", "{job?, -instance, -code, -method} unknown, 0.."],
    [
      "shop_requests_total / ignoring (code, method) sum by (job, instance) (shop_logins)",
      "{job?, instance?, -code, -method} unknown, 0..",
    ],
    [
      "shop_requests_total / on (job, instance) group_left shop_version_info",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown",
    ],
    [
      "shop_requests_total * on (job, instance) group_left (version) shop_version_info",
      "{job?, instance?, code: 500 values, method: get|post|put|other, version} unknown",
    ],
    [
      "shop_version_info * on (job, instance) group_right (version) shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other, version} unknown",
    ],
    [
      "shop_requests_total * on (job) group_left (nope) shop_version_info",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown",
    ],
    [
      "shop_requests_total * on (job) group_left (a) foo",
      "{job?, instance?, code: 500 values, method: get|post|put|other, a?} unknown",
    ],
    ["sum by (code) (foo) / sum by (method) (foo)", "{-code, -method, -…} unknown"],
    ['sum by (a) (x{b="1"}) / sum by (a, b) (x{b="1"})', "{-b, a?, -…} unknown, never by `/`"],
    [
      'sum by (code) (shop_requests_total{code="200"}) / sum by (code) (shop_requests_total{code="500"})',
      "{-job, -instance, code: 200, -method} ratio, 0.., never by `/`",
    ],
    [
      'shop_requests_total{method="get"} / ignoring (method) shop_requests_total{method="put"}',
      "{job?, instance?, code: 500 values, -method} ratio, 0..",
    ],
    [
      "sum by (method) (shop_requests_total) > sum by (method) (foo)",
      "{-job, -instance, -code, method: get|post|put|other} sum of counters, 0..",
    ],
    ["sum(foo) > sum(bar)", "{-…} unknown"],
    ["sum(foo) / vector(2)", "{-…} unknown"],
    ["vector(1) + vector(2)", "{} constant, 3, always"],
    ["count(foo) + vector(1) or vector(0)", "{-…} count, 0.., always"],
    ["foo + on ($labels) bar", "{…} unknown"],
    ["foo + ignoring (a $labels) bar", "{-a, …} unknown"],
    ["foo / on (a) group_left ($labels) bar", "{…} unknown"],
    ["foo $op bar", "any {…} unknown"],
    [
      "shop_requests_total and foo",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      'shop_requests_total and on (method) shop_requests_total{method="get"}',
      "{job?, instance?, code: 500 values, method: get} counter, 0..",
    ],
    [
      'shop_requests_total{method="put"} and on (method) shop_requests_total{method="get"}',
      "{job?, instance?, code: 500 values, method: put} counter, 0.., never by `on (method)`",
    ],
    [
      "shop_requests_total unless foo",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total unless on () vector(1)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `unless`",
    ],
    [
      "shop_requests_total and on () vector(1)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total unless shop_nope",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total and shop_nope",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `shop_nope`",
    ],
    ["shop_requests_total or foo", "{job?, instance?, code?, method?, …} unknown"],
    [
      "shop_nope or shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "sum(shop_requests_total) or vector(0)",
      "{-job, -instance, -code, -method} sum of counters, 0.., always",
    ],
    [
      "sum(shop_requests_total) or on () vector(0) > 1",
      "{-job, -instance, -code, -method} sum of counters, 0..",
    ],
    [
      "shop_requests_total or shop_logins",
      "{job?, instance?, code?: 500 values, method?: get|post|put|other, success?: true|false, factor?: webauthn|totp|c++} counter, 0..",
    ],
    [
      "rate(shop_requests_total[5m]) or rate(shop_logins[5m])",
      "{job?, instance?, code?: 500 values, method?: get|post|put|other, success?: true|false, factor?: webauthn|totp|c++} rate, 0..",
    ],
    [
      "rate(shop_requests_total[5m]) + rate(shop_requests_total[5m])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} rate, 0..",
    ],
    [
      "shop_requests_total - shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other} gauge",
    ],
    [
      "shop_requests_total + shop_requests_total",
      "{job?, instance?, code: 500 values, method: get|post|put|other} sum of counters, 0..",
    ],
  ],
  "shares and averages": [
    [
      "rate(shop_request_duration_seconds_sum[5m])",
      "{job?, instance?, method: get|post|put|other} rate in seconds, 0..",
    ],
    [
      "sum(rate(shop_request_duration_seconds_sum[5m])) / sum(rate(shop_request_duration_seconds_count[5m]))",
      "{-job, -instance, -method} average in seconds, 0..",
    ],
    [
      'sum by (method) (rate(shop_requests_total{code=~"5.."}[5m])) / sum by (method) (rate(shop_requests_total[5m])) > 1',
      "{-job, -instance, -code, method: get|post|put|other} ratio, 1, never by `>`",
    ],
    [
      'sum by (method) (rate(shop_requests_total{code=~"5.."}[5m])) / on (method) sum by (method, job) (rate(shop_requests_total[5m]))',
      "{-job, -instance, -code, method: get|post|put|other} ratio, 0..",
    ],
    [
      'sum by (job, method) (rate(foo{code="5"}[5m])) / on (job) group_left sum by (job) (rate(foo[5m]))',
      "{-code, job?, method?, -…} ratio, 0..1",
    ],
    ['sum(rate(foo{code="5"}[5m])) / sum(rate(foo[10m]))', "{-code, -…} unknown, 0.."],
    ['sum(rate(foo{code="5"}[5m])) / sum(rate(foo{job="a"}[5m]))', "{-code, -job, -…} unknown, 0.."],
    [
      'sum(rate(foo{code="5", job="a"}[5m])) / sum(rate(foo{job=~"a|b"}[5m]))',
      "{-code, -job, -…} ratio, 0..1",
    ],
    ['sum(rate(foo{code="5"}[5m])) / sum(rate(bar[5m]))', "{-code, -…} unknown, 0.."],
    ["sum(increase(foo[5m])) * 100 / sum(increase(foo[5m]))", "{-…} ratio, 0..100"],
    ["rate(hits[5m]) / (rate(hits[5m]) + rate(misses[5m]))", "{…} ratio, 0..1"],
    ["count(foo == 1) / count(foo)", "{-…} ratio, 0..1"],
    ["count(foo == 1) / count(foo) > 1", "{-…} ratio, 1, never by `>`"],
    ['sum(foo{a="1"}) / sum(foo)', "{-a, -…} unknown"],
    [
      'sum(shop_requests_total{code="500"}) / sum(shop_requests_total)',
      "{-job, -instance, -code, -method} ratio, 0..1",
    ],
    [
      'rate(foo{a="1"}[5m]) / ignoring (a) group_left sum without (a) (rate(foo[5m]))',
      "{a: 1, …} ratio, 0..1",
    ],
    [
      'sum(rate(foo_bucket{le="0.1"}[5m])) / sum(rate(foo_count[5m])) > 1',
      "{-le, -…} ratio, 1, never by `>`",
    ],
    ['sum(rate(foo_bucket{le="5"}[5m])) / sum(rate(foo_bucket{le="1"}[5m]))', "{-le, -…} unknown, 0.."],
    ['sum(rate(foo_bucket{le="1"}[5m])) / sum(rate(foo_bucket{le="5"}[5m]))', "{-le, -…} ratio, 0..1"],
    [
      "rate(shop_request_duration_seconds_sum[5m]) / rate(shop_request_duration_seconds_sum[5m] offset 1d)",
      "{job?, instance?, method: get|post|put|other} ratio, 0..",
    ],
    ['sum(rate(foo{a="1"}[5m])) / scalar(sum(rate(foo[5m])))', "{-a, -…} unknown, 0.."],
  ],
};

describe.each(Object.entries(ROWS))("%s", (_, rows) => {
  test.each(rows)("%s", (query, result) => {
    expect(describeResult(query)).toBe(result);
  });
});
