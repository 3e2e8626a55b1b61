import { connect as connectTls } from "node:tls";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { MetricsServer } from "../../../../runtime/server/metrics-server.js";
import { CertificateAuthority } from "../web-config/certificate-authority.js";
import { Served } from "../web-config/served.js";
import { Besieged, programOf, SHORT } from "./besieged.js";
import { RawClient, REQUEST } from "./raw-client.js";
import { allClosed, openSockets, withstand } from "./withstand.js";

const besieged = new Besieged();
const served = new Served();
const authority = new CertificateAuthority();

beforeAll(() => {
  const { cert, key } = authority.issue("localhost", ["localhost", "127.0.0.1"]);
  served.write({ "server.crt": cert, "server.key": key });
});
afterEach(() => Promise.all([besieged.close(), served.close()]));
afterAll(() => served.remove());

/** More than the system holds between a server and its client: 13 MB. */
const LARGE = 170_000;

describe("readers that stop", () => {
  test("in the middle of a scrape that comes in slices are cut off", async () => {
    const server = await besieged.start({}, programOf(LARGE));
    await withstand(server, () => readersThatStop(server, 10));
  });

  test("in the middle of one piece are cut off", async () => {
    const registry = new Registry();
    registry.metrics = async () => `# HELP own o\n# TYPE own gauge\n${"own 1\n".repeat(2_000_000)}`;
    const server = await besieged.start({ registry });
    await withstand(server, () => readersThatStop(server, 10));
  });

  test("and go on to send requests are cut off", async () => {
    const server = await besieged.start({}, programOf(LARGE));
    await withstand(server, () =>
      readersThatStop(server, 10, ({ socket }) => {
        const timer = setInterval(() => socket.write(REQUEST), 100);
        socket.once("close", () => clearInterval(timer));
      }),
    );
  });

  test("over TLS are cut off", async () => {
    const config = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";
    const options = { timeouts: SHORT, keepProcessAlive: true };
    const server = await served.start(config, options, programOf(LARGE));
    await withstand(
      server,
      async () => {
        const before = openSockets();
        const sockets = Array.from({ length: 5 }, () =>
          connectTls({
            port: server.port ?? 0,
            host: "127.0.0.1",
            servername: "localhost",
            ca: authority.cert,
          }),
        );
        for (const socket of sockets) {
          socket.on("error", () => {});
          socket.write(REQUEST);
        }
        await allClosed(before + sockets.length);
        for (const socket of sockets) socket.destroy();
      },
      { ca: authority.cert },
    );
  });

  test("hold no more scrapes than the limit, and others are told to try again", async () => {
    const options = { limits: { scrapes: 2 }, timeouts: { ...SHORT, write: 60_000 } };
    const server = await besieged.start(options, programOf(LARGE));
    const readers = [await stopped(server), await stopped(server)];
    const refused = await fetch(server.url);
    expect([refused.status, refused.headers.get("retry-after"), await refused.text()]).toEqual([
      503,
      "1",
      "2 scrapes are in flight, which is the limit; try again\n",
    ]);
    expect((await fetch(new URL("/other", server.url))).status).toBe(404);
    readers[0]?.socket.destroy();
    await expect.poll(async () => (await fetch(server.url, { method: "HEAD" })).status).toBe(200);
    readers[1]?.socket.destroy();
  });
});

describe("a reader that is slow", () => {
  test.each([
    ["in slices", { metrics: programOf(LARGE), registry: undefined }],
    ["in one piece", { metrics: programOf(1), registry: largeRegistry() }],
  ])("and goes on gets all of a scrape %s", async (_, { metrics, registry }) => {
    const server = await besieged.start(registry === undefined ? {} : { registry }, metrics);
    const whole = Buffer.byteLength(await (await fetch(server.url)).text());
    const { socket } = await stopped(server);
    let read = 0;
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (bytes: Buffer) => {
      read += bytes.length;
      socket.pause();
      setTimeout(() => socket.resume(), 5); // longer than the write time-out in all
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

/** Resolves when the server has given them up; what has come by then is not all. */
async function readersThatStop(
  server: MetricsServer,
  count: number,
  meanwhile: (client: RawClient) => void = () => {},
): Promise<void> {
  const before = openSockets();
  const clients = await Promise.all(Array.from({ length: count }, () => stopped(server)));
  for (const client of clients) meanwhile(client);
  await allClosed(before + count);
  for (const { socket, received } of clients) {
    expect(received.length).toBeLessThan(10_000_000);
    socket.destroy();
  }
}

/** A client that has asked for a scrape, and stops to read when it begins. */
async function stopped(server: MetricsServer): Promise<RawClient> {
  const client = await RawClient.connect(server.port);
  client.socket.write(REQUEST);
  await client.receives(1);
  client.socket.removeAllListeners("data");
  client.socket.pause();
  return client;
}
