import { describe } from "vitest";
import { catalogOf } from "../../../support/generator/compile-schema.js";
import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";
import { SHOP } from "../../../support/generator/query-shop.js";

const UNKNOWN = "query-unknown-metric";
const FALLBACK = "query-fallback-metric";

describe("with a namespace", () => {
  const planted: readonly Planted[] = [
    [
      "a prefix without a letter",
      {
        given: "rate(shp_requests_total[5m]) > 1",
        want: [[UNKNOWN, "shp_requests_total"]],
        right: "rate(shop_requests_total[5m]) > 1",
      },
    ],
    [
      "a prefix with a letter too many",
      {
        given: "rate(shoop_requests_total[5m]) > 1",
        want: [[UNKNOWN, "shoop_requests_total"]],
        right: "rate(shop_requests_total[5m]) > 1",
      },
    ],
    [
      "a prefix with two letters in another order",
      {
        given: "sum(sohp_queue_length) > 1",
        want: [[UNKNOWN, "sohp_queue_length"]],
        right: "sum(shop_queue_length) > 1",
      },
    ],
    [
      "a misspelt name in a scalar",
      {
        given: "vector(scalar(shop_queue_lenght)) > 1",
        want: [[UNKNOWN, "shop_queue_lenght"]],
        right: "vector(scalar(shop_queue_length)) > 1",
      },
    ],
    [
      "an unknown metric beside one that is there",
      {
        given: "rate(shop_requests_total[5m]) > 1 or rate(shop_requests_old_total[5m]) > 1",
        want: [[FALLBACK, "shop_requests_old_total"]],
        right: "rate(shop_requests_total[5m]) > 1 or rate(shop_logins[5m]) > 1",
      },
    ],
    [
      "an unknown metric before one that is there",
      {
        given: "(shop_queue or shop_queue_length) > 1",
        want: [[FALLBACK, "shop_queue"]],
        right: "(shop_queue_length or shop_queue_length offset 5m) > 1",
      },
    ],
    [
      "an unknown metric beside a number",
      {
        given: "(shop_queue or vector(0)) > 1",
        want: [[UNKNOWN, "shop_queue"]],
        right: "(shop_queue_length or vector(0)) > 1",
      },
    ],
    [
      "two unknown metrics in one `or`",
      {
        given: "(shop_queue or shop_queues) > 1",
        want: [
          [UNKNOWN, "shop_queue"],
          [UNKNOWN, "shop_queues"],
        ],
        right: "(shop_queue_length or shop_version_info) > 1",
      },
    ],
    [
      "the bare name of a classic histogram",
      {
        given: "rate(shop_request_duration_seconds[5m]) > 1",
        want: [["query-bare-histogram", "shop_request_duration_seconds"]],
        right: "rate(shop_request_duration_seconds_count[5m]) > 1",
      },
    ],
  ];
  testPlanted(planted);
  testValid([
    "rate(shops_requests_total[5m]) > 1", // another program may have this plural name
    "rate(ship_requests_total[5m]) > 1", // and this word
    "rate(shop2_requests_total[5m]) > 1",
    "rate(http_requests_total[5m]) > 1",
  ]);
});

describe("without a namespace", () => {
  const catalog = catalogOf(`
counters:
  redis_commands_total: { description: x }
  process_restarts_total: { description: x }
`);
  testPlanted(
    [
      [
        "a name that seems to be of an exporter",
        {
          given: "rate(redis_comands_total[5m]) > 1",
          want: [[UNKNOWN, "redis_comands_total"]],
          right: "rate(redis_commands_total[5m]) > 1",
        },
      ],
      [
        "two letters in another order",
        {
          given: "increase(process_retsarts_total[5m]) > 1",
          want: [[UNKNOWN, "process_retsarts_total"]],
          right: "increase(process_restarts_total[5m]) > 1",
        },
      ],
    ],
    { catalog },
  );
  testValid(["rate(redis_command_total[5m]) > 1", "process_start_time_seconds > 1"], { catalog });
  testValid(["rate(redis_comands_total[5m]) > 1"], { catalog, ignored: ["redis_*"] });
});

