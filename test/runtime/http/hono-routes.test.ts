import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { honoMetrics } from "../../../runtime/http/hono.js";
import {
  clearHttpResponseSizeBytes,
  recordHttpResponseSizeBytes,
} from "../../fixtures/golden/http/recorders.js";
import { Tally } from "../../support/runtime/applications/tally.js";
import { sendRaw, startServer } from "../../support/runtime/http-requests.js";

let tally = new Tally();

beforeEach(() => {
  tally = new Tally();
});

afterEach(() => tally.clear());

/** An application of several, and what the names say. */
function start() {
  const items = new Hono();
  items.use("/:id", async (context, next) => {
    if (context.req.query("key") === "wrong") return context.text("refused", 401);
    return next();
  });
  items.get("/:id", (context) => context.text("item"));
  items.get("/:id/gone", (context) => context.notFound());
  items.get("/:id/broken", () => {
    throw new Error("broken");
  });
  items.onError((_error, context) => context.text("mended", 418));
  const app = new Hono().basePath("/shop");
  app.use(honoMetrics(tally.recorders));
  app.use("/files/*", async (context, next) => {
    if (context.req.path.endsWith(".txt")) return context.text("file");
    return next();
  });
  app.route("/:tenant/items", items);
  app.on(["PUT", "POST"], ["/a/:x", "/b/:x"], (context) => context.text("either"));
  app.all("/all/:x{[0-9]+}?", (context) => context.text("all"));
  app.get("/first/:x", (context) => context.text("first"));
  app.get("/first/*", (context) => context.text("second"));
  app.onError((_error, context) => context.text("broken", 503));
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return app;
}

describe("honoMetrics gives the route of", () => {
  test.each([
    ["an application within another", "GET", "/shop/acme/items/7", "GET /shop/:tenant/items/:id 200"],
    [
      "a handler that finds nothing",
      "GET",
      "/shop/acme/items/7/gone",
      "GET /shop/:tenant/items/:id/gone 404",
    ],
    [
      "an application with its own handler of errors",
      "GET",
      "/shop/acme/items/7/broken",
      "GET /shop/:tenant/items/:id/broken 418",
    ],
    [
      "a request that a middleware refuses",
      "GET",
      "/shop/acme/items/7?key=wrong",
      "GET /shop/:tenant/items/:id 401",
    ],
    ["a middleware that answers", "GET", "/shop/files/a.txt", "GET /shop/files/* 200"],
    ["a middleware that does not answer", "GET", "/shop/files/a.bin", "GET unmatched 404"],
    ["one of several paths and methods", "PUT", "/shop/b/1", "PUT /shop/b/:x 200"],
    ["another method", "PATCH", "/shop/b/1", "PATCH unmatched 404"],
    ["all methods, with a pattern", "DELETE", "/shop/all/12", "DELETE /shop/all/:x{[0-9]+}? 200"],
    ["the first of two that match", "GET", "/shop/first/1", "GET /shop/first/:x 200"],
    ["an error", "GET", "/shop/broken", "GET /shop/broken 503"],
    ["a request for the head", "HEAD", "/shop/acme/items/7", "HEAD /shop/:tenant/items/:id 200"],
  ])("%s", async (_, method, path, want) => {
    await start().request(path, { method });
    await tally.reaches(1);
    expect(tally.requests).toEqual({ [want]: 1 });
    expect(tally.inFlight).toBe(0);
  });
});

test("honoMetrics measures the size of a response when it has been read", async () => {
  const sizes: number[] = [];
  const size = (labels: Parameters<typeof recordHttpResponseSizeBytes>[0], bytes: number) => {
    recordHttpResponseSizeBytes(labels, bytes);
    sizes.push(bytes);
  };
  const app = new Hono().use(honoMetrics({ size }));
  app.get("/text", (context) => context.text("some text"));
  const response = await app.request("/text");
  sizes.length = 0; // of what the adapter has asked of the recorder
  expect(await response.text()).toBe("some text");
  const head = await app.request("/text", { method: "HEAD" });
  expect(head.status).toBe(200);
  expect(sizes).toEqual([9, 0]);
  clearHttpResponseSizeBytes();
});

test.each([
  [
    "is answered with the status that was written",
    "/chat/7",
    "101 Switching Protocols",
    "GET /chat/:room 101",
  ],
  ["to an unknown path is counted", "/none", "404 Not Found", "GET unmatched 404"],
  ["whose connection closes is counted", "/chat/7", undefined, "GET /chat/:room 499"],
])("honoMetrics on Node: an upgrade %s", async (_, path, status, want) => {
  const size = recordHttpResponseSizeBytes;
  const app = new Hono().use(honoMetrics({ ...tally.recorders, size }));
  app.get("/chat/:room", () => new Response());
  const { server, port } = await startServer(() => {});
  // So @hono/node-ws and @hono/node-server call an application.
  server.on("upgrade", async (incoming, socket) => {
    await app.request(incoming.url ?? "/", {}, { incoming, outgoing: undefined });
    expect(tally.inFlight).toBe(1);
    if (status === undefined) socket.destroy();
    else socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
  });
  const upgrade = "HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  await sendRaw(port, `GET ${path} ${upgrade}`).catch(() => {});
  await tally.reaches(1);
  expect(tally.requests).toEqual({ [want]: 1 });
  expect(tally.inFlight).toBe(0);
  clearHttpResponseSizeBytes();
});

test("honoMetrics records the response that is thrown, and what is no error", async () => {
  const app = new Hono().use(honoMetrics(tally.recorders));
  app.get("/response", () => {
    throw new Response("none", { status: 409 });
  });
  app.get("/text", () => {
    throw "text";
  });
  const ask = async (path: string) => app.request(path);
  await ask("/response").catch(() => {});
  await ask("/text").catch(() => {});
  expect(tally.requests).toEqual({ "GET /response 409": 1, "GET /text 500": 1 });
});
