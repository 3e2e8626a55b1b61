import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { check } from "../support/generator/query-shop.js";
import { queriesIn } from "../support/generator/read-queries.js";
import { query } from "../support/programs/prometheus-api.js";
import { type ServerProcess, startPrometheus } from "../support/programs/prometheus-server.js";

/*
 * What `queries` calls a query that can never return anything, on a real Prometheus: it returns nothing, or an error, and
 * the repaired query returns something. `TEST_PROMETHEUS_DIR` names the folder of another version.
 */

const REQUESTS = "shop_requests_total";
const RATE = "rate(shop_requests_total[30s])";
const FAILED = 'sum(rate(shop_requests_total{code="500"}[30s]))';
const BUCKETS = "rate(shop_request_duration_seconds_bucket[30s])";
const UPLOADS = "histogram_quantile(0.9, sum by (le) (rate(shop_upload_bytes_bucket[30s])))";

const QUERIES: readonly (readonly [never: string, repaired: string])[] = [
  // Names, labels and values
  ["shop_request_total", REQUESTS],
  ["rate(shop_login[30s])", "rate(shop_logins[30s])"],
  ["rate(shop_request_duration_seconds[30s])", "rate(shop_request_duration_seconds_count[30s])"],
  ['{__name__=~"shop_reqests_.*"}', '{__name__=~"shop_requests_.*"}'],
  ['shop_requests_total{methd="get"}', 'shop_requests_total{method="get"}'],
  ['shop_requests_total{method="gets"}', 'shop_requests_total{method="get"}'],
  ['shop_requests_total{code="99"}', 'shop_requests_total{code="200"}'],
  ['shop_requests_total{method=~"GET|POST"}', 'shop_requests_total{method=~"get|post"}'],
  ['shop_answers_total{status="200"}', 'shop_answers_total{status="2xx"}'],
  ['shop_answers_total{kept="500"}', 'shop_answers_total{kept="404"}'],
  ['shop_logins{success="yes"}', 'shop_logins{success="true"}'],
  ['shop_logins{factor="c+"}', 'shop_logins{factor="totp"}'],
  ['shop_logins{factor=~"sms|otp"}', 'shop_logins{factor=~"webauthn|totp"}'],
  ['shop_request_duration_seconds_bucket{le="3"}', 'shop_request_duration_seconds_bucket{le="2.5"}'],
  // Matchers
  ['shop_requests_total{method="get",method="post"}', 'shop_requests_total{method=~"get|post"}'],
  ['shop_requests_total{method="get",method!~"g.*"}', 'shop_requests_total{method="get",method!~"p.*"}'],
  ['shop_requests_total{method!~".*"}', 'shop_requests_total{method!~"p.*"}'],
  ['shop_queue_length{queue=~"a$b"}', 'shop_queue_length{queue=~"a|b"}'],
  // Sides of an operator
  [
    `sum by (method) (${RATE}) / sum by (code) (${RATE})`,
    `sum by (method) (${RATE}) / sum by (method) (${RATE})`,
  ],
  ["shop_requests_total + shop_queue_length", "sum(shop_requests_total) + sum(shop_queue_length)"],
  [
    'rate(shop_requests_total{code="500"}[30s]) / rate(shop_requests_total{code="200"}[30s])',
    'rate(shop_requests_total{code="500"}[30s]) / ignoring (code) rate(shop_requests_total{code="200"}[30s])',
  ],
  [
    "sum by (factor) (shop_logins) / on (success) sum by (success) (shop_logins)",
    "sum by (success) (shop_logins) / on (success) sum by (success) (shop_logins)",
  ],
  [
    `sum by (method) (${RATE}) / sum(${RATE})`,
    `sum by (method) (${RATE}) / ignoring (method) group_left () sum(${RATE})`,
  ],
  [
    "shop_logins and sum by (factor) (shop_logins)",
    "shop_logins and on (factor) sum by (factor) (shop_logins)",
  ],
  [
    "sum by (queue) (shop_queue_length) and shop_version_info",
    "sum by (queue) (shop_queue_length) and on () shop_version_info",
  ],
  [
    "shop_logins * on (factor) group_left () sum by (success) (shop_logins)",
    "shop_logins * on (success) group_left () sum by (success) (shop_logins)",
  ],
  [
    `sum by (code) (${RATE}) > on (method) 0 * sum by (method) (${RATE})`,
    `sum by (method) (${RATE}) > on (method) 0 * sum by (method) (${RATE})`,
  ],
  // Quantiles
  [`histogram_quantile(0.9, sum(${BUCKETS}))`, `histogram_quantile(0.9, sum by (le) (${BUCKETS}))`],
  [
    `histogram_quantile(0.9, sum by (method) (${BUCKETS}))`,
    `histogram_quantile(0.9, sum by (method, le) (${BUCKETS}))`,
  ],
  [
    `histogram_quantile(0.9, sum without (le, method) (${BUCKETS}))`,
    `histogram_quantile(0.9, sum without (method) (${BUCKETS}))`,
  ],
  [
    "histogram_quantile(0.9, rate(shop_request_duration_seconds_count[30s]))",
    `histogram_quantile(0.9, ${BUCKETS})`,
  ],
  [
    "histogram_quantile(0.9, rate(shop_request_duration_seconds_sum[30s]))",
    `histogram_quantile(0.9, ${BUCKETS})`,
  ],
  ["histogram_quantile(0.9, shop_queue_length)", "quantile(0.9, shop_queue_length)"],
  // Comparisons
  [`${RATE} < 0`, `${RATE} > 0`],
  [`${RATE} == -1`, `${RATE} > 0`],
  ["increase(shop_logins[30s]) < 0", "increase(shop_logins[30s]) > 0"],
  ["resets(shop_logins[30s]) < 0", "resets(shop_logins[30s]) == 0"],
  ["count(shop_queue_length) == 0", 'absent(shop_queue_length{queue="z"})'],
  ["absent(shop_queue_length) == 0", "count(shop_queue_length) > 0"],
  [`${FAILED} / sum(${RATE}) > 1`, `${FAILED} / sum(${RATE}) > 0.01`],
  [`100 * ${FAILED} / sum(${RATE}) > 100`, `100 * ${FAILED} / sum(${RATE}) > 1`],
  [`${UPLOADS} > 2000000`, `${UPLOADS} > 1000`],
  ["shop_logins > 5 and shop_logins < 3", "shop_logins > 5 and shop_logins < 1e9"],
  ["(shop_queue_length > bool 0) == 2", "(shop_queue_length > bool 0) == 1"],
  ["abs(shop_queue_length) < 0", "abs(shop_queue_length) > 0"],
  ["clamp_min(shop_queue_length, 5) < 5", "clamp_min(shop_queue_length, 5) > 5"],
  ["count_over_time(shop_queue_length[30s]) == 0", "count_over_time(shop_queue_length[30s]) > 1"],
  ["vector(1) == 2", "vector(1) == 1"],
  ["hour() > 23", "hour() <= 23"],
  ["day_of_week() == 7", "day_of_week() <= 6"],
  ["month() == 0", "month() >= 1"],
];

