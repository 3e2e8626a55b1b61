// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Grafana

import { describe, expect, test } from "vitest";
import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";
import { check, pointsOf } from "../../../support/generator/query-shop.js";
import { panelQuery, queriesIn } from "../../../support/generator/read-queries.js";

/** The metrics of the shop are scraped every 15 seconds, others every 30; rules are evaluated every minute. */
const INTERVALS = { scrape: 15, scrapeOfOthers: 30, evaluation: 60 };

/** An alert of one expression that waits. */
function waiting(expr: string, time: string): string {
  return `
- alert: Waiting
  expr: ${JSON.stringify(expr)}
  for: ${time}
`;
}

const TIME: readonly Planted[] = [
  [
    "a rate over a range of one scrape",
    {
      given: "rate(shop_logins[15s]) > 0.5",
      want: [["query-range-too-short", "15s"]],
      right: "rate(shop_logins[1m]) > 0.5",
    },
  ],
  [
    "an increase over less than two scrapes",
    {
      given: "increase(shop_logins[29s]) > 5",
      want: [["query-range-too-short", "29s"]],
      right: "increase(shop_logins[5m]) > 5",
    },
  ],
  [
    "a rate over a range of metrics of another program",
    {
      given: "rate(node_cpu_seconds_total[30s]) > 0.5",
      want: [["query-range-too-short", "30s"]],
      right: "rate(node_cpu_seconds_total[2m]) > 0.5",
    },
  ],
  [
    "a range as a number of seconds",
    {
      given: "deriv(shop_queue_length[20]) > 1",
      want: [["query-range-too-short", "20"]],
      right: "deriv(shop_queue_length[300]) > 1",
    },
  ],
  [
    "a prediction over a short range",
    {
      given: "predict_linear(shop_queue_length[20s], 3600) > 90",
      want: [["query-range-too-short", "20s"]],
      right: "predict_linear(shop_queue_length[1h], 3600) > 90",
    },
  ],
  [
    "a range that a single failed scrape empties",
    {
      given: "sum(rate(shop_requests_total[45s])) > 5",
      want: [["query-short-range", "45s"]],
      right: "sum(rate(shop_requests_total[60s])) > 5",
    },
  ],
  [
    "irate over two scrapes of another program",
    {
      given: "irate(node_network_receive_bytes_total[1m]) > 1e9",
      want: [["query-short-range", "1m"]],
      right: "irate(node_network_receive_bytes_total[2m]) > 1e9",
    },
  ],
  [
    "a short range in the buckets of a quantile",
    {
      given: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[10s]))) > 1",
      want: [["query-range-too-short", "10s"]],
      right: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m]))) > 1",
    },
  ],
  [
    "a step that is longer than the range",
    {
      given: "max_over_time(shop_queue_length[5m:10m]) > 90",
      want: [["query-step-beyond-range", "5m:10m"]],
      right: "max_over_time(shop_queue_length[10m:5m]) > 90",
    },
  ],
  [
    "a subquery with one step, of which a slope is taken",
    {
      given: "deriv(shop_queue_length[5m:5m]) > 1",
      want: [["query-single-step", "5m:5m"]],
      right: "deriv(shop_queue_length[5m:1m]) > 1",
    },
  ],
  [
    "a step below the scrape interval",
    {
      given: "max_over_time(shop_queue_length[1h:5s]) > 90",
      want: [["query-step-below-scrapes", "5s"]],
      right: "max_over_time(shop_queue_length[1h:1m]) > 90",
    },
  ],
  [
    "a step below the evaluation interval",
    {
      given: "max_over_time(sum(rate(shop_requests_total[5m]))[1h:30s]) > 90",
      want: [["query-step-below-evaluations", "30s"]],
      right: "max_over_time(sum(rate(shop_requests_total[5m]))[1h:1m]) > 90",
    },
  ],
  [
    "a step below the interval of the rule's group",
    {
      given: `
groups:
  - name: slow
    interval: 5m
    rules:
      - record: shop:requests:peak
        expr: max_over_time(sum(rate(shop_requests_total[5m]))[1h:1m])
`,
      want: [["query-step-below-evaluations", "1m"]],
      right: `
groups:
  - name: slow
    interval: 5m
    rules:
      - record: shop:requests:peak
        expr: max_over_time(sum(rate(shop_requests_total[5m]))[1h:5m])
`,
    },
  ],
  [
    "an alert that waits as long as its window",
    {
      given: waiting("increase(shop_logins[5m]) > 0", "5m"),
      want: [["query-for-outlasts-window", "increase(shop_logins[5m])"]],
      right: waiting("increase(shop_logins[10m]) > 0", "5m"),
    },
  ],
  [
    "an alert on changes that waits longer than its window",
    {
      given: waiting("changes(shop_version_info[10m]) >= 1", "1h"),
      want: [["query-for-outlasts-window", "changes(shop_version_info[10m])"]],
      right: waiting("changes(shop_version_info[10m]) >= 1", "1m"),
    },
  ],
  [
    "an alert on resets among several conditions, the number on the left",
    {
      given: waiting("(0 < sum by (instance) (resets(shop_logins[15m]))) and on (instance) up == 1", "15m"),
      want: [["query-for-outlasts-window", "resets(shop_logins[15m])"]],
      right: waiting("(0 < sum by (instance) (resets(shop_logins[15m]))) and on (instance) up == 1", "5m"),
    },
  ],
  [
    "an alert that waits longer than it sees a peak",
    {
      given: waiting("max_over_time(shop_queue_length[5m]) > 90", "10m"),
      want: [["query-for-outlasts-peak", "max_over_time(shop_queue_length[5m])"]],
      right: waiting("max_over_time(shop_queue_length[30m]) > 90", "10m"),
    },
  ],
];

