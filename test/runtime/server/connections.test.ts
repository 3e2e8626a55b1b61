import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Connections } from "../../../runtime/server/connections/connections.js";

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
      await expect.poll(() => order.at(-1)).toBe(next);
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

  describe("at its limit, for a new connection", () => {
    const started: Socket[] = [];

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["performance"] });
      client.destroy();
    });

    afterEach(() => {
      vi.useRealTimers();
      for (const socket of started.splice(0)) socket.destroy();
    });

    /** Starts requests, whose replies begin at once, but do not end. */
    async function request(
      pipelined = 1,
      reply = "x",
    ): Promise<{ socket: Socket; response: ServerResponse }> {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      started.push(socket);
      const requested = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
      socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(pipelined));
      const [{ socket: accepted }, response] = await requested;
      if (reply !== "") {
        connections.beginReply(accepted);
        response.write(reply);
      }
      return { socket, response };
    }

    /** Fills the limit with requests that have taken more than what a test is about. */
    async function fill(count: number): Promise<ServerResponse[]> {
      const filled: ServerResponse[] = [];
      while (filled.length < count) filled.push((await request(1, "x".repeat(10_000))).response);
      return filled;
    }

    const isOpen = ({ response }: { readonly response: ServerResponse }) => !response.req.socket.destroyed;

    test("ends the one that took the fewest bytes a second, when it is a second old", async () => {
      const filled = await fill(8);
      const slow = await request(1, "x".repeat(1000));
      const fast = await request(1, "x".repeat(100_000));
      vi.advanceTimersByTime(999);
      const refused = connect(port, "127.0.0.1").on("error", () => {});
      await new Promise((resolve) => refused.on("close", resolve));
      expect(isOpen(slow)).toBe(true);
      vi.advanceTimersByTime(1);
      const { response } = await request();
      expect([isOpen(slow), isOpen(fast), isOpen({ response })]).toEqual([false, true, true]);
      for (const other of filled) expect(other.req.socket.destroyed).toBe(false);
    });

    test("counts the time since the reply began, not while the server collects metrics", async () => {
      await fill(8);
      const collected = await request(1, "");
      vi.advanceTimersByTime(5000);
      connections.beginReply(collected.response.req.socket);
      const slow = await request(1, "x");
      vi.advanceTimersByTime(999);
      await request(1, "x".repeat(10_000)); // ends one of the first
      expect([isOpen(collected), isOpen(slow)]).toEqual([true, true]);
    });

    test("ends one whose reply has not begun never", async () => {
      const waiting: { readonly socket: Socket; readonly response: ServerResponse }[] = [];
      while (waiting.length < 10) waiting.push(await request(1, ""));
      vi.advanceTimersByTime(60_000);
      const refused = connect(port, "127.0.0.1").on("error", () => {});
      await new Promise((resolve) => refused.on("close", resolve));
      expect(waiting.every(isOpen)).toBe(true);
    });

    test("ends one whose requests wait for one another, if no other is a second old", async () => {
      await fill(8);
      const few = await request(2, "x".repeat(100_000));
      const many = await request(3, "x".repeat(100_000));
      await request();
      expect([isOpen(few), isOpen(many)]).toEqual([true, false]);
    });

    test("ends none that has just connected, but one that is idle for a second", async () => {
      await fill(8);
      const connected = once(server, "connection") as Promise<[Socket]>;
      started.push(connect(port, "127.0.0.1"));
      const [fresh] = await connected;
      vi.advanceTimersByTime(999);
      const pipelining = await request(2);
      await request();
      expect([fresh.destroyed, isOpen(pipelining)]).toEqual([false, false]);
      vi.advanceTimersByTime(1);
      await request();
      expect(fresh.destroyed).toBe(true);
    });
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
