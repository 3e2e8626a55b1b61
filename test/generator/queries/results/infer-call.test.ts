import { describe, expect, test } from "vitest";
import { describeResult } from "../../../support/generator/render-result.js";

type Row = readonly [query: string, result: string];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  functions: [
    [
      "irate(shop_requests_total[5m])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} rate, 0..",
    ],
    [
      "increase(shop_requests_total[1h])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} increase, 0..",
    ],
    ["rate(shop_queue_length[5m])", "{job?, instance?, queue} rate"],
    ["delta(shop_queue_length[5m])", "{job?, instance?, queue} gauge"],
    ["deriv(shop_queue_length[5m])", "{job?, instance?, queue} gauge"],
    ["predict_linear(shop_queue_length[1h], 3600)", "{job?, instance?, queue} gauge"],
    ["holt_winters(shop_queue_length[1h], 0.5, 0.5)", "{job?, instance?, queue} gauge"],
    ["changes(shop_queue_length[5m])", "{job?, instance?, queue} count, 0.."],
    [
      "resets(shop_requests_total[5m])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} count, 0..",
    ],
    ["avg_over_time(shop_queue_length[5m])", "{job?, instance?, queue} average"],
    [
      "max_over_time(rate(shop_requests_total[5m])[1h:])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} rate, 0..",
    ],
    [
      "sum_over_time(increase(shop_requests_total[5m])[1h:5m])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} increase, 0..",
    ],
    ["count_over_time(foo[5m])", "{…} count, 1.."],
    ["present_over_time(foo[5m])", "{…} boolean, 1"],
    [
      "last_over_time(shop_requests_total[5m])",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    ["stddev_over_time(shop_queue_length[5m])", "{job?, instance?, queue} gauge, 0.."],
    ["quantile_over_time(0.5, shop_queue_length[5m])", "{job?, instance?, queue} quantile"],
    ['absent(foo{a="1", b=~"2", c!="3"})', "{a: 1, -b, -c, -…} boolean, 1"],
    ['absent(foo{a="1", a="2"})', "{-a, -…} boolean, 1, always"],
    ["absent(sum(foo))", "{-…} boolean, 1"],
    ["absent(vector(1))", "{-…} boolean, 1, never by `absent(vector(1))`"],
    ["absent(shop_nope)", "{-…} boolean, 1, always"],
    ['absent_over_time(foo{a="1"}[5m])', "{a: 1, -…} boolean, 1"],
    [
      "histogram_quantile(0.99, rate(shop_request_duration_seconds_bucket[5m]))",
      "{job?, instance?, method: get|post|put|other, -le} quantile in seconds with bounds, 0..1000000",
    ],
    [
      "histogram_quantile(2, rate(shop_request_duration_seconds_bucket[5m]))",
      "{job?, instance?, method: get|post|put|other, -le} quantile in seconds with bounds",
    ],
    ["histogram_quantile(0.99, sum by (le) (rate(foo_bucket[5m])))", "{-le, -…} quantile"],
    [
      "histogram_quantile(0.99, sum by (le) (rate(shop_request_duration_seconds_bucket[5m]))) > 2000000",
      "{-job, -instance, -method, -le} quantile in seconds with bounds, 0..1000000, never by `>`",
    ],
    ["histogram_fraction(0, 0.1, rate(foo[5m]))", "{-le, …} ratio, 0..1"],
    ['histogram_quantiles(rate(foo[5m]), "q", 0.5, 0.9)', "{-le, q, …} quantile"],
    ["histogram_avg(rate(foo[5m]))", "{…} average"],
    ["histogram_count(rate(foo[5m]))", "{…} unknown, 0.."],
    ["histogram_count(-rate(foo[5m]))", "{…} unknown, ..0"],
    ["abs(shop_queue_length)", "{job?, instance?, queue} gauge, 0.."],
    ["ceil(shop_queue_length / 2)", "{job?, instance?, queue} gauge"],
    [
      "round(rate(shop_requests_total[5m]), 0.1)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} rate, 0..",
    ],
    ["clamp(shop_queue_length, 0, 10)", "{job?, instance?, queue} gauge, 0..10"],
    [
      "clamp_max(shop_requests_total, 100) > 100",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 100, never by `>`",
    ],
    ["clamp_min(shop_queue_length, 5) < 5", "{job?, instance?, queue} gauge, 5, never by `<`"],
    [
      "clamp(shop_queue_length, 10, 0)",
      "{job?, instance?, queue} gauge, 0..10, never by `clamp(shop_queue_length, 10, 0)`",
    ],
    ["exp(foo)", "{…} unknown, 0.."],
    [
      "sqrt(shop_requests_total)",
      "{job?, instance?, code: 500 values, method: get|post|put|other} unknown, 0..",
    ],
    ["ln(shop_requests_total)", "{job?, instance?, code: 500 values, method: get|post|put|other} unknown"],
    ["sgn(foo)", "{…} unknown, -1..1"],
    ["hour()", "{} unknown, 0..23, always"],
    ["hour(foo) > 23", "{…} unknown, 23, never by `>`"],
    ["day_of_week() == 7", "{} unknown, 0..6, never by `==`"],
    ["month(foo)", "{…} unknown, 1..12"],
    ["timestamp(shop_queue_length)", "{job?, instance?, queue} timestamp in seconds"],
    ["sort(shop_queue_length)", "{job?, instance?, queue} gauge"],
    ['sort_by_label(shop_queue_length, "queue")', "{job?, instance?, queue} gauge"],
    ["vector(scalar(foo))", "{} unknown, always"],
    ["info(shop_queue_length)", "{job?, instance?, queue, …} gauge"],
    ['info(sum by (job) (shop_queue_length), {version=~".+"})', "{job?, instance?, queue?, …} gauge"],
    ["$function(foo[5m])", "any {…} unknown"],
    ["[[function]]_over_time(foo[5m])", "any {…} unknown"],
  ],
  "functions of labels": [
    [
      'label_replace(shop_logins, "kind", "$1", "factor", "(.*)")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++, kind: webauthn|totp|c++} counter, 0..",
    ],
    [
      'label_replace(shop_logins, "kind", "login", "", "")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++, kind: login} counter, 0..",
    ],
    [
      'label_replace(shop_logins, "kind", "login", "factor", "totp")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++, kind?: login} counter, 0..",
    ],
    [
      'label_replace(shop_logins, "factor", "", "factor", ".*")',
      "{job?, instance?, success: true|false, -factor} counter, 0..",
    ],
    [
      'label_replace(shop_logins, "factor", "other", "factor", "totp")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++|other} counter, 0..",
    ],
    [
      'label_replace(shop_logins, "success", "yes", "success", "true")',
      "{job?, instance?, success: true|false|yes, factor: webauthn|totp|c++} counter, 0..",
    ],
    [
      'label_replace(shop_logins, "kind", "x", "nope", ".+")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++} counter, 0..",
    ],
    [
      'label_replace(shop_queue_length, "name", "$1", "queue", "(.+)")',
      "{job?, instance?, queue, name} gauge",
    ],
    [
      'label_replace(shop_queue_length, "name", "$1", "queue", "(.*)-.*")',
      "{job?, instance?, queue, name?} gauge",
    ],
    ['label_replace(foo, "a", "$1", "b", "(.*)")', "{a?, …} unknown"],
    ['label_replace(foo, "a", "v", "b", ".*")', "{a: v, …} unknown"],
    ['label_replace(foo, "a", "v", "b", "x")', "{a?, …} unknown"],
    ['label_replace(foo, "a", "$value", "b", ".*")', "{a?, …} unknown"],
    [
      'label_replace(sum by (factor) (shop_logins), "kind", "$1", "success", "(.+)")',
      "{-job, -instance, -success, factor: webauthn|totp|c++} sum of counters, 0..",
    ],
    [
      'label_join(shop_logins, "both", "/", "factor", "success")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++, both: 6 values} counter, 0..",
    ],
    ['label_join(shop_queue_length, "both", "/", "queue", "job")', "{job?, instance?, queue, both} gauge"],
    ['label_join(foo, "both", "", "a", "b")', "{both?, …} unknown"],
    [
      'label_join(shop_logins, "both", "-")',
      "{job?, instance?, success: true|false, factor: webauthn|totp|c++, -both} counter, 0..",
    ],
  ],
};

describe.each(Object.entries(ROWS))("%s", (_, rows) => {
  test.each(rows)("%s", (query, result) => {
    expect(describeResult(query)).toBe(result);
  });
});