/** An alert with one annotation. */
function described(annotation: string): string {
  return `
- alert: Described
  expr: shop_queue_length > 90
  annotations:
    description: ${JSON.stringify(annotation)}
`;
}

const ALERTS: readonly Planted[] = [
  [
    "a rate that is compared with nothing",
    {
      given: 'rate(shop_logins{success="false"}[5m])',
      want: [["query-alert-always", 'rate(shop_logins{success="false"}[5m])']],
      right: 'rate(shop_logins{success="false"}[5m]) > 0',
    },
  ],
  [
    "an increase of a counter of another program",
    {
      given: "sum by (instance) (increase(acme_errors_total[5m]))",
      want: [["query-alert-always", "sum by (instance) (increase(acme_errors_total[5m]))"]],
      right: "sum by (instance) (increase(acme_errors_total[5m])) > 0",
    },
  ],
  [
    "a share without a limit",
    {
      given: 'sum(rate(shop_logins{success="false"}[5m])) / sum(rate(shop_logins[5m]))',
      want: [
        ["query-alert-always", 'sum(rate(shop_logins{success="false"}[5m])) / sum(rate(shop_logins[5m]))'],
      ],
      right: 'sum(rate(shop_logins{success="false"}[5m])) / sum(rate(shop_logins[5m])) > 0.1',
    },
  ],
  [
    "a gauge as it is",
    {
      given: "shop_queue_length",
      want: [["query-alert-without-comparison", "shop_queue_length"]],
      right: "shop_queue_length > 10",
    },
  ],
  [
    "a quantile without a limit",
    {
      given: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
      want: [
        [
          "query-alert-always",
          "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
        ],
      ],
      right: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m]))) > 1",
    },
  ],
  [
    "a comparison with bool",
    {
      given: "shop_queue_length > bool 10",
      want: [["query-alert-of-bool", "bool"]],
      right: "shop_queue_length > 10",
    },
  ],
  [
    "a comparison with bool within a sum",
    {
      given: "sum(up == bool 0)",
      want: [["query-alert-of-bool", "bool"]],
      right: "sum(up == bool 0) > 2",
    },
  ],
  [
    "a fallback that fires without the condition",
    {
      given: "shop_queue_length > 10 or vector(0)",
      want: [["query-alert-always", "vector(0)"]],
      right: "(shop_queue_length or vector(0)) > 10",
    },
  ],
  [
    "a record that is compared with nothing, neither there nor here",
    {
      given: `
- record: shop:logins:rate5m
  expr: sum(rate(shop_logins[5m]))
- alert: Logins
  expr: shop:logins:rate5m
`,
      want: [["query-alert-always", "shop:logins:rate5m"]],
      right: `
- record: shop:logins:rate5m
  expr: sum(rate(shop_logins[5m])) > 10
- alert: Logins
  expr: shop:logins:rate5m
`,
    },
  ],
  [
    "a record twice in a group",
    {
      given: `
- record: shop:logins:rate5m
  expr: sum(rate(shop_logins[5m]))
- record: shop:logins:rate5m
  expr: sum( rate(shop_logins[5m]) )  # again
`,
      want: [["query-duplicate-rule", "sum( rate(shop_logins[5m]) )"]],
      right: `
- record: shop:logins:rate5m
  expr: sum(rate(shop_logins[5m]))
- record: shop:logins:rate5m
  labels: { kind: failed }
  expr: sum(rate(shop_logins{success="false"}[5m]))
`,
    },
  ],
  [
    "an alert twice in a file, in other groups",
    {
      given: `
groups:
  - name: a
    rules:
      - { alert: Full, expr: shop_queue_length > 90, labels: { severity: page, team: shop } }
  - name: b
    rules:
      - { alert: Full, expr: shop_queue_length > 90, labels: { team: shop, severity: page } }
`,
      want: [["query-duplicate-rule", "shop_queue_length > 90"]],
      right: `
groups:
  - name: a
    rules:
      - { alert: Full, expr: shop_queue_length > 90, labels: { severity: page, team: shop } }
  - name: b
    rules:
      - { alert: Full, expr: shop_queue_length > 50, labels: { severity: warning, team: shop } }
`,
    },
  ],
  [
    "a metric in backticks in a text",
    {
      given: described("Look at `shop_queue_lenght` first."),
      want: [["query-annotation-metric", "shop_queue_lenght"]],
      right: described("Look at `shop_queue_length` first."),
    },
  ],
  [
    "a metric with an ending, as a word",
    {
      given: described("shop_orders_total grows, see http://wiki.example.org/shop_orders_total"),
      want: [["query-annotation-metric", "shop_orders_total"]],
      right: described("shop_requests_total grows, see http://wiki.example.org/shop_orders_total"),
    },
  ],
];