let exposition: Server;
let prometheus: ServerProcess;

beforeAll(async () => {
  const started = Date.now();
  exposition = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/plain; version=0.0.4");
    response.end(shopPage(10 + (Date.now() - started) / 10));
  }).listen(0, "127.0.0.1");
  await once(exposition, "listening");
  const { port } = exposition.address() as AddressInfo; // it listens on TCP
  prometheus = await startPrometheus(`http://127.0.0.1:${port}/metrics`);
  const hasSamples = async () => {
    expect(await query(prometheus.url, `count_over_time(${REQUESTS}[30s]) > 5`)).not.toEqual([]);
  };
  await vi.waitFor(hasSamples, { timeout: 30_000, interval: 250 });
});

afterAll(async () => {
  await prometheus?.stop();
  exposition?.close();
});

/** Every family of the shop, with counters that have grown to a number. */
function shopPage(grown: number): string {
  const counted = (name: string, labels: readonly string[]) =>
    labels.map((set, at) => `${name}{${set}} ${grown * (at + 1)}\n`).join("");
  const buckets = (name: string, bounds: readonly string[], labels = "") => [
    `# TYPE ${name} histogram\n`,
    ...[...bounds, "+Inf"].map((bound, at) => `${name}_bucket{${labels}le="${bound}"} ${grown * (at + 1)}\n`),
    `${name}_sum{${labels}} ${grown}\n${name}_count{${labels}} ${grown * (bounds.length + 1)}\n`,
  ];
  return [
    "# TYPE shop_requests_total counter\n",
    counted(
      REQUESTS,
      ["200", "500"].flatMap((code) => ["get", "post"].map((method) => `code="${code}",method="${method}"`)),
    ),
    "# TYPE shop_logins counter\n",
    counted(
      "shop_logins",
      ["true", "false"].flatMap((success) =>
        ["webauthn", "totp"].map((factor) => `success="${success}",factor="${factor}"`),
      ),
    ),
    "# TYPE shop_answers_total counter\n",
    counted("shop_answers_total", ['status="2xx",kept="200"', 'status="4xx",kept="404"']),
    '# TYPE shop_queue_length gauge\nshop_queue_length{queue="a"} 7\nshop_queue_length{queue="b"} 9\n',
    '# TYPE shop_version_info gauge\nshop_version_info{version="1.0"} 1\n',
    ...buckets("shop_request_duration_seconds", ["5e-05", "0.1", "1", "2.5", "1e+06"], 'method="get",'),
    ...buckets("shop_upload_bytes", ["1000", "1e+06"]),
  ].join("");
}

/** The errors in an expression of a panel, and in that of an alert those that are not about alerts. */
function errorsIn(expr: string): readonly string[] {
  const panels = JSON.stringify({ panels: [{ title: "P", targets: [{ refId: "A", expr }] }] });
  const rules = JSON.stringify({ groups: [{ name: "g", rules: [{ alert: "A", expr }] }] });
  const mistakes = check([...queriesIn(panels, "panels.json"), ...queriesIn(rules, "rules.json")]);
  const errors = mistakes.filter(({ diagnostic }) => diagnostic.severity === "error");
  return errors.map(({ diagnostic }) => diagnostic.code).filter((code) => !code.startsWith("query-alert-"));
}

test.each(QUERIES)("%s returns nothing, and %s something", async (never, repaired) => {
  expect(errorsIn(never)).not.toEqual([]);
  expect(errorsIn(repaired)).toEqual([]);
  const returned = await query(prometheus.url, never).catch((error: unknown) => String(error));
  expect(typeof returned === "string" ? [] : returned).toEqual([]);
  expect(await query(prometheus.url, repaired)).not.toEqual([]);
});
