import Router from "@koa/router";
import Koa from "koa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { koaMetrics } from "../../../runtime/http/koa.js";
import { closeServer, listen, portOf } from "../../support/runtime/applications/application.js";
import { Tally } from "../../support/runtime/applications/tally.js";
import { RawClient } from "../../support/runtime/raw-client.js";

let tally = new Tally();

beforeEach(() => {
  tally = new Tally();
});

afterEach(() => tally.clear());

/** An application of several routers, and what the names say. */
function applicationOf(middleware = koaMetrics(tally.recorders)) {
  const app = new Koa();
  app.silent = true;
  app.use(middleware);
  app.use(async (context, next) => {
    if (context.path === "/teapot") context.throw(418);
    await next();
  });
  const items = new Router({ prefix: "/inner" });
  items.use(async (context, next) => {
    if (context.query["key"] === "wrong") context.throw(401);
    await next();
  });
  items.get("/items/:id", (context) => {
    context.body = "item";
  });
  items.get("/items/:id/gone", (context) => context.throw(404));
  const shop = new Router({ prefix: "/shop" });
  shop.use(items.routes());
  app.use(shop.routes());
  const tenants = new Router({ prefix: "/tenants/:tenant" });
  tenants.get("/orders", (context) => {
    context.body = "orders";
  });
  app.use(tenants.routes());
  const others = new Router();
  others.get("/first/:x", (context) => {
    context.body = "first";
  });
  others.get("/first/second", (context) => {
    context.body = "second";
  });
  others.get(/^\/pattern\/\d+$/, (context) => {
    context.body = "pattern";
  });
  app.use(others.routes());
  app.use(others.allowedMethods());
  return app;
}

async function answer(app: Koa, path: string, method = "GET") {
  const server = await listen(app.callback());
  await RawClient.exchange(
    portOf(server),
    `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  await closeServer(server);
}

describe("koaMetrics gives the route of", () => {
  test.each([
    ["a router within another", "GET", "/shop/inner/items/7", "GET /shop/inner/items/:id 200"],
    ["a handler that finds nothing", "GET", "/shop/inner/items/7/gone", "GET /shop/inner/items/:id/gone 404"],
    [
      "a request that a middleware of the router refuses",
      "GET",
      "/shop/inner/items/7?key=wrong",
      "GET /shop/inner/items/:id 401",
    ],
    ["a path that the router's middleware takes alone", "GET", "/shop/inner/none", "GET unmatched 404"],
    ["another method", "PATCH", "/first/1", "PATCH unmatched 405"],
    ["the first of two that match", "GET", "/first/second", "GET /first/:x 200"],
    ["a pattern", "GET", "/pattern/12", "GET /^\\\\/pattern\\\\/\\\\d+$/ 200"],
    ["a middleware before the routers", "GET", "/teapot", "GET unmatched 418"],
    ["a request for the head", "HEAD", "/shop/inner/items/7", "HEAD /shop/inner/items/:id 200"],
  ])("%s", async (_, method, path, want) => {
    await answer(applicationOf(), path, method);
    expect(tally.requests).toEqual({ [want]: 1 });
    expect(tally.inFlight).toBe(0);
  });

  test("an application without a router, by a mapping", async () => {
    const labels = { route: ({ path }: { path: string }) => (path === "/teapot" ? "/teapot" : "other") };
    await answer(applicationOf(koaMetrics({ ...tally.recorders, labels })), "/teapot");
    expect(tally.requests).toEqual({ "GET /teapot 418": 1 });
  });
});
