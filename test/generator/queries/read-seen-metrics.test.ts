import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startExposing, startServer } from "../../support/generator/exposing-server.js";
import { runWith } from "../../support/generator/run-command.js";
import { SEEN_SHOP } from "../../support/generator/seen-shop.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** The findings of `metricsmith queries` as severities and codes, and what it prints for people. */
async function queriesAgainst(expressions: readonly string[], ...options: readonly string[]) {
  const file = join(temporaryFolder(), "q.promql");
  writeFileSync(file, `${expressions.join("\n\n")}\n`);
  const { exitCode, stdout, stderr } = await runWith(["queries", file, "--format", "json", ...options]);
  const findings: readonly { severity: string; code: string }[] =
    exitCode === 2 ? [] : JSON.parse(stdout).findings;
  return { exitCode, stderr, codes: findings.map(({ severity, code }) => `${severity} ${code}`) };
}

const SERIES: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  shop_orders_total: [{ __name__: "shop_orders_total", job: "shop", payment: "card" }],
  "job:orders:rate5m": [{ __name__: "job:orders:rate5m", job: "shop" }],
  shop_pay_seconds: [{ __name__: "shop_pay_seconds", job: "shop" }],
};

/** Answers as Prometheus does, if the header is right. */
function startPrometheusApi() {
  return startServer((request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    if (request.headers.authorization !== "Bearer secret") {
      response.writeHead(401).end();
      return;
    }
    const reply = (data: unknown) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ status: "success", data }));
    if (url.pathname === "/api/v1/metadata") {
      reply({
        shop_orders_total: [{ type: "counter", help: "x", unit: "" }],
        shop_carts: [{ type: "gauge", help: "x", unit: "" }],
        shop_pay_seconds: [{ type: "histogram", help: "x", unit: "seconds" }],
      });
    } else if (url.pathname === "/api/v1/series") {
      const [, name = ""] = /^\{__name__="(.*)"\}$/.exec(url.searchParams.get("match[]") ?? "") ?? [];
      reply(SERIES[name] ?? []);
    } else response.writeHead(404).end();
  });
}

test("a Prometheus tells types and the series of the names at hand", async () => {
  const { url, requests } = await startPrometheusApi();
  const expressions = [
    'rate(shop_orders_total{payment="crd"}[5m])',
    "rate(shop_carts[5m])",
    "shop_ordrs_total",
    "job:orders:rate5m > 1",
    "histogram_quantile(0.9, rate(shop_pay_seconds[5m]))",
  ];
  const prometheus = url.replace("/metrics", "/");
  const { exitCode, codes, stderr } = await queriesAgainst(
    expressions,
    "--against",
    prometheus,
    "--header",
    "Authorization: Bearer secret",
  );
  expect(stderr).toContain("5 queries");
  expect(codes).toEqual([
    "warning query-unseen-value",
    "error query-rate-of-gauge",
    "warning query-unseen-metric",
  ]);
  expect(exitCode).toBe(1);
  const asked = requests.filter(({ url }) => url?.startsWith("/api/v1/series?"));
  expect(asked).toHaveLength(5);
  for (const { url } of asked) expect(url).toMatch(/&start=\d+&end=\d+&limit=10000$/);
});

test("a Prometheus that wants credentials is an error that says so", async () => {
  const { url } = await startPrometheusApi();
  const { exitCode, stderr } = await queriesAgainst(["up"], "--against", url.replace("/metrics", ""));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/\/api\/v1\/metadata\S* answered 401 Unauthorized; give the user and password/);
});

test("a Prometheus that refuses a question is an error with its reason", async () => {
  const { url } = await startServer((request, response) => {
    const isSeries = request.url?.startsWith("/api/v1/series");
    response.end(
      JSON.stringify(isSeries ? { status: "error", error: "too many" } : { status: "success", data: {} }),
    );
  });
  const { exitCode, stderr } = await queriesAgainst(["up"], "--against", url.replace("/metrics", ""));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/\/api\/v1\/series does not answer as Prometheus does: too many/);
});

test("nothing that answers is an error with the URL", async () => {
  const { exitCode, stderr } = await queriesAgainst(["up"], "--against", "http://127.0.0.1:1");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error: cannot read http:\/\/127\.0\.0\.1:1\/api\/v1\/metadata/m);
});

test("an exposition at a URL without `/metrics`, and further ones in files, are read", async () => {
  const { url } = await startExposing(SEEN_SHOP);
  const file = join(temporaryFolder(), "node.txt");
  writeFileSync(file, "# TYPE node_load1 gauge\nnode_load1 1\n");
  const queries = ["node_load1 + ignoring (store) shop_carts", "node_load2"];
  const options = ["--against", url.replace("metrics", "prom"), "--against", file];
  const { codes } = await queriesAgainst(queries, ...options);
  expect(codes).toEqual(["warning query-unseen-metric"]);
});

test.for([
  ["a page", "text/html", "<html>", /is "text\/html", which is not an exposition.*nor is it a Prometheus/],
  ["another text", "text/plain", "hello world, this is no exposition\n", /is not an exposition: line 1/],
  ["nothing", "text/plain", "", /exposes no metrics/],
] as const)("%s is an error", async ([, contentType, text, message]) => {
  const { url } = await startServer((request, response) => {
    if (request.url !== "/x") response.statusCode = 404;
    response.setHeader("content-type", contentType).end(text);
  });
  const { exitCode, stderr } = await queriesAgainst(["up"], "--against", url.replace("metrics", "x"));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});

test("a schema and --against are wrong usage together", async () => {
  const { exitCode, stderr } = await queriesAgainst(["up"], "--against", "x.txt", "--schema", "y.yaml");
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/leave out one of both/)]);
});

test("--used prints what no query uses, and exits with 0", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "m.txt"), SEEN_SHOP);
  writeFileSync(join(folder, "q.promql"), 'shop_orders_total{payment="card"} + rate(shop_carts[5m])\n');
  const args = [
    "queries",
    join(folder, "q.promql"),
    "--against",
    join(folder, "m.txt"),
    "--used",
    "--prefix",
    "shop_o",
  ];
  const pretty = await runWith(args);
  expect(pretty.exitCode).toBe(0);
  expect(pretty.stdout).toBe(
    "FAMILY             TYPE     USED  LABELS NOT USED\n" +
      "shop_orders_total  counter  yes   express\n" +
      "not used: 0 of 1 family, 1 of 2 labels\n",
  );
  const json = await runWith([...args, "--format", "json"]);
  expect(JSON.parse(json.stdout)).toEqual({
    unused: [{ name: "shop_orders_total", type: "counter", used: true, labels: ["express"] }],
    declared: { families: 1, labels: 2 },
  });
});