const PATTERNS: readonly Planted[] = [
  [
    "a pattern that is a value",
    {
      given: 'shop_requests_total{method=~"get"} == 0',
      want: [["query-literal-pattern", 'method=~"get"']],
      right: 'shop_requests_total{method="get"} == 0',
    },
  ],
  [
    "a pattern that leaves out one value",
    {
      given: 'shop_requests_total{method !~ "get"} == 0',
      want: [["query-literal-pattern", 'method !~ "get"']],
      right: 'shop_requests_total{method != "get"} == 0',
    },
  ],
  [
    "a pattern that matches everything",
    {
      given: 'shop_requests_total{method=~".*"} == 0',
      want: [["query-pattern-matches-all", ".*"]],
      right: 'shop_requests_total{method=~".+"} == 0',
    },
  ],
  [
    "an alternative that matches everything",
    {
      given: 'shop_requests_total{method=~"get|.*"} == 0',
      want: [["query-pattern-matches-all", "get|.*"]],
      right: 'shop_requests_total{method=~"get|p.*"} == 0',
    },
  ],
  [
    "a pattern that leaves out everything",
    {
      given: 'shop_requests_total{method!~".*"} == 0',
      want: [["query-pattern-matches-none", ".*"]],
      right: 'shop_requests_total{method!~"p.*"} == 0',
    },
  ],
  [
    "a pattern that begins behind its start",
    {
      given: 'node_boot_time_seconds{instance=~"a^b"} > 0',
      want: [["query-pattern-matches-none", "a^b"]],
      right: 'node_boot_time_seconds{instance=~"^a.b"} > 0',
    },
  ],
  [
    "a pattern that ends before its end",
    {
      given: 'node_boot_time_seconds{instance=~"web-.*$:9100"} > 0',
      want: [["query-pattern-matches-none", "web-.*$:9100"]],
      right: 'node_boot_time_seconds{instance=~"web-.*:9100$"} > 0',
    },
  ],
  [
    "a pattern of `label_replace` that does not compile",
    {
      given: 'label_replace(shop_queue_length, "a", "$1", "queue", "(") == 0',
      want: [["query-syntax", "("]],
      right: 'label_replace(shop_queue_length, "a", "$1", "queue", "(.*)") == 0',
    },
  ],
  [
    "a pattern that does not compile",
    {
      given: 'node_boot_time_seconds{instance=~"web-(1|2"} > 0',
      want: [["query-syntax", "("]],
      right: 'node_boot_time_seconds{instance=~"web-(1|2)"} > 0',
    },
  ],
];

