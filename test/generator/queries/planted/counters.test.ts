import { describe } from "vitest";
import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";
import { STORE } from "../../../support/generator/query-store.js";

const OF_GAUGE = "query-rate-of-gauge";
const OF_RATE = "query-rate-of-rate";
const OF_SUM = "query-rate-of-sum";
const BARE = "query-bare-counter";

const RATES: readonly Planted[] = [
  [
    "a rate of a recorded rate",
    {
      given: `
- record: store:orders:rate5m
  expr: sum(rate(store_orders_total[5m]))
- alert: Orders
  expr: rate(store:orders:rate5m[1h]) > 1`,
      want: [[OF_RATE, "rate"]],
      right: `
- record: store:orders:rate5m
  expr: sum(rate(store_orders_total[5m]))
- alert: Orders
  expr: avg_over_time(store:orders:rate5m[1h]) > 1`,
    },
  ],
  [
    "an increase of a recorded sum of counters",
    {
      given: `
- alert: Orders
  expr: increase(store:orders:sum[1h]) > 100
- record: store:orders:sum
  expr: sum without (instance) (store_orders_total)`,
      want: [[OF_SUM, "increase"]],
      right: `
- alert: Orders
  expr: store:orders:increase1h > 100
- record: store:orders:increase1h
  expr: sum without (instance) (increase(store_orders_total[1h]))`,
    },
  ],
  [
    "a rate of a recorded gauge",
    {
      given: `
- record: store:carts:sum
  expr: sum(store_carts)
- alert: CartsGrow
  expr: rate(store:carts:sum[5m]) > 1`,
      want: [[OF_GAUGE, "rate"]],
      right: `
- record: store:carts:sum
  expr: sum(store_carts)
- alert: CartsGrow
  expr: deriv(store:carts:sum[5m]) > 1`,
    },
  ],
  [
    "a rate of a gauge",
    {
      given: "rate(store_queue_length[5m]) > 1",
      want: [[OF_GAUGE, "rate"]],
      right: "deriv(store_queue_length[5m]) > 1",
    },
  ],
  [
    "an increase of a sum of gauges",
    {
      given: "increase(sum by (region) (store_carts)[1h:]) > 1",
      want: [[OF_GAUGE, "increase"]],
      right: "delta(sum by (region) (store_carts)[1h:]) > 1",
    },
  ],
  [
    "a rate of a count of series",
    {
      given: "rate(count(store_carts)[1h:]) > 1",
      want: [[OF_GAUGE, "rate"]],
      right: "deriv(count(store_carts)[1h:]) > 1",
    },
  ],
  [
    "a rate of a ratio",
    {
      given: `rate((sum(rate(store_orders_total{payment="card"}[5m])) / sum(rate(store_orders_total[5m])))[1h:]) > 1`,
      want: [[OF_GAUGE, "rate"]],
      right: `deriv((sum(rate(store_orders_total{payment="card"}[5m])) / sum(rate(store_orders_total[5m])))[1h:]) > 1`,
    },
  ],
  [
    "an increase of a quantile",
    {
      given:
        "increase(histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m])))[1h:]) > 1",
      want: [[OF_GAUGE, "increase"]],
      right: "delta(histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[5m])))[1h:]) > 1",
    },
  ],
  [
    "a rate of a sum of counters",
    {
      given: "rate(sum(store_orders_total)[5m:]) > 1",
      want: [[OF_SUM, "rate"]],
      right: "sum(rate(store_orders_total[5m])) > 1",
    },
  ],
  [
    "an irate of a sum by a label",
    {
      given: "irate((sum by (payment) (store_orders_total))[5m:1m]) > 1",
      want: [[OF_SUM, "irate"]],
      right: "sum by (payment) (irate(store_orders_total[5m])) > 1",
    },
  ],
  [
    "a rate of a sum of a metric that is not known",
    {
      given: "rate(sum(http_requests_total)[5m:]) > 1",
      want: [["query-rate-of-unknown-sum", "rate"]],
      right: "sum(rate(http_requests_total[5m])) > 1",
    },
  ],
  [
    "a rate of a rate",
    {
      given: "rate(rate(store_orders_total[5m])[5m:]) > 1",
      want: [[OF_RATE, "rate"]],
      right: "avg_over_time(rate(store_orders_total[5m])[5m:]) > 1",
    },
  ],
  [
    "an increase of a sum of rates",
    {
      given: "increase(sum by (payment) (rate(store_orders_total[5m]))[1h:]) > 1",
      want: [[OF_RATE, "increase"]],
      right: "sum by (payment) (increase(store_orders_total[1h])) > 1",
    },
  ],
  [
    "a rate of a rate of a metric that is not known",
    {
      given: "sum(rate(rate(http_requests_total[5m])[10m:])) > 1",
      want: [[OF_RATE, "rate"]],
      right: "sum(rate(http_requests_total[5m])) > 1",
    },
  ],
  [
    "a rate of rates of buckets",
    {
      given: "histogram_quantile(0.9, rate(sum by (le) (rate(store_checkout_seconds_bucket[5m]))[1h:])) > 1",
      want: [[OF_RATE, "rate"]],
      right: "histogram_quantile(0.9, sum by (le) (rate(store_checkout_seconds_bucket[1h]))) > 1",
    },
  ],
  [
    "a difference of a counter",
    {
      given: "delta(store_orders_total[5m]) > 1",
      want: [["query-delta-of-counter", "delta"]],
      right: "increase(store_orders_total[5m]) > 1",
    },
  ],
  [
    "resets of a gauge",
    {
      given: "resets(store_queue_length[5m]) > 1",
      want: [["query-resets-of-gauge", "resets"]],
      right: "resets(store_orders_total[5m]) > 1",
    },
  ],
  [
    "resets of a rate",
    {
      given: "resets(rate(store_orders_total[5m])[1h:]) > 1",
      want: [["query-resets-of-gauge", "resets"]],
      right: "changes(store_orders_total[1h]) > 1",
    },
  ],
  [
    "changes of what is always 1",
    {
      given: "changes(absent(store_queue_length)[1h:]) > 1",
      want: [["query-changes-of-constant", "changes"]],
      right: "changes(store_queue_length[1h]) > 1",
    },
  ],
];

