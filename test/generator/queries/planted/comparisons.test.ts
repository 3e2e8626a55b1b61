import { describe } from "vitest";
import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";
import { STORE } from "../../../support/generator/query-store.js";

const NEVER = "query-never-true";
const ALWAYS = "query-always-true";
const CONTRADICTION = "query-contradiction";
const UNITS = "query-different-units";

const NEVER_TRUE: readonly Planted[] = [
  [
    "a recorded share above 1",
    {
      given: `
- record: store:errors:ratio
  expr: sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m]))
- alert: Errors
  expr: store:errors:ratio > 5`,
      want: [[NEVER, "> 5"]],
      right: `
- record: store:errors:ratio
  expr: sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m]))
- alert: Errors
  expr: store:errors:ratio > 0.05`,
    },
  ],
  [
    "a negative rate",
    {
      given: "rate(store_orders_total[5m]) < 0",
      want: [[NEVER, "< 0"]],
      right: "rate(store_orders_total[5m]) == 0",
    },
  ],
  [
    "a number above a negative rate",
    {
      given: "0 > sum by (payment) (increase(store_orders_total[1h]))",
      want: [[NEVER, "0 >"]],
      right: "1 > sum by (payment) (increase(store_orders_total[1h]))",
    },
  ],
  [
    "absence that is 0",
    {
      given: "absent(store_queue_length) == 0",
      want: [[NEVER, "== 0"]],
      right: "absent(store_queue_length) == 1",
    },
  ],
  [
    "a count of series that is 0",
    {
      given: 'count(store_carts{region="eu"}) == 0',
      want: [[NEVER, "== 0"]],
      right: '(count(store_carts{region="eu"}) or vector(0)) == 0',
    },
  ],
  [
    "a count of samples that is below 1",
    {
      given: "count_over_time(some_metric[1h]) < 1",
      want: [[NEVER, "< 1"]],
      right: "count_over_time(some_metric[1h]) < 2",
    },
  ],
  [
    "a share above 1",
    {
      given: `sum(rate(store_requests_total{code=~"5.."}[5m])) / sum(rate(store_requests_total[5m])) > 5`,
      want: [[NEVER, "> 5"]],
      right: `sum(rate(store_requests_total{code=~"5.."}[5m])) / sum(rate(store_requests_total[5m])) > 0.05`,
    },
  ],
  [
    "a percentage above 100",
    {
      given: `100 * (sum by (method) (rate(store_requests_total{code="500"}[5m])) / sum by (method) (rate(store_requests_total[5m]))) > 200`,
      want: [[NEVER, "> 200"]],
      right: `100 * (sum by (method) (rate(store_requests_total{code="500"}[5m])) / sum by (method) (rate(store_requests_total[5m]))) > 20`,
    },
  ],
  [
    "a success rate below 0",
    {
      given: `1 - sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m])) < 0`,
      want: [[NEVER, "< 0"]],
      right: `1 - sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m])) < 0.9`,
    },
  ],
  [
    "a fraction above 1",
    {
      given: "histogram_fraction(0, 0.5, rate(store_checkout_seconds_bucket[5m])) > 99",
      want: [[NEVER, "> 99"]],
      right: "histogram_fraction(0, 0.5, rate(store_checkout_seconds_bucket[5m])) > 0.99",
    },
  ],
  [
    "a result of `bool` that is 2",
    {
      given: "(store_queue_length > bool 10) == 2",
      want: [[NEVER, "== 2"]],
      right: "(store_queue_length > bool 10) == 1",
    },
  ],
  [
    "a result of `bool` between 0 and 1",
    {
      given: "(store_queue_length > bool 10) == 0.5",
      want: [[NEVER, "== 0.5"]],
      right: "avg_over_time((store_queue_length > bool 10)[1h:]) == 0.5",
    },
  ],
  [
    "a constant that is another",
    {
      given: "vector(1) == 2",
      want: [[NEVER, "== 2"]],
      right: "vector(1) == 1",
    },
  ],
  [
    "a filter of the right side of `or` alone",
    {
      given: "sum(store_carts) > 5 or vector(0) > 5",
      want: [[NEVER, "> 5"]],
      right: "(sum(store_carts) or vector(0)) > 5",
    },
  ],
  [
    "an upper limit below the number",
    {
      given: "clamp_max(store_queue_length, 10) > 20",
      want: [[NEVER, "> 20"]],
      right: "clamp_max(store_queue_length, 10) >= 10",
    },
  ],
  [
    "NaN that is equal to something",
    {
      given: "store_cache_hit_ratio == NaN",
      want: [[NEVER, "== NaN"]],
      right: "store_cache_hit_ratio != store_cache_hit_ratio",
    },
  ],
  [
    "limits that exclude each other, side by side",
    {
      given: "store_queue_length > 100 and store_queue_length < 50",
      want: [[NEVER, "store_queue_length > 100 and store_queue_length < 50"]],
      right: "store_queue_length > 50 and store_queue_length < 100",
    },
  ],
  [
    "limits that exclude each other, one after the other",
    {
      given: "store_queue_length > 100 < 50",
      want: [[NEVER, "< 50"]],
      right: "store_queue_length > 50 < 100",
    },
  ],
  [
    "an hour of the day that there is not",
    {
      given: "store_queue_length > 100 and on () hour() > 24",
      want: [[NEVER, "> 24"]],
      right: "store_queue_length > 100 and on () hour() > 22",
    },
  ],
];

