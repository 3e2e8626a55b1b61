import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as promClient from "prom-client";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { integerVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../runtime/server/options.js";
import { withoutSelf } from "../support/runtime/exposed-text.js";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-large-"));
const servers: MetricsServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ deadline: 0 })));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a scrape of 13 MB", () => {
  test("is complete for a reader that pauses, and other requests are answered meanwhile", async () => {
    const { metrics, text } = largeProgram();
    const { url } = await start(metrics);
    const slow = await ask(url);
    const { headers } = slow;
    expect([headers["content-length"], headers["transfer-encoding"]]).toEqual([undefined, "chunked"]);
    for (let times = 0; times < 10; times++) expect((await fetch(`${url}/other`)).status).toBe(404);
    expect(withoutSelf(await (await fetch(url)).text()) === text).toBe(true);
    expect(withoutSelf(await textOf(slow)) === text).toBe(true);
    expect(text.length).toBeGreaterThan(13_000_000);
  });

  test("has consistent values of each label set, even if values are recorded between slices", async () => {
    const { metrics, family } = largeHistogram();
    const { url } = await start(metrics);
    const slow = await ask(url);
    for (let times = 0; times < 5; times++) {
      for (let index = 0; index < 20_000; index++) family.record(index, times % 3, {});
      expect((await fetch(`${url}/other`)).status).toBe(404);
    }
    const lines = (await textOf(slow)).split("\n");
    const buckets = lines.filter((line) => line.includes('le="+Inf"')).map(sampleOf);
    const counts = lines.filter((line) => line.startsWith("duration_seconds_count")).map(sampleOf);
    expect(counts).toHaveLength(20_000);
    expect(counts.every((count, position) => count === buckets[position])).toBe(true);
  });

  test("gives only headers for HEAD, and the connection serves the next request", async () => {
    const { metrics } = largeProgram();
    const { url } = await start(metrics);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let times = 0; times < 2; times++) {
      const outgoing = request(url, { method: "HEAD", agent });
      outgoing.end();
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      expect([response.statusCode, response.headers["content-type"]]).toEqual([
        200,
        "text/plain; version=0.0.4; charset=utf-8",
      ]);
      expect(await textOf(response)).toBe("");
    }
    agent.destroy();
  });

  test("is begun once if a client requests it many times but does not read", async () => {
    const { metrics, text } = largeProgram();
    const begun = vi.spyOn(metrics, "slices");
    const { url, socket } = await start(metrics, ON_SOCKET);
    const client = connect(socket ?? "");
    client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20));
    await once(client, "readable");
    for (let times = 0; times < 10; times++) await textOf(await ask(`${url}/other`, socket));
    expect(begun).toHaveBeenCalledOnce();
    client.destroy();
    expect(withoutSelf(await textOf(await ask(url, socket))) === text).toBe(true);
  });

  test("does no harm if the client resets the connection in the middle", async () => {
    const { metrics, text } = largeProgram();
    const { url } = await start(metrics);
    const gone = await ask(url);
    gone.socket.resetAndDestroy();
    gone.on("error", () => {});
    expect(withoutSelf(await (await fetch(url)).text()) === text).toBe(true);
  });

  test.each([
    ["of families", startWithLargeFamily],
    ["of a registry", startWithLargeRegistry],
    ["of a cluster", startWithLargeCluster],
  ])("%s is finished by close, for a reader that pauses", async (_, startLarge) => {
    const { url, socket, close } = await startLarge();
    const text = withoutSelf(await textOf(await ask(url, socket)));
    const slow = await ask(url, socket);
    expect(slow.headers["content-length"]).toBeUndefined();
    let closed = false;
    const closing = close().then(() => {
      closed = true;
    });
    await expect(ask(url, socket)).rejects.toThrow(/ENOENT|ECONNREFUSED/);
    expect(closed).toBe(false);
    const received = withoutSelf(await textOf(slow));
    expect(received.length).toBeGreaterThan(13_000_000);
    expect(received === text).toBe(true);
    await closing;
  });
});

/** Of a Unix socket, the system holds some 200 kB between a server and its client; of TCP, it may be more than a scrape. */
const ON_SOCKET = { address: `unix://${join(folder, "metrics.sock")}?path=metrics` };

/** A program whose exposition is of 13 MB, and that exposition. */
function largeProgram() {
  const vectors = [integerVector("id", { min: 100_000, max: 299_999 })];
  const name = "requests_of_all_kinds_with_a_name_that_fills_its_lines_total";
  const family = new CounterFamily({ name, help: "h", vectors });
  for (let index = 0; index < 170_000; index++) family.record(index, index, {});
  const metrics = new Metrics({ address: "", families: [family] });
  return { metrics, text: new TextDecoder().decode(metrics.expose()) };
}

function largeHistogram() {
  const vectors = [integerVector("id", { min: 1, max: 20_000 })];
  const buckets = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const family = new HistogramFamily({ name: "duration_seconds", help: "h", vectors, buckets });
  for (let index = 0; index < 20_000; index++) family.record(index, index % 9, {});
  return { metrics: new Metrics({ address: "", families: [family] }), family };
}

async function start(metrics: Metrics, options: MetricsServerOptions = {}): Promise<MetricsServer> {
  const server = await startMetricsServer(metrics, {
    ...(options.address === undefined ? { host: "127.0.0.1", port: 0 } : {}),
    defaultMetrics: false,
    ...options,
  });
  servers.push(server);
  return server;
}

function startWithLargeFamily(): Promise<MetricsServer> {
  return start(largeProgram().metrics, ON_SOCKET);
}

/** A server whose application has metrics of 13 MB in a registry. */
function startWithLargeRegistry(): Promise<MetricsServer> {
  const registry = new promClient.Registry();
  registry.metrics = async () => `# HELP own o\n# TYPE own gauge\n${"own 1\n".repeat(2_200_000)}`;
  return start(new Metrics({ address: "", families: [] }), { ...ON_SOCKET, registry });
}

/** A server whose scrape is one slice, as that of a cluster is. */
function startWithLargeCluster(): Promise<MetricsServer> {
  const registry = new promClient.Registry();
  const own = new promClient.Gauge({ name: "own", help: "o", labelNames: ["text"], registers: [registry] });
  for (let count = 0; count < 1300; count++) own.set({ text: `${count}`.padStart(10_000, "x") }, count);
  return start(new Metrics({ address: "", families: [] }), { ...ON_SOCKET, registry, cluster: true });
}

/** Requests a URL; the response is read only when `text` is called. */
async function ask(url: string, socketPath?: string): Promise<IncomingMessage> {
  const options = socketPath === undefined ? {} : { socketPath };
  const [response] = (await once(get(url, { agent: false, ...options }), "response")) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function sampleOf(line: string): number {
  return Number(line.slice(line.lastIndexOf(" ")));
}
