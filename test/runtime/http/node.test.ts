import { once } from "node:events";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { nodeMetrics } from "../../../runtime/http/node.js";
import {
  addHttpRequestsInFlight,
  addOpenRequests,
  metrics,
  recordHttpRequestsTotal,
  recordHttpResponseSizeBytes,
} from "../../fixtures/golden/http/recorders.js";
import { get, linesOf, sendRaw, startServer } from "../../support/runtime/http-requests.js";

beforeEach(() => metrics.reset());

const recorded = nodeMetrics({
  requests: recordHttpRequestsTotal,
  size: recordHttpResponseSizeBytes,
  inFlight: addHttpRequestsInFlight,
  labels: { route: () => "/" },
});

const CLOSING = "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** The method, the code and the number of each series. */
function counts(): readonly string[] {
  const lines = linesOf("http_requests_total");
  return lines.map((line) => line.replace(/^\{method="(\w+)",code="(\d+)",route="\/"\}/, "$1 $2")).sort();
}

async function serve(listener: RequestListener): Promise<number> {
  return (await startServer(recorded(listener))).port;
}

describe("nodeMetrics", () => {
  test("counts a request on each way to its end, once", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/twice") {
        response.on("error", () => {});
        response.end("one");
        response.end("two");
      } else if (request.url === "/streamed") {
        response.write("part");
        setImmediate(() => response.end("end"));
      } else if (request.url === "/early") {
        response.writeEarlyHints({ link: "</a.css>; rel=preload" });
        response.writeHead(204).end("which is not sent");
      } else if (request.url === "/unchanged") {
        response.writeHead(304).end("which is not sent");
      } else response.writeHead(404).end();
    });
    await get(port, "/twice", "/streamed", "/early", "/unchanged", "/missing");
    await sendRaw(port, `HEAD /twice ${CLOSING}`);
    await sendRaw(port, `BREW /missing ${CLOSING}`); // which the parser refuses, before it is a request
    await sendRaw(port, `PROPFIND /missing ${CLOSING}`);
    expect(counts()).toEqual([
      "GET 200 2",
      "GET 204 1",
      "GET 304 1",
      "GET 404 1",
      "HEAD 200 1",
      "PROPFIND 404 1",
    ]);
    expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
    expect(linesOf("http_response_size_bytes_sum")).toEqual(['{route="/"} 10']);
  });

  test("has the code 499 if the client goes before there is a status, and else the status", async () => {
    const arrived: ServerResponse[] = [];
    const port = await serve((request, response) => {
      arrived.push(response);
      if (request.url === "/part") response.write("part");
    });
    for (const path of ["/none", "/part"]) {
      const socket = connect(port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      const before = arrived.length;
      await vi.waitFor(() => expect(arrived.length).toBe(before + 1));
      if (path === "/part") await once(socket, "data");
      expect(linesOf("http_requests_in_flight")).toEqual([" 1"]);
      const closed = once(arrived[before] as ServerResponse, "close");
      socket.destroy();
      await closed;
      arrived[before]?.end("too late");
    }
    await setTimeout(10);
    expect(counts()).toEqual(["GET 200 1", "GET 499 1"]);
    expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
  });

  test("has the status that was sent, whatever a framework says about the headers of a response", async () => {
    const port = await serve((request, response) => {
      const isSent = request.url === "/none"; // @fastify/express says so before it has sent them
      Object.defineProperty(response, "headersSent", { get: () => isSent });
      if (request.url === "/whole") response.end("whole");
      else if (request.url === "/part") response.write("part", () => response.destroy());
      else response.destroy();
    });
    for (const path of ["/whole", "/part", "/none"])
      await sendRaw(port, `GET ${path} ${CLOSING}`).catch(() => {});
    await vi.waitFor(() => expect(counts()).toEqual(["GET 200 2", "GET 499 1"]));
  });

  test("counts pipelined requests whose client goes before their turn", async () => {
    const urls: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      urls.push(request.url);
      if (request.url === "/quick") response.end("quick");
    });
    const socket = connect(port, "127.0.0.1");
    const line = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
    socket.write(
      [line("/quick"), line("/slow"), ...Array.from({ length: 20 }, () => line("/quick"))].join(""),
    );
    await vi.waitFor(() => expect(urls.length).toBe(22));
    expect(linesOf("http_requests_in_flight")).toEqual([" 21"]);
    socket.destroy();
    await vi.waitFor(() => expect(linesOf("http_requests_in_flight")).toEqual([" 0"]));
    expect(counts()).toEqual(["GET 200 1", "GET 499 21"]);
  });

  test("counts an upgrade once, with the status that is written", async () => {
    const { server, port } = await startServer(recorded((_request, response) => response.end()));
    const statuses = ["101 Switching Protocols", "401 Unauthorized"];
    server.on(
      "upgrade",
      recorded.upgrade((_request, socket) => {
        socket.write(`HTTP/1.1 ${statuses.shift()}\r\n\r\n`);
        expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
        socket.end(Buffer.from("HTTP/1.1 500 is a message of the new protocol"));
      }),
    );
    server.on(
      "connect",
      recorded.upgrade((_request, socket) => socket.end(Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))),
    );
    const upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    await sendRaw(port, upgrade);
    await sendRaw(port, upgrade);
    await sendRaw(port, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(counts()).toEqual(["CONNECT 200 1", "GET 101 1", "GET 401 1"]);
  });

  test("has the code 499 for an upgrade whose connection closes without a status", async () => {
    const { server, port } = await startServer(() => {});
    server.on(
      "upgrade",
      recorded.upgrade((_request, socket) => socket.destroy()),
    );
    await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n").catch(
      () => {},
    );
    expect(counts()).toEqual(["GET 499 1"]);
    expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
  });

  test("counts requests that are in flight when the server is closed", async () => {
    const { server, port } = await startServer(
      recorded((_request, response) => {
        server.close();
        setImmediate(() => response.end());
      }),
    );
    await get(port, "/");
    expect(counts()).toEqual(["GET 200 1"]);
    expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
  });

  test("records requests of HTTP/2, with sizes", async () => {
    const listener = recorded((_request, response) => response.end("hello"));
    const server = createHttp2Server((request, response) => {
      listener(request as unknown as IncomingMessage, response as unknown as ServerResponse); // they are compatible
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      client.close();
      server.close();
    });
    const request = client.request({ ":path": "/" });
    request.resume();
    await once(request, "close");
    await vi.waitFor(() => expect(counts()).toEqual(["GET 200 1"]));
    expect(linesOf("http_response_size_bytes_sum")).toEqual(['{route="/"} 5']);
  });

  test("has the method of the request's begin, whatever a handler does to it", async () => {
    const renamed = nodeMetrics({ inFlight: addOpenRequests, labels: { tenant: ({ url }) => url ?? "" } });
    const { port } = await startServer(
      renamed((request, response) => {
        expect(linesOf("open_requests")).toContain('{method="GET",tenant="/a"} 1');
        Object.assign(request, { method: "POST", url: "/b" });
        response.end();
      }),
    );
    await get(port, "/a");
    expect(linesOf("open_requests")).toEqual(['{method="GET",tenant="/a"} 0']);
  });
});
