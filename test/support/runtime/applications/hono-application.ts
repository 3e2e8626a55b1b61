import type { Server, ServerResponse } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { honoMetrics } from "../../../../runtime/http/hono.js";
import {
  bodyOf,
  closeServer,
  EARLY_HINTS,
  endlessChunks,
  type Framework,
  fewChunks,
  type Gate,
  listen,
  listenerOf,
  SWITCHED,
} from "./application.js";
import type { Tally } from "./tally.js";

/** What Node's adapter gives to handlers, and no other does. */
interface Bindings {
  readonly outgoing?: ServerResponse;
}

export const honoFramework: Framework = {
  name: "Hono, on Node",
  itemRoute: "/shop/items/:id",
  hasNodeResponse: true,
  async start(tally, gate) {
    const app = applicationOf(tally, gate);
    const server = await listen(createAdaptorServer({ fetch: app.fetch }) as Server); // of HTTP/1.1
    return { server, close: () => closeServer(server) };
  },
};

export const honoFetchFramework: Framework = {
  name: "Hono, as a fetch handler",
  itemRoute: "/shop/items/:id",
  hasNodeResponse: false,
  recordsGivenResponses: true,
  async start(tally, gate) {
    const app = applicationOf(tally, gate);
    const server = await listen(listenerOf(app.fetch));
    return { server, close: () => closeServer(server) };
  },
};

function applicationOf(tally: Tally, gate: Gate) {
  const app = new Hono<{ Bindings: Bindings }>();
  app.use(honoMetrics(tally.recorders));
  const shop = new Hono();
  shop.get("/items/:id", (context) => context.text("item", 200, { "Cache-Control": "no-store" }));
  app.route("/shop", shop);
  app.get("/wait", async (context) => context.text(await gate.pass()));
  app.get("/large", (context) => context.body(bodyOf(endlessChunks())));
  app.get("/stream", (context) => context.body(bodyOf(fewChunks())));
  app.get("/throws", () => {
    throw new Error("thrown");
  });
  app.get("/rejects", async () => {
    throw new Error("rejected");
  });
  app.get("/hints", async (context) => {
    await new Promise<void>(
      (resolve) => context.env?.outgoing?.writeEarlyHints(EARLY_HINTS, resolve) ?? resolve(),
    );
    return context.text("hinted");
  });
  app.get("/socket", (context) => {
    context.env?.outgoing?.writeHead(101, SWITCHED).end();
    return RESPONSE_ALREADY_SENT;
  });
  app.post("/upload", async (context) => {
    await context.req.text();
    return context.text("uploaded");
  });
  app.get("/twice", (context) => {
    if (context.env?.outgoing === undefined) context.res = context.text("once");
    else context.env.outgoing.end("once");
    return context.text("twice");
  });
  return app;
}
