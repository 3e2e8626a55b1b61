import * as promClient from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { Metrics } from "../../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";
import { ask } from "../../support/runtime/web-config-server.js";

const servers: MetricsServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ deadline: 0 })));
});

describe("a scrape whose collector hangs", () => {
  test("is answered with 503 within the server's time-out", async () => {
    const { registry } = heldRegistry();
    const { url } = await start({ registry, timeouts: { scrape: 50 } });
    expect(await ask(url)).toMatchObject({
      status: 503,
      headers: { "retry-after": "1", "content-type": "text/plain; charset=utf-8" },
      body: expect.stringMatching(/^the metrics could not be collected within 0.05 s; /),
    });
  });

  test("is answered with 503 before the scraper gives up", async () => {
    const { registry } = heldRegistry();
    const { url } = await start({ registry });
    const headers = { "X-Prometheus-Scrape-Timeout-Seconds": "0.1" };
    expect(await ask(url, { headers })).toMatchObject({ status: 503 });
  });

  test("stays in flight until it ends, even if its client has disconnected", async () => {
    const { registry, release } = heldRegistry();
    const { url } = await start({ registry, limits: { scrapes: 2 } });
    const headers = { "X-Prometheus-Scrape-Timeout-Seconds": "0.01" };
    for (let times = 0; times < 2; times++) {
      expect((await ask(url, { headers })).body).toContain("could not be collected within");
    }
    expect(await ask(url)).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      body: "2 scrapes are in flight, which is the limit; try again\n",
    });
    release();
    expect(await ask(url)).toMatchObject({ status: 200, body: expect.stringContaining("\nown 1\n") });
  });

  test("does not occupy one of the concurrent scrapes for ever", async () => {
    const { registry, release } = heldRegistry();
    const { url } = await start({ registry, limits: { scrapes: 1 }, timeouts: { scrape: 50 } });
    expect((await ask(url)).status).toBe(503);
    await expect.poll(async () => (await ask(url)).body).toContain("could not be collected within");
    release();
  });
});

async function start(options: MetricsServerOptions): Promise<MetricsServer> {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const metrics = new Metrics({ address: "", families: [users] });
  const listen = { host: "127.0.0.1", port: 0, defaultMetrics: false };
  const server = await startMetricsServer(metrics, { ...listen, ...options });
  servers.push(server);
  return server;
}

/** A registry whose only metric is not collected until it is released. */
function heldRegistry() {
  const registry = new promClient.Registry();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const own = new promClient.Gauge({
    name: "own",
    help: "o",
    registers: [registry],
    async collect() {
      await released;
      own.set(1);
    },
  });
  return { registry, release };
}
