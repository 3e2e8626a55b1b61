import { afterEach, describe, expect, test, vi } from "vitest";
import { Besieged, withstand } from "../../support/runtime/attacked-server.js";
import { connectMany, RawClient, REQUEST } from "../../support/runtime/raw-client.js";
import { ask } from "../../support/runtime/web-config-server.js";

const besieged = new Besieged();
afterEach(() => besieged.close());

/** Both ends are in this process: 4,000 descriptors of at least 4,096, which Node takes for itself if it may. */
const MANY = 2000;

/** Connecting takes a while, on a busy machine more than the server's own time for a request. */
const LONG_TIMEOUT = { timeouts: { read: 60_000 } };

describe("2,000 connections at once", () => {
  test("that send nothing do not block a scraper, and stay within the limit", async () => {
    const server = await besieged.start(LONG_TIMEOUT);
    await withstand(server, async () => {
      const clients = await connectMany(MANY, server.port);
      expect((await ask(server.url)).status).toBe(200);
      await vi.waitFor(() => expect(open(clients)).toBeLessThanOrEqual(256), { timeout: 10_000 });
      expect(open(clients)).toBeGreaterThan(200);
      expect((await ask(server.url)).status).toBe(200);
      for (const { socket } of clients) socket.destroy();
    });
  });

  test("that all send a request get a response, or 503, or are closed", async () => {
    const server = await besieged.start({ ...LONG_TIMEOUT, limits: { connections: MANY } });
    await withstand(server, async () => {
      const clients = await connectMany(MANY, server.port);
      const last = REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
      for (const { socket } of clients) socket.write(last);
      await Promise.all(clients.map(({ closed }) => closed));
      const statuses = clients.map(({ received }) => received.slice(0, 12));
      // On a busy machine, some wait for more than a second, and make room for others.
      const others = statuses.filter((status) => !["HTTP/1.1 200", "HTTP/1.1 503", ""].includes(status));
      expect(others).toEqual([]);
      expect(statuses).toContain("HTTP/1.1 200");
    });
  });
});

describe("the limit of connections", () => {
  test("closes the one that has been idle for longest", async () => {
    const server = await besieged.start({ limits: { connections: 2 }, timeouts: {} });
    const [first, second] = [await RawClient.connect(server.port), await RawClient.connect(server.port)];
    first.socket.write(REQUEST); // so that the second has been idle for longer
    await first.receives(1);
    const third = await RawClient.connect(server.port);
    await second.closed;
    third.socket.write(REQUEST);
    await third.receives(1);
    expect([first.socket.destroyed, third.received.slice(0, 12)]).toEqual([false, "HTTP/1.1 200"]);
    for (const { socket } of [first, third]) socket.destroy();
  });
});

function open(clients: readonly RawClient[]): number {
  return clients.filter(({ socket }) => !socket.destroyed).length;
}
