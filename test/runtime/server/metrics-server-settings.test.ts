import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { Metrics } from "../../../runtime/metrics.js";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-settings-"));
const socket = join(folder, "metrics.sock");
const address = `unix://${socket}?path=metrics`;
const servers: MetricsServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const orders = new CounterFamily({ name: "orders", help: "Orders", vectors: [] });
const metrics = new Metrics({ address: `unix://${join(folder, "schema.sock")}`, families: [orders] });

async function start(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = await startMetricsServer(metrics, { defaultMetrics: false, ...options });
  servers.push(server);
  return server;
}

function contentTypeAt(socketPath: string, accept: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: "/metrics", headers: { accept }, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.headers["content-type"]));
    }).on("error", reject);
  });
}

describe("startMetricsServer", () => {
  test("uses the address and the settings of the environment", async () => {
    const environment = { METRICSMITH_ADDRESS: address, METRICSMITH_OPEN_METRICS: "true" };
    const server = await start({ environment });
    expect(server).toMatchObject({ listening: true, socket, path: "/metrics" });
    const type = await contentTypeAt(socket, "application/openmetrics-text; version=1.0.0");
    expect(type).toMatch(/^application\/openmetrics-text/);
    await server.close();
    expect(server.listening).toBe(false);
  });

  test("replaces host, port and path of the environment's address by those of the options", async () => {
    const environment = { METRICSMITH_ADDRESS: "tcp4://192.0.2.1:9/environment" };
    const server = await start({ environment, host: "127.0.0.1", port: 0 });
    expect(server).toMatchObject({ host: "127.0.0.1", path: "/environment" });
  });

  test("reads the name of the web configuration file from the environment", async () => {
    const environment = { METRICSMITH_WEB_CONFIG_FILE: join(folder, "none.yml") };
    const started = start({ address, environment });
    await expect(started).rejects.toThrow(/none\.yml: cannot be read/);
  });

  test("does not start if the environment has a mistake", async () => {
    const started = start({ address, environment: { METRICSMITH_ENABELD: "false" } });
    await expect(started).rejects.toThrow(MetricsServerError);
    expect(existsSync(socket)).toBe(false);
  });
});

describe("a server that is not enabled", () => {
  test.each<[string, MetricsServerOptions]>([
    ["the option", { enabled: false }],
    ["the environment", { environment: { METRICSMITH_ENABLED: "false" }, config: { enabled: true } }],
    ["the configuration", { config: { enabled: false } }],
  ])("by %s listens nowhere, and can be closed", async (_, options) => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => /^(TCP|Pipe)\w*Wrap$/.test(name));
    const before = sockets();
    const server = await start({ address, ...options });
    expect(server).toMatchObject({ listening: false, url: "", path: "/metrics" });
    expect([server.host, server.port, server.socket]).toEqual([undefined, undefined, undefined]);
    expect(sockets()).toEqual(before);
    expect(existsSync(socket)).toBe(false);
    await server.close();
    await server.close();
  });

  test("opens no web configuration file", async () => {
    const server = await start({ address, enabled: false, webConfigFile: join(folder, "none.yml") });
    expect(server.listening).toBe(false);
  });

  test("does not change the recorders", async () => {
    metrics.reset();
    await start({ address, enabled: false });
    orders.record(0, 2, {});
    expect(new TextDecoder().decode(metrics.expose())).toContain("\norders 2\n");
  });

  test("still needs a valid address", async () => {
    await expect(start({ enabled: false, address: "9959" })).rejects.toThrow(MetricsServerError);
  });

  test("is enabled by the option, which takes precedence over the environment", async () => {
    const environment = { METRICSMITH_ENABLED: "false" };
    expect((await start({ address, enabled: true, environment })).listening).toBe(true);
  });
});
