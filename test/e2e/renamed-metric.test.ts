import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { closedVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../runtime/server.js";
import { recordOrdersPlacedTotal, metrics as renamed } from "../fixtures/golden/renames/recorders.js";
import { metadata, query } from "../support/programs/prometheus-api.js";
import { type ServerProcess, startConfiguredPrometheus } from "../support/programs/prometheus-server.js";

/** Instances of a program before and after a rename, scraped by one Prometheus, as in a deployment instance by instance. */
const orders = new CounterFamily({
  name: "shop_orders_total",
  help: "Orders placed.",
  vectors: [closedVector("payment", ["card", "paypal"])],
});
const before = new Metrics({ address: "tcp://127.0.0.1:0/metrics", families: [orders] });

let servers: readonly MetricsServer[] = [];
let prometheus: ServerProcess;

beforeAll(async () => {
  servers = await Promise.all(
    [before, renamed].map((metrics) => startMetricsServer(metrics, { host: "127.0.0.1", port: 0 })),
  );
  const targets = servers.map(({ url }, at) => {
    const labels = `labels: { program: ${at === 0 ? "before" : "after"} }`;
    return `      - { targets: ["${new URL(url).host}"], ${labels} }\n`;
  });
  prometheus = await startConfiguredPrometheus({
    "prometheus.yml": `global: { scrape_interval: 250ms, scrape_timeout: 250ms }
scrape_configs:
  - job_name: shop
    static_configs:
${targets.join("")}`,
  });
  orders.record(0, 2, undefined);
  recordOrdersPlacedTotal({ payment: "card" }, 3);
  await vi.waitFor(async () => expect(await sampleOf("sum(shop_orders_total)")).toBe(5), {
    timeout: 30_000,
    interval: 100,
  });
}, 60_000);

afterAll(async () => {
  await prometheus?.stop();
  await Promise.all(servers.map((server) => server.close()));
  renamed.reset();
});

async function sampleOf(promql: string): Promise<number | undefined> {
  return (await query(prometheus.url, promql))[0]?.value;
}

test.each([
  ["of the old name, which was deployed before the program", "shop_orders_total", [5, 2, 3]],
  ["of the new name, which is deployed after the program", "shop_orders_placed_total", [3, undefined, 3]],
  [
    "of both names, which can be deployed at each time",
    "(shop_orders_placed_total or shop_orders_total)",
    [5, 2, 3],
  ],
] as const)("a dashboard %s has data", async (_, name, want) => {
  const one = (program: string) => sampleOf(`sum(${name} and on (program) up{program="${program}"})`);
  expect([await sampleOf(`sum(${name})`), await one("before"), await one("after")]).toEqual(want);
});

test("both names have equal series, and say which is the old one", async () => {
  expect(
    await sampleOf(
      'count({__name__="shop_orders_placed_total", payment="card"} == on (instance, payment) shop_orders_total)',
    ),
  ).toBe(1);
  const [described] = await metadata(prometheus.url, "shop_queue");
  expect(described?.help).toBe("Orders in the queue. (old name of shop_queue_length)");
});
