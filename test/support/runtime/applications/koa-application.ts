import Router from "@koa/router";
import Koa from "koa";
import { koaMetrics } from "../../../../runtime/http/koa.js";
import {
  closeServer,
  EARLY_HINTS,
  endlessChunks,
  type Framework,
  fewChunks,
  listen,
  SWITCHED,
} from "./application.js";

export const koaFramework: Framework = {
  name: "Koa",
  itemRoute: "/shop/items/:id",
  hasNodeResponse: true,
  async start(tally, gate) {
    const app = new Koa();
    app.silent = true;
    app.use(koaMetrics(tally.recorders));
    const shop = new Router({ prefix: "/shop" });
    const items = new Router();
    items.get("/items/:id", (context) => {
      context.body = "item";
    });
    shop.use(items.routes());
    const router = new Router();
    router.get("/wait", async (context) => {
      context.body = await gate.pass();
    });
    router.get("/large", (context) => {
      context.body = endlessChunks();
    });
    router.get("/stream", (context) => {
      context.body = fewChunks();
    });
    router.get("/throws", () => {
      throw new Error("thrown");
    });
    router.get("/rejects", async () => {
      throw new Error("rejected");
    });
    router.get("/hints", async (context) => {
      await new Promise<void>((resolve) => context.res.writeEarlyHints(EARLY_HINTS, resolve));
      context.body = "hinted";
    });
    router.get("/socket", (context) => {
      context.respond = false;
      context.res.writeHead(101, SWITCHED).end();
    });
    router.post("/upload", async (context) => {
      for await (const _ of context.req);
      context.body = "uploaded";
    });
    router.get("/twice", (context) => {
      context.status = 200;
      context.res.end("once");
      context.body = "twice";
    });
    app.use(shop.routes());
    app.use(router.routes());
    const server = await listen(app.callback());
    return { server, close: () => closeServer(server) };
  },
};
