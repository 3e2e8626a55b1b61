import { afterEach, describe, expect, test } from "vitest";
import { Besieged, withstand } from "../../support/runtime/attacked-server.js";
import { connectMany } from "../../support/runtime/raw-client.js";

const besieged = new Besieged();
afterEach(() => besieged.close());

describe("clients that send a body", () => {
  test.each([
    ["GET", { given: "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", want: 200 }],
    ["HEAD", { given: "HEAD /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", want: 200 }],
    ["POST", { given: "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", want: 405 }],
    [
      "chunked POST",
      { given: "POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", want: 405 },
    ],
  ])("with %s, slowly, are answered and cut off", async (_, { given, want }) => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = await connectMany(200, server.port);
      for (const client of clients) {
        client.socket.write(given);
        client.drip("1\r\nx\r\n");
      }
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) {
        expect(received).toMatch(new RegExp(`^HTTP/1.1 ${want} .*\r\nConnection: close\r\n`, "s"));
      }
    });
  });

  test("that never ends are answered and cut off, even after `Expect: 100-continue`", async () => {
    const server = await besieged.start();
    const header = "POST /metrics HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n";
    await withstand(server, async () => {
      const clients = await connectMany(200, server.port);
      for (const { socket } of clients) socket.write(header);
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients)
        expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 405 /);
    });
  });

  test("that is large are cut off, even if they send it as fast as they can", async () => {
    const server = await besieged.start();
    const header = "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n";
    await withstand(server, async () => {
      const clients = await connectMany(20, server.port);
      for (const { socket } of clients) {
        socket.write(header);
        const more = () => {
          while (!socket.destroyed && socket.write("x".repeat(100_000)));
        };
        socket.on("drain", more);
        more();
      }
      await Promise.all(clients.map(({ closed }) => closed));
    });
  });

  test("that is small are answered, and can send more requests", async () => {
    const server = await besieged.start();
    const [client] = await connectMany(1, server.port);
    client?.socket.write("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    client?.socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    await client?.closed;
    expect(client?.received.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 405", "HTTP/1.1 404"]);
  });
});
