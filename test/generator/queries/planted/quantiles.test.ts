import { describe } from "vitest";
import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";
import { STORE } from "../../../support/generator/query-store.js";

const WITHOUT_LE = "query-quantile-without-le";
const NO_BUCKETS = "query-quantile-of-no-buckets";
const OUT_OF_RANGE = "query-quantile-out-of-range";
const BEYOND = "query-beyond-buckets";

const BUCKETS: readonly Planted[] = [
  [
    "a quantile of a recorded counter",
    {
      given: `
- record: store:orders:rate5m
  expr: sum by (payment) (rate(store_orders_total[5m]))
- alert: Slow
  expr: histogram_quantile(0.9, store:orders:rate5m) > 1`,
      want: [[NO_BUCKETS, "histogram_quantile"]],
      right: `
- record: store:orders:rate5m
  expr: sum by (payment) (rate(store_orders_total[5m]))
- alert: Slow
  expr: quantile(0.9, store:orders:rate5m) > 1`,
    },
  ],
  [
    "a quantile of a record that has lost le",
    {
      given: `
- record: store:checkout_seconds_bucket:rate5m
  expr: sum by (payment) (rate(store_checkout_seconds_bucket[5m]))
- alert: Slow
  expr: histogram_quantile(0.9, store:checkout_seconds_bucket:rate5m) > 1`,
      want: [[WITHOUT_LE, "store:checkout_seconds_bucket:rate5m"]],
      right: `
- record: store:checkout_seconds_bucket:rate5m
  expr: sum by (payment, le) (rate(store_checkout_seconds_bucket[5m]))
- alert: Slow
  expr: histogram_quantile(0.9, store:checkout_seconds_bucket:rate5m) > 1`,
    },
  ],
  [
    "a fraction without le",
    {
      given: "histogram_fraction(0, 0.2, sum(rate(store_checkout_seconds_bucket[5m]))) < 0.9",
      want: [[WITHOUT_LE, "sum"]],
      right: "histogram_fraction(0, 0.2, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) < 0.9",
    },
  ],
  [
    "a quantile of an average without le",
    {
      given: "histogram_quantile(0.9, avg by (payment) (rate(store_checkout_seconds_bucket[5m]))) > 1",
      want: [[WITHOUT_LE, "by (payment)"]],
      right: "histogram_quantile(0.9, avg by (payment, le) (rate(store_checkout_seconds_bucket[5m]))) > 1",
    },
  ],
  [
    "quantiles without le",
    {
      given:
        'histogram_quantiles(sum without (le) (rate(store_checkout_seconds_bucket[5m])), "q", 0.5, 0.9) > 1',
      want: [[WITHOUT_LE, "without (le)"]],
      right:
        'histogram_quantiles(sum without (payment) (rate(store_checkout_seconds_bucket[5m])), "q", 0.5, 0.9) > 1',
    },
  ],
  [
    "a quantile without le of a metric that is not known",
    {
      given: "histogram_quantile(0.9, sum by (job) (rate(http_request_duration_seconds_bucket[5m]))) > 1",
      want: [[WITHOUT_LE, "by (job)"]],
      right: "histogram_quantile(0.9, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m]))) > 1",
    },
  ],
  [
    "a quantile of a count",
    {
      given: "histogram_quantile(0.9, sum by (payment) (rate(store_checkout_seconds_count[5m]))) > 1",
      want: [[NO_BUCKETS, "histogram_quantile"]],
      right: "histogram_quantile(0.9, sum by (payment, le) (rate(store_checkout_seconds_bucket[5m]))) > 1",
    },
  ],
  [
    "a fraction of a gauge",
    {
      given: "histogram_fraction(0, 10, store_queue_length) < 0.9",
      want: [[NO_BUCKETS, "histogram_fraction"]],
      right: "histogram_fraction(0, 1, rate(store_checkout_seconds_bucket[5m])) < 0.9",
    },
  ],
  [
    "an le that is no bound",
    {
      given:
        'sum(rate(store_checkout_seconds_bucket{le="0.2"}[5m])) / sum(rate(store_checkout_seconds_count[5m])) < 0.9',
      want: [["query-unknown-value", "0.2"]],
      right:
        'sum(rate(store_checkout_seconds_bucket{le="0.5"}[5m])) / sum(rate(store_checkout_seconds_count[5m])) < 0.9',
    },
  ],
  [
    "a quantile of all that there ever was",
    {
      given: "histogram_quantile(0.9, sum by (le) (store_checkout_seconds_bucket)) > 1",
      want: [["query-quantile-of-totals", "histogram_quantile"]],
      right: "histogram_quantile(0.9, sum by (le) (increase(store_checkout_seconds_bucket[1d]))) > 1",
    },
  ],
];

