import { afterEach, describe, expect, test } from "vitest";
import { Besieged, programOf, withstand } from "../../support/runtime/attacked-server.js";
import { connectMany, REQUEST } from "../../support/runtime/raw-client.js";

const besieged = new Besieged();
afterEach(() => besieged.close());

describe("connections that their clients leave half open", () => {
  test.each([
    ["that have sent nothing", ""],
    ["in the middle of a header", "GET /metrics HTTP/1.1\r\nHost:"],
    ["behind a request", REQUEST],
    ["behind several requests", REQUEST.repeat(10)],
    ["in the middle of a body", "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"],
  ])("%s are closed, whether the client ends its side or resets", async (_, sent) => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const [ended, reset] = await Promise.all([
        connectMany(100, server.port),
        connectMany(100, server.port),
      ]);
      for (const { socket } of ended) socket.end(sent);
      for (const { socket } of reset) {
        if (sent !== "") socket.write(sent);
        socket.resetAndDestroy();
      }
      await Promise.all([...ended, ...reset].map(({ closed }) => closed));
    });
  });

  test("that send nothing after a response are closed after the idle time-out", async () => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(100, server.port);
      for (const { socket } of clients) socket.write(REQUEST);
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    });
  });

  test("in the middle of a large scrape are closed", async () => {
    const server = await besieged.start({}, programOf(170_000));
    await withstand(server, async () => {
      const clients = await connectMany(10, server.port);
      for (const client of clients) {
        client.socket.write(REQUEST);
        await client.receives(1);
      }
      for (const [at, { socket }] of clients.entries())
        at % 2 === 0 ? socket.end() : socket.resetAndDestroy();
      await Promise.all(clients.map(({ closed }) => closed));
    });
  });
});