const ALWAYS_TRUE: readonly Planted[] = [
  [
    "a rate that is at least 0",
    {
      given: "sum(rate(store_orders_total[5m])) >= 0",
      want: [[ALWAYS, ">= 0"]],
      right: "sum(rate(store_orders_total[5m])) > 0",
    },
  ],
  [
    "a share below 100",
    {
      given: `sum(rate(store_requests_total{code="200"}[5m])) / sum(rate(store_requests_total[5m])) < 99`,
      want: [[ALWAYS, "< 99"]],
      right: `sum(rate(store_requests_total{code="200"}[5m])) / sum(rate(store_requests_total[5m])) < 0.99`,
    },
  ],
  [
    "a panel's filter that takes each value",
    {
      given: "sum by (payment) (rate(store_orders_total[5m])) > -1",
      want: [[ALWAYS, "> -1"]],
      right: "sum by (payment) (rate(store_orders_total[5m])) >= 0",
      standsIn: "panel",
    },
  ],
  [
    "a comparison by `bool` that is always 0",
    {
      given: "sum(rate(store_orders_total[5m])) < bool 0",
      want: [["query-constant-bool", "< bool 0"]],
      right: "sum(rate(store_orders_total[5m])) <= bool 0",
      standsIn: "panel",
    },
  ],
];

const CONTRADICTIONS: readonly Planted[] = [
  [
    "two values of one label",
    {
      given: 'rate(store_orders_total{payment="card",payment="paypal"}[5m]) > 1',
      want: [[CONTRADICTION, 'payment="paypal"']],
      right: 'rate(store_orders_total{payment=~"card|paypal"}[5m]) > 1',
    },
  ],
  [
    "a value, and a pattern that excludes it",
    {
      given: 'up{job="api",instance="a",job!~"ap.*"} == 0',
      want: [[CONTRADICTION, 'job!~"ap.*"']],
      right: 'up{job="api",instance="a",job!~"ap.x"} == 0',
    },
  ],
  [
    "a pattern and its opposite",
    {
      given: 'some_metric{path=~"/api/.*",path!~"/api/.*"} > 1',
      want: [[CONTRADICTION, 'path!~"/api/.*"']],
      right: 'some_metric{path=~"/api/.*",path!~"/api/v1/.*"} > 1',
    },
  ],
  [
    "all values excluded one by one",
    {
      given: 'store_carts{region!="eu",region!="us"} > 1',
      want: [[CONTRADICTION, 'region!="us"']],
      right: 'store_carts{region!="us"} > 1',
    },
  ],
  [
    "an empty value that must not be empty",
    {
      given: 'some_metric{namespace!="",namespace=""} > 1',
      want: [[CONTRADICTION, 'namespace=""']],
      right: 'some_metric{namespace!="",namespace!="a"} > 1',
    },
  ],
];