/** Alerts of one expression that are usual, and right. */
const VALID_EXPRESSIONS: readonly string[] = [
  // Error budgets that burn in two windows
  'sum(rate(shop_logins{success="false"}[5m])) / sum(rate(shop_logins[5m])) > 14.4 * 0.001 and sum(rate(shop_logins{success="false"}[1h])) / sum(rate(shop_logins[1h])) > 14.4 * 0.001',
  '(sum(rate(shop_requests_total{code=~"5.."}[30m])) / sum(rate(shop_requests_total[30m])) > 0.06) or (sum(rate(shop_requests_total{code=~"5.."}[6h])) / sum(rate(shop_requests_total[6h])) > 0.01)',
  '1 - sum(rate(shop_requests_total{code!~"5.."}[1h])) / sum(rate(shop_requests_total[1h])) > 0.05',
  // What is not there
  "absent(shop_logins)",
  'absent(up{job="shop"} == 1)',
  'absent_over_time(shop_queue_length{queue="mail"}[15m])',
  'up{job="shop"} == 0',
  'count(up{job="shop"} == 1) < 2',
  "count by (job) (up == 0) / count by (job) (up) > 0.3",
  'shop_queue_length unless on (instance) up{job="shop"}',
  "shop_queue_length offset 1h unless shop_queue_length",
  '(sum(up{job="shop"}) or vector(0)) < 1',
  // Alerts that always fire, on purpose
  "vector(1)",
  "vector(scalar(vector(1)))",
  // What follows from other alerts
  'ALERTS{alertname="Full", alertstate="firing"}',
  'count by (alertname) (ALERTS{alertstate="firing"}) > 10',
  'ALERTS_FOR_STATE{alertname="Full"}',
  'max by (instance) (ALERTS{severity="page"})',
  // What will be
  "predict_linear(shop_queue_length[1h], 4 * 3600) > 1000",
  'predict_linear(node_filesystem_avail_bytes{mountpoint="/"}[6h], 24 * 3600) < 0',
  "deriv(shop_queue_length[15m]) > 0 and shop_queue_length > 100",
  // Hours and days
  "shop_queue_length > 100 and on () hour() >= 8 and on () hour() < 18",
  "rate(shop_logins[10m]) == 0 and on () (day_of_week() > 0 < 6)",
  "(shop_queue_length > 50) unless on () (day_of_month() == 1)",
  "sum(rate(shop_logins[1h])) < 0.5 * sum(rate(shop_logins[1h] offset 1w))",
  "time() - process_start_time_seconds < 600",
  'time() - max(acme_last_success_timestamp_seconds{job="backup"}) > 86400',
  "timestamp(shop_queue_length) < time() - 120",
  // Buckets and quantiles
  "histogram_quantile(0.99, sum by (le) (rate(shop_request_duration_seconds_bucket[5m]))) > 1",
  'sum(rate(shop_request_duration_seconds_bucket{le="0.1"}[5m])) / sum(rate(shop_request_duration_seconds_count[5m])) < 0.9',
  "rate(shop_request_duration_seconds_sum[5m]) / rate(shop_request_duration_seconds_count[5m]) > 0.5",
  // Changes and restarts
  "changes(shop_version_info[1h]) > 3",
  "increase(shop_logins[1h]) > 1000",
  "resets(shop_logins[1h]) > 2",
  "delta(shop_queue_length[30m]) > 500",
  "idelta(shop_queue_length[5m]) > 500",
  "changes(process_start_time_seconds[15m]) > 2",
  // Over time
  "max_over_time(shop_queue_length[10m]) > 900",
  "min_over_time(up[5m]) == 0",
  "avg_over_time(shop_queue_length[1h]) > 100",
  "quantile_over_time(0.9, shop_queue_length[1h]) > 100",
  "max_over_time(sum(rate(shop_requests_total[5m]))[1h:5m]) > 500",
  "avg_over_time((up == bool 0)[1h:1m]) > 0.1",
  "count_over_time(ALERTS[1h]) > 10",
  // Patterns
  'rate(shop_requests_total{method=~"get|post"}[5m]) > 500',
  'rate(shop_requests_total{method!~"get|post"}[5m]) > 500',
  'rate(shop_requests_total{method=~".+", code="500"}[5m]) > 500',
  'node_boot_time_seconds{instance=~"web-[0-9]+:9100"} > 0',
  'node_boot_time_seconds{instance!~"|web.*"} > 0',
  'node_boot_time_seconds{instance=~"^(?:a|b)$"} > 0',
  'node_boot_time_seconds{instance=~"(?i)web"} > 0',
  // Joins and choices
  "topk(3, sum by (queue) (shop_queue_length)) > 100",
  "bottomk(1, shop_queue_length) < 1",
  "shop_queue_length > on (instance) group_left () acme_queue_limit",
  'acme_disk_state{state="failed"}',
  'acme_raid_info{health!="good"}',
  "acme:requests:too_many",
  "sum(shop_queue_length > bool 100) >= 2",
  "abs(shop_queue_length - shop_queue_length offset 1d) > 50",
  "clamp_min(shop_queue_length, 0) >= 100",
  "label_replace(shop_queue_length > 100, 'q', '$1', 'queue', '(.*)')",
  "scalar(sum(shop_queue_length)) * vector(1) > 100",
  "count_values('version', shop_version_info) > 5",
  "stddev(shop_queue_length) > 10",
];