const BARE_COUNTERS: readonly Planted[] = [
  [
    "a recorded sum of counters",
    {
      given: `
- record: store:orders:sum
  expr: sum(store_orders_total)
- alert: Orders
  expr: store:orders:sum > 100`,
      want: [[BARE, "store:orders:sum > 100"]],
      right: `
- record: store:orders:rate5m
  expr: sum(rate(store_orders_total[5m]))
- alert: Orders
  expr: store:orders:rate5m > 100`,
    },
  ],
  [
    "a counter above a number",
    {
      given: "store_orders_total > 100",
      want: [[BARE, "store_orders_total > 100"]],
      right: "increase(store_orders_total[1h]) > 100",
    },
  ],
  [
    "a sum of counters above a number",
    {
      given: "sum by (payment) (store_orders_total) >= 1000",
      want: [[BARE, "sum by (payment) (store_orders_total) >= 1000"]],
      right: "sum by (payment) (increase(store_orders_total[1d])) >= 1000",
    },
  ],
  [
    "a number below the count of a histogram",
    {
      given: "5 < store_checkout_seconds_count",
      want: [[BARE, "5 < store_checkout_seconds_count"]],
      right: "5 < increase(store_checkout_seconds_count[1h])",
    },
  ],
  [
    "a count of counters above a number",
    {
      given: 'count(store_orders_total{payment="card"} > 100)',
      want: [[BARE, 'store_orders_total{payment="card"} > 100']],
      right: 'count(increase(store_orders_total{payment="card"}[1h]) > 100)',
    },
  ],
];

describe("functions of ranges", () => testPlanted(RATES, { catalog: STORE }));
describe("bare counters", () => testPlanted(BARE_COUNTERS, { catalog: STORE }));

describe("valid uses of counters and gauges", () =>
  testValid(
    [
      // Counters that are compared as they are
      "store_orders_total == 0",
      "store_orders_total > 0",
      "sum(store_orders_total) == 0",
      "store_orders_total unless store_orders_total offset 1h",
      "store_orders_total - store_orders_total offset 1h > 100",
      "absent(store_orders_total) == 1",
      "absent_over_time(store_orders_total[1h]) == 1",
      "changes(store_orders_total[1h]) == 0",
      "resets(store_orders_total[1h]) > 3",
      "store_worker_restarts_total > 5",
      "store_orders_total > 1000 unless store_orders_total offset 1h > 1000",
      "store_orders_total > 100 and increase(store_orders_total[10m]) > 0",
      "store_orders_total > store_orders_total offset 1d * 2",
      "sum(store_orders_total) / sum(store_requests_total) > 0.5",
      "count(store_orders_total) > 10",
      // Rates
      "sum by (payment) (rate(store_orders_total[5m])) > 10",
      "sum by (payment) (rate(store_orders_total[5m]) * 60) > 10",
      "rate((store_orders_total * 2)[5m:]) > 1",
      'rate(store_orders_total{payment="card"}[5m] offset 1w) > 1',
      "max_over_time(sum(rate(store_orders_total[5m]))[1d:5m]) > 100",
      "deriv(sum(rate(store_orders_total[5m]))[1h:]) > 1",
      "delta(store_queue_length[1h]) > 100",
      "predict_linear(store_queue_length[1h], 3600) > 1000",
      "predict_linear(store_disk_free_bytes[6h], 86400) < 0",
      "deriv(store_queue_length[15m]) < 0",
      "idelta(store_queue_length[5m]) < 0",
      "changes(store_queue_length[1h]) > 10",
      "changes((store_queue_length > bool 10)[1h:]) > 10",
      "changes(process_start_time_seconds[1h]) > 2",
      "increase(kube_pod_container_status_restarts_total[1h]) > 5",
      "rate(max by (payment) (store_orders_total)[5m:]) > 1",
      "sum(increase(store_checkout_seconds_count[1h])) > 100",
      "rate(node_cpu_seconds_total[5m]) > 1",
      "increase(sum by (a) (sum_over_time(some_metric[5m]))[1h:]) > 1",
      // Recorded series
      `
- record: store:orders:rate5m
  expr: sum by (payment) (rate(store_orders_total[5m]))
- alert: Orders
  expr: max_over_time(store:orders:rate5m[1h]) > 10`,
      `
- record: store:queue:max
  expr: max(store_queue_length)
- alert: Queue
  expr: deriv(store:queue:max[1h]) > 10`,
    ],
    { catalog: STORE },
  ));