describe("a metric that was renamed", () => {
  const catalog = catalogOf(`
namespace: shop
counters:
  orders_total: { renamed_from: purchases_total, description: x }
histograms:
  pay_seconds: { renamed_from: shop_payment_seconds, unit: seconds, buckets: [1, 2], description: x }
`);
  testPlanted(
    [
      [
        "is unknown by its old name",
        {
          given: "rate(shop_purchases_total[5m]) > 1",
          want: [[UNKNOWN, "shop_purchases_total"]],
          right: "rate(shop_orders_total[5m]) > 1",
        },
      ],
      [
        "is explained beside metrics of others",
        {
          given: "(rate(shop_payment_seconds_count[5m]) or rate(legacy_seconds_count[5m])) > 1",
          want: [[FALLBACK, "shop_payment_seconds_count"]],
          right: "(rate(shop_pay_seconds_count[5m]) or rate(legacy_seconds_count[5m])) > 1",
        },
      ],
    ],
    { catalog },
  );
});

describe("a metric that keeps its old name for a while", () => {
  const catalog = catalogOf(`
namespace: shop
counters:
  orders_total: { renamed_from: { name: purchases_total, until: 2.0.0 }, vectors: [kind], description: x }
histograms:
  pay_seconds: { renamed_from: { name: shop_payment, until: 2.0.0 }, unit: seconds, buckets: [1, 2], description: x }
vectors: { kind: { values: [a, b] } }
`);
  testPlanted(
    [
      [
        "is known by its old name, which goes away",
        {
          given: "rate(shop_purchases_total[5m]) > 1",
          want: [["query-old-name", "shop_purchases_total"]],
          right: "rate(shop_orders_total[5m]) > 1",
        },
      ],
      [
        "also as a series of a histogram",
        {
          given: "histogram_quantile(.9, sum by (le) (rate(shop_payment_bucket[5m]))) > 1",
          want: [["query-old-name", "shop_payment_bucket"]],
          right: "histogram_quantile(.9, sum by (le) (rate(shop_pay_seconds_bucket[5m]))) > 1",
        },
      ],
      [
        "has the labels of the new one",
        {
          given: 'rate(shop_purchases_total{kind="c"}[5m]) > 1',
          want: [
            ["query-old-name", "shop_purchases_total"],
            ["query-unknown-value", "c"],
          ],
          right: 'rate(shop_orders_total{kind="a"}[5m]) > 1',
        },
      ],
    ],
    { catalog },
  );
  testValid(["(rate(shop_orders_total[5m]) or rate(shop_purchases_total[5m])) > 1"], { catalog });
});

describe("a recorded metric without the schema's prefix", () => {
  const record = `{ record: "code:requests:rate5m", expr: "sum by (code) (rate(shop_requests_total[5m]))" }`;
  const rules = (name: string) =>
    `groups: [{ name: g, rules: [${record}, { alert: A, expr: "${name} > 1" }] }]`;
  testPlanted([
    [
      "that lacks a letter",
      {
        given: rules("code:request:rate5m"),
        want: [["query-unknown-recording", "code:request:rate5m"]],
        right: rules("code:requests:rate5m"),
      },
    ],
  ]);
  testValid([rules("code:requests:rate1m"), rules("node:requests:rate5m")]);
});

describe("histograms that Prometheus stores", () => {
  const bare = "histogram_count(rate(shop_request_duration_seconds[5m])) > 1";
  const buckets = "rate(shop_request_duration_seconds_bucket[5m]) > 1";
  testValid([bare, buckets], { catalog: SHOP, histograms: "both" });
  testPlanted(
    [
      [
        "as native ones alone",
        { given: buckets, want: [[UNKNOWN, "shop_request_duration_seconds_bucket"]], right: bare },
      ],
    ],
    { histograms: "native" },
  );
});