const FRACTIONS: readonly Planted[] = [
  [
    "a percentile",
    {
      given: "histogram_quantile(95, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) > 1",
      want: [[OUT_OF_RANGE, "95"]],
      right: "histogram_quantile(0.95, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) > 1",
    },
  ],
  [
    "a percentile of unknown buckets",
    {
      given: "histogram_quantile(99.9, sum by (le) (rate(http_bucket[5m]))) > 1",
      want: [[OUT_OF_RANGE, "99.9"]],
      right: "histogram_quantile(0.999, sum by (le) (rate(http_bucket[5m]))) > 1",
    },
  ],
  [
    "one of several quantiles",
    {
      given: 'histogram_quantiles(rate(store_checkout_seconds_bucket[5m]), "q", 0.5, 50) > 1',
      want: [[OUT_OF_RANGE, "50"]],
      right: 'histogram_quantiles(rate(store_checkout_seconds_bucket[5m]), "q", 0.5, 0.9) > 1',
    },
  ],
  [
    "a quantile of series",
    {
      given: "quantile by (region) (90, store_carts) > 1",
      want: [[OUT_OF_RANGE, "90"]],
      right: "quantile by (region) (0.9, store_carts) > 1",
    },
  ],
  [
    "a quantile over time",
    {
      given: "quantile_over_time(-0.5, store_queue_length[1h]) > 1",
      want: [[OUT_OF_RANGE, "-0.5"]],
      right: "quantile_over_time(0.5, store_queue_length[1h]) > 1",
    },
  ],
  [
    "bounds that are upside down",
    {
      given: "histogram_fraction(0.5, 0, rate(store_checkout_seconds_bucket[5m])) < 0.9",
      want: [["query-fraction-of-nothing", "0.5, 0"]],
      right: "histogram_fraction(0, 0.5, rate(store_checkout_seconds_bucket[5m])) < 0.9",
    },
  ],
];

const AVERAGES: readonly Planted[] = [
  [
    "a sum of recorded quantiles",
    {
      given: `
- record: store:checkout_seconds:p90
  expr: histogram_quantile(0.9, sum by (le, payment) (rate(store_checkout_seconds_bucket[5m])))
- alert: Slow
  expr: sum(store:checkout_seconds:p90) > 1`,
      want: [["query-average-of-quantiles", "sum"]],
      right: `
- record: store:checkout_seconds:p90
  expr: histogram_quantile(0.9, sum by (le, payment) (rate(store_checkout_seconds_bucket[5m])))
- alert: Slow
  expr: max(store:checkout_seconds:p90) > 1`,
    },
  ],
  [
    "an average of quantiles",
    {
      given:
        "avg(histogram_quantile(0.9, sum by (le, payment) (rate(store_checkout_seconds_bucket[5m])))) > 1",
      want: [["query-average-of-quantiles", "avg"]],
      right: "histogram_quantile(0.9, avg by (le) (rate(store_checkout_seconds_bucket[5m]))) > 1",
    },
  ],
];