/** Rules that wait, record, or stand side by side. */
const VALID_RULES: readonly string[] = [
  waiting("shop_queue_length > 100", "1h"),
  waiting("increase(shop_logins[1h]) > 0", "5m"),
  waiting("increase(shop_logins[5m]) > 100", "15m"),
  waiting("rate(shop_logins[5m]) > 0", "30m"),
  waiting("avg_over_time(shop_queue_length[5m]) > 50", "30m"),
  waiting("max_over_time(up[5m]) == 0", "10m"),
  waiting("min_over_time(shop_queue_length[5m]) > 50", "10m"),
  waiting("increase(shop_logins[5m]) == 0", "30m"),
  waiting("increase(shop_logins[1d]) < 1", "2d"),
  waiting("sum(increase(shop_logins[5m])) > 0 or shop_queue_length > 10", "30m"),
  described("Queue `{{ $labels.queue }}` is {{ $value }} long, see `shop_queue_length` and `request_id`."),
  described(
    "The shop_worker of shop_team waits (https://wiki/shop_orders_total, runbooks/shop_orders_total.md).",
  ),
  described("Median of shop_request_duration_seconds, counted by shop_request_duration_seconds_count."),
  `
- record: method:shop_requests:rate5m
  expr: sum by (method) (rate(shop_requests_total[5m]))
- record: method:shop_requests:rate5m
  expr: sum by (method) (rate(shop_requests_total[5m]))
  labels: { window: short }
- alert: Requests
  expr: method:shop_requests:rate5m > 100
- alert: Requests
  expr: method:shop_requests:rate5m > 500
- alert: Requests
  expr: method:shop_requests:rate5m > 100
  labels: { severity: page }
`,
];

