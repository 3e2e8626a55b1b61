import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import * as promClient from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { registerMetrics } from "../../../runtime/client/registry.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { Metrics } from "../../../runtime/metrics.js";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";
import { withoutSelf } from "../../support/runtime/exposed-text.js";
import { CLIENTS } from "../../support/runtime/prom-clients.js";

const servers: MetricsServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("startMetricsServer", () => {
  test("serves the families and Node's process metrics", async () => {
    const { url } = await start();
    const response = await fetch(url);
    const text = await response.text();
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(text.startsWith("# HELP users Users.\n# TYPE users gauge\nusers 7\n")).toBe(true);
    expect(text).toContain("\nprocess_cpu_user_seconds_total ");
    expect(promClient.register.getMetricsAsArray()).toEqual([]);
  });

  test("without process metrics, serves the families and the metrics about scrapes", async () => {
    const metrics = program();
    const { url } = await start({ defaultMetrics: false }, metrics);
    const text = await (await fetch(url)).text();
    expect(withoutSelf(text)).toBe(new TextDecoder().decode(metrics.expose()));
    expect(text).toContain("\npromhttp_metric_handler_requests_in_flight 1\n");
  });

  test.each(CLIENTS)(
    "serves a registry of %s that has the families and the process metrics, each once",
    async (_, client) => {
      const metrics = program();
      const registry = new client.Registry();
      new client.Gauge({ name: "own", help: "o", registers: [registry] }).set(1);
      client.collectDefaultMetrics({ register: registry });
      registerMetrics(metrics, registry);
      const { url } = await start({ registry }, metrics);
      const names = [...(await (await fetch(url)).text()).matchAll(/^# TYPE (\S+)/gm)].map(
        ([, name]) => name,
      );
      expect(names).toEqual([...new Set(names)]);
      expect(names).toEqual(expect.arrayContaining(["users", "own", "process_cpu_user_seconds_total"]));
    },
  );

  test("serves what is recorded after its start", async () => {
    const metrics = program();
    const { url } = await start({}, metrics);
    const [users] = metrics.families;
    if (users?.type === "gauge") users.set(0, 8, undefined);
    expect(await (await fetch(url)).text()).toContain("\nusers 8\n");
  });

  test("reports its URL, host and port", async () => {
    const server = await start({ path: "/a%20b" });
    expect(server.port).toBeGreaterThan(0);
    expect(server).toMatchObject({
      host: "127.0.0.1",
      path: "/a b",
      url: `http://127.0.0.1:${server.port}/a%20b`,
    });
    expect((await fetch(server.url)).status).toBe(200);
  });

  test("without a host, listens on IPv4 and, if available, on IPv6, and its URL can be opened", async () => {
    const server = await start({ host: "" });
    expect(server.url).toBe(`http://localhost:${server.port}/metrics`);
    expect((await fetch(server.url)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${server.port}/metrics`)).status).toBe(200);
  });

  test("by default listens on the schema's address, 9959", async () => {
    const started = await startMetricsServer(program("")).catch((error: unknown) => error);
    if (started instanceof MetricsServerError) {
      expect(started.message).toBe(
        "cannot listen on :9959: the port is already in use; pass another address, host or port to startMetricsServer, set METRICSMITH_ADDRESS, or change server.address in the schema",
      );
      return;
    }
    const server = started as MetricsServer; // what else it resolves with
    servers.push(server);
    expect(server.url).toBe("http://localhost:9959/metrics");
    expect(await (await fetch(server.url)).text()).toContain("\nusers 7\n");
  });

  test("answers 500 if a collector fails, and keeps running", async () => {
    const registry = new promClient.Registry();
    let fails = true;
    new promClient.Gauge({
      name: "own",
      help: "o",
      registers: [registry],
      collect() {
        if (fails) throw new Error("the pool is gone");
        this.set(1);
      },
    });
    const { url } = await start({ registry });
    const failed = await fetch(url);
    expect([failed.status, await failed.text()]).toEqual([
      500,
      "the metrics could not be collected: the pool is gone\n",
    ]);
    fails = false;
    expect((await fetch(url)).status).toBe(200);
  });

  test("answers 500 if a sampled gauge fails in strict mode", async () => {
    const metrics = program();
    const [users] = metrics.families;
    if (users?.type === "gauge") users.sample(0, gone, undefined);
    metrics.configure({ strict: true });
    const { url } = await start({}, metrics);
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([
      500,
      "the metrics could not be collected: users: the callback of a sampled series threw: gone\n",
    ]);
  });

  test.each([
    ["a bad address", { given: { address: "tcp://:x" }, want: 'the address "tcp://:x" has the port "x"' }],
    ["a bad port", { given: { port: 70_000 }, want: "the option port is 70000" }],
    ["a host that is not a string", { given: { host: 5 }, want: "the option host is 5" }],
    ["a path that is not a string", { given: { path: null }, want: "the option path is null" }],
    [
      "an invalid registry",
      { given: { registry: "prom-client" }, want: "the option registry is not a registry" },
    ],
    ["a host that is not there", { given: { host: "no-such-host.invalid" }, want: "cannot be resolved" }],
  ])("%s is an error that quotes it", async (_, { given, want }) => {
    const started = startMetricsServer(program(), given as MetricsServerOptions); // an untyped caller can pass anything
    await expect(started).rejects.toThrow(MetricsServerError);
    await expect(started).rejects.toThrow(want);
  });

  test("throws for a metric in the registry with the name of a family, and does not listen", async () => {
    const registry = new promClient.Registry();
    new promClient.Gauge({ name: "users", help: "mine", registers: [registry] });
    await expect(start({ registry })).rejects.toThrow("metric users is both in the schema and");
  });

  test("throws for a port in use, and the server that has it keeps running", async () => {
    const first = await start();
    await expect(start({ port: Number(first.port) })).rejects.toThrow("the port is already in use");
    expect((await fetch(first.url)).status).toBe(200);
  });

  test("several servers serve the same metrics", async () => {
    const metrics = program();
    const [first, second] = [await start({}, metrics), await start({}, metrics)];
    expect([(await fetch(first.url)).status, (await fetch(second.url)).status]).toEqual([200, 200]);
  });

  test.each([
    ["is no HTTP", { given: "\0\x01\x02 nonsense\r\n\r\n", want: "HTTP/1.1 400 " }],
    [
      "has a header that is too large",
      { given: `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}`, want: "HTTP/1.1 431 " },
    ],
    ["has no host", { given: "GET /metrics HTTP/1.1\r\n\r\n", want: "HTTP/1.1 400 " }],
  ])("a request that %s is refused, and the server keeps running", async (_, { given, want }) => {
    const { url, port } = await start();
    const socket = connect(Number(port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.write(given);
    await endOf(socket);
    expect(answer.startsWith(want)).toBe(true);
    expect((await fetch(url)).status).toBe(200);
  });

  test("a client that resets its connection during a scrape does no harm", async () => {
    const { registry, entered, release } = heldRegistry();
    const { url, port } = await start({ registry });
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    await entered;
    socket.resetAndDestroy();
    release();
    expect((await fetch(url)).status).toBe(200);
  });
});

describe("close", () => {
  test("frees the port, and may be called again", async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    expect((await start({ port: Number(server.port) })).port).toBe(server.port);
  });

  test("finishes a request in flight, refuses new ones, and resolves when all is closed", async () => {
    const { registry, entered, release } = heldRegistry();
    const server = await start({ registry });
    const scraped = fetch(server.url);
    await entered;
    let closed = false;
    const closing = server.close().then(() => {
      closed = true;
    });
    await expect(fetch(server.url)).rejects.toThrow();
    expect(closed).toBe(false);
    release();
    const response = await scraped;
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    expect(await response.text()).toContain("\nown 1\n");
    await closing;
  });

  test("ends connections that are idle, have sent nothing, or are in the middle of a header", async () => {
    const server = await start();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      get(server.url, { agent }, (response: IncomingMessage) => response.resume().on("end", resolve));
    });
    const silent = connect(Number(server.port), "127.0.0.1");
    const half = connect(Number(server.port), "127.0.0.1");
    await Promise.all([once(silent, "connect"), once(half, "connect")]);
    half.write("GET /metrics HTTP/1.1\r\nHost:");
    const ended = [silent, half].map(endOf);
    await server.close();
    await Promise.all(ended);
    agent.destroy();
  });
});

/** Resolves when a connection ends, by a close or a reset. */
function endOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    socket.resume();
  });
}

async function start(options: MetricsServerOptions = {}, metrics = program()): Promise<MetricsServer> {
  const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, ...options });
  servers.push(server);
  return server;
}

function gone(): never {
  throw new Error("gone");
}

function program(address = "tcp://:9959/metrics"): Metrics {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  users.set(0, 7, undefined);
  const metrics = new Metrics({ address, families: [users] });
  metrics.configure({ warn: () => {} }); // of both clients, which are installed here
  return metrics;
}

/** A registry whose collector, once entered, waits until it is released. */
function heldRegistry() {
  const registry = new promClient.Registry();
  const entered = deferred();
  const released = deferred();
  const own = new promClient.Gauge({
    name: "own",
    help: "o",
    registers: [registry],
    async collect() {
      entered.resolve();
      await released.promise;
      own.set(1);
    },
  });
  return { registry, entered: entered.promise, release: released.resolve };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
