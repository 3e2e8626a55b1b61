import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";
import { SEEN_SHOP, seenIn } from "../../../support/generator/seen-shop.js";

const PLANTED: readonly Planted[] = [
  [
    "a misspelt metric",
    {
      given: "rate(shop_ordrs_total[5m]) > 1",
      want: [["query-unseen-metric", "shop_ordrs_total"]],
      right: "rate(shop_orders_total[5m]) > 1",
    },
  ],
  [
    "another ending of a metric",
    {
      given: "rate(shop_orders_count[5m]) > 1",
      want: [["query-unseen-metric", "shop_orders_count"]],
      right: "rate(shop_checkout_seconds_count[5m]) > 1",
    },
  ],
  [
    "a pattern of names that were not seen",
    {
      given: 'count({__name__=~"shop_ordrs_.+"}) > 1',
      want: [["query-unmatched-name", "shop_ordrs_.+"]],
      right: 'count({__name__=~"shop_orders_.+"}) > 1',
    },
  ],
  [
    "a misspelt label in a grouping",
    {
      given: "sum by (paymnt) (rate(shop_orders_total[5m])) > 1",
      want: [["query-unseen-label", "paymnt"]],
      right: "sum by (payment) (rate(shop_orders_total[5m])) > 1",
    },
  ],
  [
    "a misspelt label in a matcher",
    {
      given: 'shop_carts{stor="north"} > 1',
      want: [["query-unseen-label", "stor"]],
      right: 'shop_carts{store="north"} > 1',
    },
  ],
  [
    "a label of a target that was not seen",
    {
      given: 'shop_carts{pod=~"shop-.*"} > 1',
      want: [["query-unseen-label", "pod"]],
      right: 'shop_carts{job="shop", instance=~"shop-.*"} > 1',
    },
  ],
  [
    "a value that was not seen",
    {
      given: 'rate(shop_orders_total{payment="crd"}[5m]) > 1',
      want: [["query-unseen-value", "crd"]],
      right: 'rate(shop_orders_total{payment="card"}[5m]) > 1',
    },
  ],
  [
    "a value in a pattern",
    {
      given: 'rate(shop_orders_total{payment=~"card|payal"}[5m]) > 1',
      want: [["query-unseen-value", "payal"]],
      right: 'rate(shop_orders_total{payment=~"card|paypal"}[5m]) > 1',
    },
  ],
  [
    "a bound that no bucket has",
    {
      given: 'rate(shop_checkout_seconds_bucket{le="0.5"}[5m]) > 1',
      want: [["query-unseen-value", "0.5"]],
      right: 'rate(shop_checkout_seconds_bucket{le="1.0"}[5m]) > 1',
    },
  ],
  [
    "a quantile that a summary does not have",
    {
      given: 'shop_pause_seconds{quantile="0.99"} > 1',
      want: [["query-unseen-value", "0.99"]],
      right: 'shop_pause_seconds{quantile="0.5"} > 1',
    },
  ],
  [
    "a rate of a gauge",
    {
      given: "rate(shop_carts[5m]) > 1",
      want: [["query-rate-of-gauge", "rate"]],
      right: "deriv(shop_carts[5m]) > 1",
    },
  ],
  [
    "a rate of a gauge by a label that was not seen",
    {
      given: 'rate(shop_carts{stor="north"}[5m]) > 1',
      want: [
        ["query-rate-of-gauge", "rate"],
        ["query-unseen-label", "stor"],
      ],
      right: 'deriv(shop_carts{store="north"}[5m]) > 1',
    },
  ],
  [
    "the bare name of a classic histogram",
    {
      given: "rate(shop_checkout_seconds[5m]) > 1",
      want: [["query-bare-histogram", "shop_checkout_seconds"]],
      right: "rate(shop_checkout_seconds_count[5m]) > 1",
    },
  ],
];

testPlanted(PLANTED, { known: seenIn([SEEN_SHOP]) });

testValid(
  [
    'rate(shop_errors_total{code="500"}[5m]) > 0', // it has no series yet, so that its labels are unknown
    "sum by (express) (rate(shop_orders_total[5m])) > 1", // some series have it
    'shop_orders_total{express=""} == 0',
    "rate(shop_mystery[5m]) > 1",
    "delta(shop_mystery[5m]) > 1",
    "up == 0",
    'ALERTS{alertname="x"} > 0',
  ],
  { known: seenIn([SEEN_SHOP]) },
);
