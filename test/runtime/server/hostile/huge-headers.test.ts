import { afterEach, describe, expect, test } from "vitest";
import { Besieged, PATIENT, withstand } from "../../../support/runtime/attacked-server.js";
import { connectMany, RawClient } from "../../../support/runtime/raw-client.js";

const besieged = new Besieged(PATIENT);
afterEach(() => besieged.close());

const MEGABYTE = "x".repeat(1 << 20);

describe("a header that is too large", () => {
  test.each([
    ["in one field", `GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${MEGABYTE}\r\n\r\n`],
    ["in the name of a field", `GET /metrics HTTP/1.1\r\nHost: x\r\n${MEGABYTE}: x\r\n\r\n`],
    ["in many fields", `GET /metrics HTTP/1.1\r\nHost: x\r\n${"X: x\r\n".repeat(100_000)}\r\n`],
    ["in the target", `GET /${MEGABYTE} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["without an end", `GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${MEGABYTE}`],
    [
      "in the trailer of a body",
      `POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${MEGABYTE}\r\n\r\n`,
    ],
  ])("%s is refused", async (_, sent) => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(50, server.port);
      for (const { socket } of clients) socket.write(sent);
      await Promise.all(clients.map(({ closed }) => closed));
      // Unread data resets the connection, sometimes before the response is read.
      for (const { received } of clients) expect(received).toMatch(/^(HTTP\/1\.1 (431|405|400) .*)?$/s);
    });
  });

  test.each([
    [4000, undefined, 200],
    [4200, undefined, 431],
    [900, 1024, 200],
    [1100, 1024, 431],
    [9000, 10_000, 200],
  ])("of %i bytes, with a buffer of %j, is answered with %i", async (length, read, want) => {
    const server = await besieged.start(read === undefined ? {} : { buffers: { read } });
    const begin = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ";
    const sent = `${begin}${"x".repeat(length - begin.length - 4)}\r\n\r\n`;
    const received = await RawClient.exchange(server.port, sent);
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${want} `));
  });
});
