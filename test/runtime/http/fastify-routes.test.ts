import { once } from "node:events";
import { ServerResponse } from "node:http";
import { connect } from "node:net";
import fastify, { type FastifyRequest } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fastifyMetrics } from "../../../runtime/http/fastify.js";
import { recordTenantRequestsTotal } from "../../fixtures/golden/http/recorders.js";
import { portOf } from "../../support/runtime/applications/application.js";
import { Tally } from "../../support/runtime/applications/tally.js";
import { RawClient } from "../../support/runtime/raw-client.js";

let tally = new Tally();

beforeEach(() => {
  tally = new Tally();
});

afterEach(() => tally.clear());

/** An application with contexts, and what the names say. */
async function start() {
  const app = fastify({ routerOptions: { maxParamLength: 20 } });
  await app.register(fastifyMetrics(tally.recorders));
  app.register(
    async (shop) => {
      shop.setNotFoundHandler((_request, reply) => reply.code(404).send("none in the shop"));
      shop.get("/", async () => "shop");
      shop.get("/files/*", async () => "file");
      shop.get("/gone", (_request, reply) => reply.callNotFound());
      shop.register(
        async (items) => {
          items.addHook("preHandler", async (request) => {
            if (request.headers.authorization === undefined)
              throw Object.assign(new Error(), { statusCode: 401 });
          });
          items.get("/:id", async () => "item");
        },
        { prefix: "/items" },
      );
    },
    { prefix: "/:tenant/shop" },
  );
  app.post("/upload", { schema: { body: { type: "object", required: ["name"] } } }, async () => "uploaded");
  app.get("/hijacked", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(202).end("hijacked");
  });
  return app;
}

describe("fastifyMetrics gives the route of", () => {
  test.each([
    ["a context with a parameter in its prefix", "/acme/shop/", "GET /:tenant/shop 200"],
    ["a context without the slash", "/acme/shop", "GET /:tenant/shop 200"],
    [
      "a context within a context, where a hook refuses",
      "/acme/shop/items/7",
      "GET /:tenant/shop/items/:id 401",
    ],
    ["a wildcard", "/acme/shop/files/a/b.txt", "GET /:tenant/shop/files/* 200"],
    ["a handler that finds nothing", "/acme/shop/gone", "GET /:tenant/shop/gone 404"],
    ["a reply that is hijacked", "/hijacked", "GET /hijacked 202"],
    ["a path that a context's own handler takes", "/acme/shop/none", "GET unmatched 404"],
    ["a path that no context takes", "/__proto__/constructor", "GET unmatched 404"],
  ])("%s", async (_, path, want) => {
    const app = await start();
    await app.inject(path);
    await tally.reaches(1);
    expect(tally.requests).toEqual({ [want]: 1 });
    expect(tally.inFlight).toBe(0);
    await app.close();
  });

  test("a body that is not valid", async () => {
    const app = await start();
    await app.inject({ method: "POST", url: "/upload", payload: {} });
    await tally.reaches(1);
    expect(tally.requests).toEqual({ "POST /upload 400": 1 });
    await app.close();
  });
});

test("fastifyMetrics records what Fastify answers without a hook", async () => {
  const app = await start();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const requests = ["/%zz", `/acme/shop/items/${"7".repeat(21)}`, "/hijacked"].map(
    (path, index) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${index === 2 ? "Connection: close\r\n" : ""}\r\n`,
  );
  await RawClient.exchange(portOf(app.server), requests.join(""));
  await app.close();
  expect(tally.requests).toEqual({ "GET unmatched 400": 1, "GET unmatched 414": 1, "GET /hijacked 202": 1 });
  expect(tally.inFlight).toBe(0);
});

test("fastifyMetrics records what comes while Fastify closes", async () => {
  const app = await start();
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let enter = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  app.get("/wait", async () => {
    enter();
    await opened;
    return "waited";
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const client = await RawClient.connect(portOf(app.server));
  client.socket.write("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  await entered;
  const closed = app.close();
  client.socket.write("GET /hijacked HTTP/1.1\r\nHost: x\r\n\r\n");
  await tally.begins(2);
  open();
  await closed;
  expect(tally.requests).toEqual({ "GET /wait 200": 1, "GET unmatched 503": 1 });
  expect(tally.inFlight).toBe(0);
});

test("fastifyMetrics gives mappings the request of Fastify", async () => {
  const app = fastify();
  const tenants: unknown[] = [];
  const requests = (labels: Parameters<typeof recordTenantRequestsTotal>[0]) => {
    recordTenantRequestsTotal(labels);
    tenants.push(labels.tenant);
  };
  const tenant = (request: FastifyRequest<{ Params: { tenant: string } }>) => request.params.tenant;
  await app.register(fastifyMetrics({ requests, labels: { tenant } }));
  app.get("/:tenant", async () => "tenant");
  tenants.length = 0; // of the probe
  await app.inject("/acme");
  expect(tenants).toEqual(["acme"]);
});

test.each([
  ["101 Switching Protocols", "GET /chat/:room 101"],
  ["401 Unauthorized", "GET /chat/:room 401"],
])(
  "fastifyMetrics records the upgrade of a WebSocket when its status is written: %s",
  async (status, want) => {
    const app = fastify();
    await app.register(fastifyMetrics(tally.recorders));
    app.get("/chat/:room", (request, reply) => {
      reply.hijack();
      request.raw.socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
    });
    // So @fastify/websocket has Fastify route an upgrade.
    app.server.on("upgrade", (request, socket) => {
      const response = new ServerResponse(request);
      response.assignSocket(request.socket);
      app.routing(request, response);
      socket.on("end", () => socket.end());
    });
    await app.listen({ host: "127.0.0.1", port: 0 });
    const client = connect(portOf(app.server), "127.0.0.1");
    client.write("GET /chat/7 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(client, "data");
    expect(tally.requests).toEqual({ [want]: 1 });
    expect(tally.inFlight).toBe(0);
    client.end();
    await once(client, "close");
    expect(tally.requests).toEqual({ [want]: 1 });
    await app.close();
  },
);
