import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Connections } from "../../../runtime/server/connections.js";

describe("Connections", () => {
  let server: Server;
  let connections: Connections;
  let client: Socket;
  let port: number;

  beforeEach(async () => {
    connections = new Connections({ maxConnections: 10, idleTimeout: 10_000 });
    server = createServer((request, response) => connections.begin(request.socket, response));
    server.on("connection", (socket) => connections.add(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port; // it listens on TCP
    const accepted = once(server, "connection");
    client = connect(port, "127.0.0.1");
    client.resume();
    await accepted;
  });

  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  test("ends a connection that sends nothing", async () => {
    const ended = once(client, "close");
    connections.close();
    await ended;
    expect(connections.closing).toBe(true);
  });

  test("ends a connection that has sent half a request", async () => {
    client.write("GET /metrics HTTP/1.1\r\nHost:");
    const ended = new Promise((resolve) => client.on("close", resolve));
    client.on("error", () => {}); // unread data makes the server reset the connection
    connections.close();
    await ended;
  });

  test("ends a connection with a request in flight only after the whole response", async () => {
    const requested = once(server, "request") as Promise<[unknown, ServerResponse]>;
    client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    const [, response] = await requested;
    connections.close();
    let text = "";
    client.on("data", (chunk) => {
      text += chunk.toString();
    });
    const ended = once(client, "close");
    expect(client.destroyed).toBe(false);
    response.end("x".repeat(5_000_000));
    await ended;
    expect(text.slice(text.indexOf("\r\n\r\n") + 4)).toHaveLength(5_000_000);
  });

  test("ends a connection whose client disconnects during a request", async () => {
    const requested = once(server, "request") as Promise<[unknown, ServerResponse]>;
    client.write("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    await requested;
    client.destroy();
    const closed = new Promise((resolve) => server.close(resolve));
    connections.close();
    await closed;
  });

  test("makes a request wait for earlier responses on its own connection, not on others", async () => {
    const order: string[] = [];
    const responses: ServerResponse[] = [];
    server.removeAllListeners("request");
    const all = new Promise<void>((resolve) => {
      server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        responses.push(response);
        if (responses.length === 4) resolve();
        void connections.begin(request.socket, response).then(() => order.push(request.url ?? ""));
      });
    });
    for (const path of ["/a", "/b", "/c"]) client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const other = connect(port, "127.0.0.1");
    other.write("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
    await all;
    await turn();
    expect(order.toSorted()).toEqual(["/a", "/other"]);
    for (const [path, next] of [
      ["/a", "/b"],
      ["/b", "/c"],
    ]) {
      const response = responses.find(({ req }) => req.url === path);
      const closed = response === undefined ? [] : once(response, "close");
      response?.end("x");
      await closed;
      await turn();
      expect(order.at(-1)).toBe(next);
    }
    other.destroy();
  });

  test("does not respond to a pipelined request whose client has disconnected", async () => {
    const begun: Promise<boolean>[] = [];
    server.removeAllListeners("request");
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      begun.push(connections.begin(request.socket, response));
    });
    client.write("GET /a HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2));
    await expect.poll(() => begun.length).toBe(2);
    client.destroy();
    expect(await Promise.all(begun)).toEqual([true, false]);
  });

  test("cuts off a connection with a request in flight when the deadline has passed", async () => {
    const requested = once(server, "request");
    client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    await requested;
    const ended = new Promise((resolve) => client.on("close", resolve));
    client.on("error", () => {});
    connections.close();
    expect(client.destroyed).toBe(false);
    connections.destroyAll();
    await ended;
  });

  test("closes a new connection beyond the limit only if all others have a request in flight", async () => {
    for (let count = 1; count <= 10; count++) {
      const other = connect(port, "127.0.0.1");
      const requested = once(server, "request");
      other.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"); // the tenth replaces the idle one
      await requested;
    }
    await once(client, "close");
    const refused = connect(port, "127.0.0.1");
    refused.on("error", () => {});
    await new Promise((resolve) => refused.on("close", resolve));
    await expect
      .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))))
      .toBe(10);
  });

  test("keeps idle connections open until it closes", async () => {
    const requested = once(server, "request") as Promise<[unknown, ServerResponse]>;
    client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    const [, response] = await requested;
    const done = once(response, "close");
    response.end("x");
    await done;
    expect([client.destroyed, connections.closing]).toEqual([false, false]);
  });
});
