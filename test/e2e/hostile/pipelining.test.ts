import { afterEach, describe, expect, test, vi } from "vitest";
import { Besieged, ON_SOCKET, programOf, withstand } from "../../support/runtime/attacked-server.js";
import { connectMany, RawClient, REQUEST } from "../../support/runtime/raw-client.js";
import { ask } from "../../support/runtime/web-config-server.js";

const IN_FLIGHT = "promhttp_metric_handler_requests_in_flight";

const besieged = new Besieged();
afterEach(() => besieged.close());

describe("pipelined requests on one connection", () => {
  test("are all answered if there are at most a hundred", async () => {
    const server = await besieged.start();
    const last = REQUEST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    await withstand(server, async () => {
      const received = await RawClient.exchange(server.port, REQUEST.repeat(99) + last);
      expect(received.match(/HTTP\/1\.1 200 OK\r\n/g)).toHaveLength(100);
    });
  });

  test("are cut off if there are ten thousand", async () => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(20, server.port);
      for (const { socket } of clients) socket.write(REQUEST.repeat(10_000));
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) expect(received.split("HTTP/1.1 200").length).toBeLessThan(10_000);
    });
  });

  test("whose responses are not read are collected one by one", async () => {
    const metrics = programOf(170_000);
    const server = await besieged.start({ ...ON_SOCKET, timeouts: { write: 60_000 } }, metrics);
    const begun = vi.spyOn(metrics, "slices");
    const clients = await connectMany(5, server.socket);
    for (const { socket } of clients) {
      socket.pause();
      socket.write(REQUEST.repeat(50));
    }
    await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(5), { timeout: 10_000 });
    const asking = { socketPath: server.socket };
    const { status, body } = await ask(`${server.url}?name[]=${IN_FLIGHT}`, asking); // this scrape is one more
    expect([status, begun.mock.calls.length]).toEqual([200, 5 + 1]);
    expect(body).toContain(`\n${IN_FLIGHT} ${5 + 1}\n`);
    await withstand(server, async () => {}, asking); // and answers others in the meantime
    expect(begun.mock.calls.length).toBe(5 + 1 + 10); // with the normal scrapes
    for (const { socket } of clients) socket.destroy();
  });
});
