import { describe, expect, test } from "vitest";
import { describeResult } from "../../../support/generator/render-result.js";

type Row = readonly [query: string, result: string];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  selectors: [
    [
      'shop_requests_total{job="a", job="b"}',
      '{job: a, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `job="b"`',
    ],
    [
      'shop_requests_total{job=~"a|b", job!="a"}',
      "{job: b, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      'shop_requests_total{job=""}',
      "{-job, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      'shop_requests_total{method=~"g.*|p.*"}',
      "{job?, instance?, code: 500 values, method: get|post|put} counter, 0..",
    ],
    [
      'shop_requests_total{method!~"g.*|p.*"}',
      "{job?, instance?, code: 500 values, method: other} counter, 0..",
    ],
    [
      'shop_requests_total{method!~".+"}',
      '{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `method!~".+"`',
    ],
    [
      'shop_requests_total{nope="a"}',
      '{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0.., never by `nope="a"`',
    ],
    [
      'shop_requests_total{nope=""}',
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      'shop_requests_total{nope!="a"}',
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      'shop_requests_total{nope=~".*"}',
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    ['foo{a="1"}', "{a: 1, …} unknown"],
    ['foo{a=""}', "{-a, …} unknown"],
    ['foo{a!=""}', "{a, …} unknown"],
    ['foo{a=~"1|2|"}', "{a?: 1|2, …} unknown"],
    ['foo{a=~"1|2", a!="1"}', "{a: 2, …} unknown"],
    ['foo{a=~"1|2", a=~"3|4"}', '{a: 1|2, …} unknown, never by `a=~"3|4"`'],
    ['foo{a="1", a!="1"}', '{a: 1, …} unknown, never by `a!="1"`'],
    ['foo{a=~".+"}', "{a, …} unknown"],
    ['foo{a=~"1.*", a="2"}', "{a: 2, …} unknown"],
    ['foo{a="$value"}', "{…} unknown"],
    ['foo{a=~"$value"}', "{…} unknown"],
    ["foo{$matchers}", "{…} unknown"],
    [
      'shop_logins{success!="true"}',
      "{job?, instance?, success: false, factor: webauthn|totp|c++} counter, 0..",
    ],
    ['shop_queue_length{queue="mail"}', "{job?, instance?, queue: mail} gauge"],
    ["shop_nope", "{…} unknown, never by `shop_nope`"],
    ["shop_request_duration_seconds", "{…} unknown, never by `shop_request_duration_seconds`"],
    [
      'shop_request_duration_seconds_bucket{le="0.1"}',
      "{job?, instance?, method: get|post|put|other, le: 0.1} buckets in seconds with bounds, 0..",
    ],
    [
      'shop_request_duration_seconds_bucket{le="0.2"}',
      '{job?, instance?, method: get|post|put|other, le: 7 values} buckets in seconds with bounds, 0.., never by `le="0.2"`',
    ],
    [
      "shop_request_duration_seconds_sum",
      "{job?, instance?, method: get|post|put|other} counter in seconds, 0..",
    ],
    ["shop_request_duration_seconds_count", "{job?, instance?, method: get|post|put|other} counter, 0.."],
    [
      '{__name__=~"shop_request_duration_seconds_(sum|count)"}',
      "{job?, instance?, method: get|post|put|other} counter, 0..",
    ],
    [
      '{__name__=~"shop_(logins|requests_total)"}',
      "{job?, instance?, code?: 500 values, method?: get|post|put|other, success?: true|false, factor?: webauthn|totp|c++} counter, 0..",
    ],
    ['{__name__=~"shop_.*|other_.*"}', "{…} unknown"],
    ['{a="b"}', "{a: b, …} unknown"],
    [
      "shop_requests_total offset 5m",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total @ 100",
      "{job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "shop_requests_total[5m]",
      "matrix {job?, instance?, code: 500 values, method: get|post|put|other} counter, 0..",
    ],
    [
      "rate(shop_requests_total[5m])[1h:1m]",
      "matrix {job?, instance?, code: 500 values, method: get|post|put|other} rate, 0..",
    ],
  ],
  "scalars and strings": [
    ["1", "scalar constant, 1, always"],
    ["-1", "scalar constant, -1, always"],
    ['"text"', "string unknown, always"],
    ["1 + 2 * 3", "scalar constant, 7, always"],
    ["1 > bool 2", "scalar boolean, 0, always"],
    ["2 > bool 1", "scalar boolean, 1, always"],
    ["1 == bool 1", "scalar boolean, 1, always"],
    ["time()", "scalar timestamp in seconds, always"],
    ["pi()", "scalar constant, 3.141592653589793, always"],
    ["scalar(shop_requests_total)", "scalar counter, 0.., always"],
    ["time() > bool 5", "scalar boolean, 0..1, always"],
    ["vector(1)", "{} constant, 1, always"],
    ["vector(time())", "{} timestamp in seconds, always"],
    ["5 % 3", "scalar constant, 2, always"],
    ["2 ^ 10", "scalar constant, 1024, always"],
    ["1 / 0", "scalar constant, Infinity, always"],
    ["NaN", "scalar constant, always"],
  ],
};

describe.each(Object.entries(ROWS))("%s", (_, rows) => {
  test.each(rows)("%s", (query, result) => {
    expect(describeResult(query)).toBe(result);
  });
});
