import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { MetricsServer } from "../../../runtime/server/metrics-server.js";
import {
  allClosed,
  Besieged,
  ON_SOCKET,
  openSockets,
  programOf,
  SHORT,
  withstand,
} from "../../support/runtime/attacked-server.js";
import { CertificateAuthority } from "../../support/runtime/certificate-authority.js";
import { RawClient, REQUEST } from "../../support/runtime/raw-client.js";
import { type AskOptions, ask, Served } from "../../support/runtime/web-config-server.js";

const besieged = new Besieged();
const served = new Served();
const authority = new CertificateAuthority();

beforeAll(() => {
  const { cert, key } = authority.issue("localhost", ["localhost", "127.0.0.1"]);
  served.write({ "server.crt": cert, "server.key": key });
});
afterEach(() => {
  vi.useRealTimers();
  return Promise.all([besieged.close(), served.close()]);
});
afterAll(() => served.remove());

/** 7 MB. */
const LARGE = 90_000;

describe("readers that stop reading", () => {
  test("in the middle of a sliced scrape are cut off", async () => {
    const server = await besieged.start(ON_SOCKET, programOf(LARGE));
    await withstand(server, () => readersThatStop(server, 10), overSocket(server));
  });

  test("in the middle of an unsliced scrape are cut off", async () => {
    const server = await besieged.start({ ...ON_SOCKET, registry: largeRegistry() });
    await withstand(server, () => readersThatStop(server, 10), overSocket(server));
  });

  test("in the middle of a compressed scrape are cut off", async () => {
    const server = await besieged.start(ON_SOCKET, programOf(LARGE));
    const request = REQUEST.replace("\r\n\r\n", "\r\nAccept-Encoding: gzip\r\n\r\n");
    await withstand(server, () => readersThatStop(server, 10, { request }), overSocket(server));
  });

  test("and go on to send requests are cut off", async () => {
    const server = await besieged.start(ON_SOCKET, programOf(LARGE));
    const meanwhile = ({ socket }: RawClient) => {
      const timer = setInterval(() => socket.write(REQUEST), 100);
      socket.once("close", () => clearInterval(timer));
    };
    await withstand(server, () => readersThatStop(server, 10, { meanwhile }), overSocket(server));
  });

  test("over TLS are cut off", async () => {
    const config = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";
    const options = { ...ON_SOCKET, keepProcessAlive: true };
    const server = await served.start(config, options, programOf(LARGE));
    await withstand(
      server,
      async () => {
        const before = openSockets();
        const sockets = Array.from({ length: 5 }, () =>
          connectTls({ path: server.socket ?? "", servername: "localhost", ca: authority.cert }),
        );
        for (const socket of sockets) {
          socket.on("error", () => {});
          socket.write(REQUEST);
        }
        await Promise.all(sockets.map((socket) => once(socket, "readable"))); // they read no further
        await allClosed(before + sockets.length);
        for (const socket of sockets) socket.destroy();
      },
      { ca: authority.cert, ...overSocket(server) },
    );
  });

  test("occupy no more scrapes than the limit: others get 503, and after a second their places", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const options = { ...ON_SOCKET, limits: { scrapes: 2 }, timeouts: { write: 60_000 } };
    const server = await besieged.start(options, programOf(LARGE));
    const readers = [await stopped(server), await stopped(server)];
    const asking = overSocket(server);
    expect(await ask(server.url, asking)).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      body: "2 scrapes are in flight, which is the limit; try again\n",
    });
    expect((await ask("http://localhost/other", asking)).status).toBe(404);
    readers[0]?.socket.destroy();
    await expect.poll(async () => (await ask(server.url, { ...asking, method: "HEAD" })).status).toBe(200);
    readers.push(await stopped(server));
    expect((await ask(server.url, asking)).status).toBe(503);
    vi.advanceTimersByTime(1000);
    for (let count = 0; count < 4; count++) expect((await ask(server.url, asking)).status).toBe(200);
    for (const { socket } of readers) socket.destroy();
  });
});

describe("twenty readers at a time", () => {
  test("hold little of an application's registry, and it is collected for all of them together", async () => {
    const registry = new Registry();
    let collected = 0;
    registry.metrics = async () => {
      collected += 1;
      return `# HELP own o\n# TYPE own gauge\n${`own{collected="${collected}"} 1\n`.repeat(900_000)}`;
    };
    const server = await besieged.start({ ...ON_SOCKET, registry, timeouts: { write: 60_000 } });
    const before = memory();
    const readers = await Promise.all(Array.from({ length: 20 }, () => stopped(server)));
    expect(memory() - before).toBeLessThan(100_000_000);
    expect(collected).toBeLessThan(5);
    for (const { socket } of readers) socket.destroy();
  });
});

describe("a slow reader", () => {
  test.each([
    ["in slices", { metrics: programOf(LARGE), registry: undefined }],
    ["in one piece", { metrics: programOf(1), registry: largeRegistry() }],
  ])("gets all of a scrape %s", async (_, { metrics, registry }) => {
    const server = await besieged.start(registry === undefined ? {} : { registry }, metrics);
    const whole = Buffer.byteLength(await (await fetch(server.url)).text());
    const { socket } = await stopped(server);
    let read = 0;
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (bytes: Buffer) => {
      read += bytes.length;
      socket.pause();
      setTimeout(() => socket.resume(), 5); // in total longer than the write time-out
    });
    socket.resume();
    const start = performance.now();
    await Promise.race([ended, expect.poll(() => read, { timeout: 25_000 }).toBeGreaterThan(whole)]);
    expect(performance.now() - start).toBeGreaterThan(SHORT.write);
    socket.destroy();
  });
});

function largeRegistry(): Registry {
  const registry = new Registry();
  registry.metrics = async () => `# HELP own o\n# TYPE own gauge\n${"own 1\n".repeat(2_000_000)}`;
  return registry;
}

function overSocket({ socket }: MetricsServer): AskOptions {
  return { socketPath: socket };
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Resolves when the server has closed the connections. */
async function readersThatStop(
  server: MetricsServer,
  count: number,
  {
    request,
    meanwhile,
  }: { readonly request?: string; readonly meanwhile?: (client: RawClient) => void } = {},
): Promise<void> {
  const before = openSockets();
  const clients = await Promise.all(Array.from({ length: count }, () => stopped(server, request)));
  for (const client of clients) meanwhile?.(client);
  await allClosed(before + count);
  for (const { socket } of clients) socket.destroy();
}

/** Starts a scrape, and stops reading when the response begins. */
async function stopped(server: MetricsServer, request = REQUEST): Promise<RawClient> {
  const client = await RawClient.connect(server.socket ?? server.port);
  client.socket.write(request);
  await client.receives(1);
  client.socket.removeAllListeners("data");
  client.socket.pause();
  return client;
}