const DIFFERENT_UNITS: readonly Planted[] = [
  [
    "seconds and bytes in a sum",
    {
      given: "store_oldest_job_seconds + store_disk_free_bytes > 1",
      want: [[UNITS, "+"]],
      right: "store_disk_size_bytes - store_disk_free_bytes > 1",
    },
  ],
  [
    "bytes above seconds",
    {
      given: "store_disk_free_bytes > on () store_oldest_job_seconds",
      want: [[UNITS, ">"]],
      right: "store_disk_free_bytes / on () store_oldest_job_seconds > 1",
    },
  ],
  [
    "a quantile in seconds less than one in bytes",
    {
      given:
        "histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) < histogram_quantile(0.9, sum by (le) (rate(store_upload_bytes_bucket[5m])))",
      want: [[UNITS, "<"]],
      right:
        "histogram_quantile(0.5, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) < 0.5 * histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m])))",
    },
  ],
];

describe("comparisons that are never true", () => testPlanted(NEVER_TRUE, { catalog: STORE }));
describe("comparisons that are always true", () => testPlanted(ALWAYS_TRUE, { catalog: STORE }));
describe("matchers that exclude each other", () => testPlanted(CONTRADICTIONS, { catalog: STORE }));
describe("units", () => testPlanted(DIFFERENT_UNITS, { catalog: STORE }));

describe("valid comparisons", () =>
  testValid(
    [
      "vector(1) == 1",
      "vector(1) > 0",
      "absent(up) == 1",
      "absent(up) > 0",
      "count(up == 0) > 0",
      "count(up) >= 1",
      "count(up) < 1.5",
      "count(up) - count(up == 1) == 0",
      "count by (job) (up) - 1 == 0",
      "(count(up == 0) or vector(0)) == 0",
      "sum(up) == 0",
      "sum(up == bool 0) == 0",
      "sum(store_queue_length > bool 10) > 2",
      "(store_queue_length > bool 10) > 0.5",
      "(store_queue_length > bool 10) != 0",
      "avg_over_time((store_queue_length > bool 10)[1h:]) > 0.5",
      "rate(store_orders_total[5m]) <= 0",
      "rate(store_orders_total[5m]) - rate(store_orders_total[5m] offset 1d) < 0",
      "-rate(store_orders_total[5m]) < 0",
      "delta(store_queue_length[1h]) < 0",
      "rate(some_metric[5m]) < 0.1",
      'sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total{code="200"}[5m])) > 2',
      "sum(rate(store_requests_total[5m])) / sum(rate(store_orders_total[5m])) > 5",
      'sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[1h])) > 5',
      'sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m] offset 1d)) > 2',
      'sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m])) * 100 > 5',
      'sum(rate(store_requests_total{code="500"}[5m])) / sum(rate(store_requests_total[5m])) >= 1',
      "store_carts / ignoring (region) group_left sum without (region) (store_carts) > 1.5",
      "store_cache_hit_ratio * 100 < 90",
      "store_cache_hit_ratio < 0.5",
      "time() - store_last_order_timestamp_seconds > 3600",
      "store_disk_free_bytes / store_disk_size_bytes < 0.1",
      "store_disk_free_bytes < 1e9",
      "rate(store_sent_bytes_total[5m]) > 1e6",
      "rate(store_busy_seconds_total[5m]) > 0.9",
      "rate(store_busy_seconds_total[5m]) > on () store_cache_hit_ratio",
      "store_queue_length > 100 and store_queue_length < 200",
      "store_queue_length > 100 or store_queue_length < 50",
      "store_queue_length >= 100 and store_queue_length <= 100",
      "store_queue_length > 100 unless store_queue_length < 200",
      "store_queue_length > 100 and on () hour() >= 8 < 18",
      "store_queue_length > 100 and on () day_of_week() == 0",
      "abs(store_queue_length - 10) > 5",
      "store_queue_length == Inf",
      'store_orders_total{payment!="card",payment!="paypal"} == 0',
      'store_requests_total{code=~"5..",code!="503"} == 0',
      'up{job=~"a|b",job!="a"} == 0',
      'up{job=~"a.*",job=~".*b"} == 0',
      'up{job=~".+",job!~"a.*"} == 0',
      "predict_linear(store_disk_free_bytes[1h], 4 * 3600) < 0",
      "stddev(store_carts) > 10",
      "store_oldest_job_seconds + 60 > 300",
      "min_over_time(store_queue_length[1h]) > 10",
      "timestamp(store_queue_length) < time() - 300",
    ],
    { catalog: STORE },
  ));
