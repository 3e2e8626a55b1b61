import { afterEach, describe, expect, test } from "vitest";
import { Besieged, withstand } from "../../support/runtime/attacked-server.js";
import { connectMany } from "../../support/runtime/raw-client.js";

const besieged = new Besieged();
afterEach(() => besieged.close());

describe("clients that are slow to send a header", () => {
  test.each([
    ["send nothing", { begin: "", drip: "" }],
    ["send nothing more", { begin: "GET /metrics HTTP/1.1\r\nHost: x\r\n", drip: "" }],
    ["send a header byte by byte", { begin: "GET /metrics HTTP/1.1\r\nHost: x\r\nX: ", drip: "x" }],
    ["send endless headers", { begin: "GET /metrics HTTP/1.1\r\n", drip: "X: x\r\n" }],
    ["send the first line byte by byte", { begin: "GET /", drip: "x" }],
    ["send empty lines before the request", { begin: "", drip: "\r\n" }],
  ])("and %s are cut off", async (_, { begin, drip }) => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(200, server.port);
      for (const client of clients) {
        if (begin !== "") client.socket.write(begin);
        if (drip !== "") client.drip(drip);
      }
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) expect(received).toMatch(/^(HTTP\/1\.1 408 .*)?$/s);
    });
  });

  test.each([
    ["of the second request on a connection", { second: "GET /metrics HTTP/1.1\r\nX: ", drip: "x" }],
    ["after empty lines before the second request", { second: "", drip: "\r\n" }],
  ])("and drip %s are cut off", async (_, { second, drip }) => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(200, server.port);
      for (const client of clients) {
        client.socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.receives(1);
        client.socket.write(second);
        client.drip(drip);
      }
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) expect(received).toMatch(/^HTTP\/1\.1 404 /);
    });
  });
});
