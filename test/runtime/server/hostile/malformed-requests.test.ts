import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { Besieged, PATIENT, withstand } from "../../../support/runtime/attacked-server.js";
import { connectMany, RawClient } from "../../../support/runtime/raw-client.js";

const besieged = new Besieged(PATIENT);
afterEach(() => besieged.close());

const POST = "POST /metrics HTTP/1.1\r\nHost: x\r\n";

describe("a malformed request", () => {
  test.each<readonly [string, string | Uint8Array]>([
    ["that is not HTTP", "\0\x01\x02 nonsense\r\n\r\n"],
    ["of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["with an unknown version", "GET /metrics HTTP/9.9\r\nHost: x\r\n\r\n"],
    ["with an unknown method", "STEAL /metrics HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["without a host", "GET /metrics HTTP/1.1\r\n\r\n"],
    ["with two hosts", "GET /metrics HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n"],
    ["with a space before a colon", "GET /metrics HTTP/1.1\r\nHost : x\r\n\r\n"],
    ["with a NUL in a field", "GET /metrics HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"],
    ["with a carriage return in a field", "GET /metrics HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n"],
    ["with a space in the target", "GET /met rics HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["with two lengths", `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`],
    ["with a length and chunks", `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["with a negative length", `${POST}Content-Length: -1\r\n\r\n`],
    ["with a length that is too large for a number", `${POST}Content-Length: ${"9".repeat(40)}\r\n\r\n`],
    ["with an encoding that is not chunked", `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
    ["with a chunk of a bad size", `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ["that is for a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["of random bytes", randomBytes(4000)],
  ])("%s is refused, without a word about the server", async (_, sent) => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(100, server.port);
      for (const { socket } of clients) socket.write(sent);
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) {
        expect(received).not.toMatch(/^HTTP\/1\.1 2/);
        expect(received).not.toMatch(/^server:|^x-powered-by:|node/im);
      }
    });
  });

  test("that smuggles a second request does not get that one answered", async () => {
    const server = await besieged.start();
    const [client] = await connectMany(1, server.port);
    client?.socket.write(
      `${POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    await client?.closed;
    expect(client?.received).not.toContain("requests_of_all_kinds");
  });
});

test("a request with an unknown Expect header is answered as one without it", async () => {
  const server = await besieged.start();
  const sent = "GET /metrics HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\nConnection: close\r\n\r\n";
  const received = await RawClient.exchange(server.port, sent);
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\nX-Content-Type-Options: nosniff\r\n/);
});

describe("a request that asks for another protocol", () => {
  test.each(["GET /metrics\r\n\r\n", "GET /metrics HTTP/1.0\r\n\r\n"])(
    "as %j, without a host, is answered, and its connection closed",
    async (sent) => {
      const server = await besieged.start();
      expect(await RawClient.exchange(server.port, sent)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    },
  );

  test("is answered over HTTP/1.1", async () => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const [client] = await connectMany(1, server.port);
      client?.socket.write(
        "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n",
      );
      await client?.receives(1);
      expect(client?.received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      client?.socket.destroy();
    });
  });
});