const BEYOND_BUCKETS: readonly Planted[] = [
  [
    "a recorded quantile",
    {
      given: `
- record: store:checkout_seconds:p90
  expr: histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m])))
- alert: Slow
  expr: max_over_time(store:checkout_seconds:p90[1h]) > 30`,
      want: [[BEYOND, "> 30"]],
      right: `
- record: store:checkout_seconds:p90
  expr: histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m])))
- alert: Slow
  expr: max_over_time(store:checkout_seconds:p90[1h]) > 3`,
    },
  ],
  [
    "milliseconds beyond the last bucket",
    {
      given: "histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) > 500",
      want: [[BEYOND, "> 500"]],
      right: "histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) > 0.5",
    },
  ],
  [
    "the last bound itself, which a quantile does not pass",
    {
      given: "5 < histogram_quantile(0.9, rate(store_checkout_seconds_bucket[5m]))",
      want: [[BEYOND, "5 <"]],
      right: "5 <= histogram_quantile(0.9, rate(store_checkout_seconds_bucket[5m]))",
    },
  ],
  [
    "a quantile in milliseconds",
    {
      given: "1000 * histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) >= 6000",
      want: [[BEYOND, ">= 6000"]],
      right: "1000 * histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) >= 600",
    },
  ],
  [
    "an average beyond the last bucket",
    {
      given: "sum(rate(store_checkout_seconds_sum[5m])) / sum(rate(store_checkout_seconds_count[5m])) > 500",
      want: [["query-average-beyond-buckets", "> 500"]],
      right: "sum(rate(store_checkout_seconds_sum[5m])) / sum(rate(store_checkout_seconds_count[5m])) > 0.5",
    },
  ],
];

describe("buckets", () => testPlanted(BUCKETS, { catalog: STORE }));
describe("fractions", () => testPlanted(FRACTIONS, { catalog: STORE }));
describe("averages of quantiles", () => testPlanted(AVERAGES, { catalog: STORE }));
describe("numbers beyond the buckets", () => testPlanted(BEYOND_BUCKETS, { catalog: STORE }));

describe("valid quantiles", () =>
  testValid(
    [
      "histogram_quantile(0.9, rate(store_checkout_seconds_bucket[5m])) > 1",
      "histogram_quantile(1, rate(store_checkout_seconds_bucket[5m])) > 4.9",
      "histogram_quantile(0, rate(store_checkout_seconds_bucket[5m])) > 0",
      "histogram_quantile(scalar(store_cache_hit_ratio), rate(store_checkout_seconds_bucket[5m])) > 1",
      "histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) == 5",
      "histogram_quantile(0.9, sum without (payment, instance) (rate(store_checkout_seconds_bucket[5m]))) > 1",
      "histogram_quantile(0.9, avg by (le) (rate(store_checkout_seconds_bucket[5m]))) > 1",
      "histogram_quantile(0.9, sum by (le) (increase(store_upload_bytes_bucket[1h]))) > 999999",
      "histogram_quantile(0.9, sum(rate(http_request_duration_seconds[5m]))) > 500",
      "histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[5m])) > 500",
      "histogram_quantile(0.9, sum by (job) (job:request_latency:rate5m)) > 500",
      "histogram_fraction(0, 0.2, sum by (le) (rate(store_checkout_seconds_bucket[5m]))) < 0.9",
      "1 - histogram_fraction(0, 0.5, rate(store_checkout_seconds_bucket[5m])) > 0.1",
      "avg by (payment) (histogram_quantile(0.9, sum by (le, payment) (rate(store_checkout_seconds_bucket[5m])))) > 1",
      "max by (payment) (histogram_quantile(0.9, rate(store_checkout_seconds_bucket[5m]))) > 1",
      "quantile(0.9, store_carts) > 10",
      "quantile by (region) (1, store_carts) > 10",
      "quantile_over_time(0.99, store_queue_length[1h]) > 10",
      'sum(rate(store_checkout_seconds_bucket{le="0.5"}[5m])) / sum(rate(store_checkout_seconds_count[5m])) < 0.9',
      'sum(rate(store_checkout_seconds_bucket{le=~"0.5|1"}[5m])) > 10',
      '1 - sum(rate(store_checkout_seconds_bucket{le="1"}[5m])) / sum(rate(store_checkout_seconds_bucket{le="+Inf"}[5m])) > 0.01',
      "sum(rate(store_checkout_seconds_sum[5m])) / sum(rate(store_checkout_seconds_count[5m])) > 2",
      "store_checkout_seconds_sum / store_checkout_seconds_count > 2",
      'histogram_quantile(0.9, sum by (le) (label_replace(rate(store_checkout_seconds_bucket[5m]), "a", "b", "payment", ".*"))) > 1',
    ],
    { catalog: STORE },
  ));