describe("usual alerts give nothing", () =>
  testValid([...VALID_EXPRESSIONS, ...VALID_RULES], { intervals: INTERVALS }));

describe("planted mistakes of ranges, steps and waiting are found, and the valid queries beside them are not", () =>
  testPlanted(TIME, { intervals: INTERVALS }));
describe("planted mistakes of whole alerts and records are found, and the valid ones beside them are not", () =>
  testPlanted(ALERTS));
describe("planted mistakes of patterns are found, and the valid queries beside them are not", () =>
  testPlanted(PATTERNS));

describe("records that no given query uses", () => {
  const rules = queriesIn(
    `
groups:
  - name: records
    rules:
      - { record: "shop:logins:rate5m", expr: "sum(rate(shop_logins[5m]))" }
      - { record: "shop:requests:rate5m", expr: "sum(rate(shop_requests_total[5m]))" }
      - { record: "shop:requests:rate1h", expr: "avg_over_time(shop:requests:rate5m[1h])" }
`,
    "rules.yml",
  );
  const unused = (...expressions: readonly string[]) =>
    pointsOf(check([...rules, ...expressions.map(panelQuery)]));

  test("are information beside dashboards", () => {
    const findings = check([...rules, panelQuery("shop:requests:rate1h")]);
    expect(pointsOf(findings)).toEqual([["query-unused-record", "sum(rate(shop_logins[5m]))"]]);
    expect(findings[0]?.diagnostic.severity).toBe("information");
  });

  test("are not known without dashboards", () => expect(unused()).toEqual([]));

  test("may be used by the name of a variable, or a pattern", () => {
    expect(unused('{__name__="$metric"}')).toEqual([]);
    expect(unused('{__name__=~"shop:.*"}')).toEqual([]);
    expect(unused('{__name__=~"shop:requests:.*"}')).toHaveLength(1);
  });
});

test("a rule that stands in two files is information", () => {
  const text = "groups: [{ rules: [{ alert: Full, expr: shop_queue_length > 9 }] }]";
  const findings = check([...queriesIn(text, "a.yml"), ...queriesIn(text, "b.yml")]);
  expect(findings.map(({ diagnostic }) => diagnostic)).toMatchObject([
    {
      code: "query-repeated-rule",
      severity: "information",
      message:
        "The alert `Full` stands in line 1 of `a.yml` too, with the same expression and labels (alert `Full`).",
      location: { file: "b.yml", line: 1 },
    },
  ]);
});

test("nothing is said of ranges and steps whose intervals nobody names", () => {
  const queries = queriesIn("rate(shop_logins[1s])\n\nmax_over_time(up[1h:1s])", "a.promql");
  expect(check(queries)).toEqual([]);
  expect(pointsOf(check(queries, { intervals: { scrape: 15 } }))).toEqual([["query-range-too-short", "1s"]]);
});

test("a variable of Grafana is a range of a length that is not known", () => {
  const queries = ["rate(shop_logins[$__rate_interval])", "rate(shop_logins[${range}s])"].map(panelQuery);
  expect(check(queries, { intervals: INTERVALS })).toEqual([]);
});
