import { pipeline } from "node:stream";
import express from "express";
import express4 from "express-4";
import { expressMetrics } from "../../../../runtime/http/express.js";
import {
  closeServer,
  EARLY_HINTS,
  endlessChunks,
  type Framework,
  fewChunks,
  type Gate,
  listen,
  SWITCHED,
} from "./application.js";
import type { Tally } from "./tally.js";

export const express4Framework = frameworkOf("Express 4", express4);
export const express5Framework = frameworkOf("Express 5", express);

function frameworkOf(name: string, create: typeof express): Framework {
  return {
    name,
    itemRoute: "/shop/items/:id",
    hasNodeResponse: true,
    async start(tally: Tally, gate: Gate) {
      const app = create();
      app.use(expressMetrics(tally.recorders));
      const shop = create.Router();
      shop.get("/items/:id", (_request, response) => {
        response.send("item");
      });
      app.use("/shop", shop);
      app.get("/wait", (_request, response, next) => {
        gate.pass().then((text) => response.send(text), next);
      });
      app.get("/large", (_request, response) => {
        pipeline(endlessChunks(), response, () => {});
      });
      app.get("/stream", (_request, response) => {
        pipeline(fewChunks(), response, () => {});
      });
      app.get("/throws", () => {
        throw new Error("thrown");
      });
      app.get("/rejects", (_request, _response, next) => {
        // Express 4 does not see what a handler returns.
        Promise.reject(new Error("rejected")).catch(next);
      });
      app.get("/hints", (_request, response) => {
        response.writeEarlyHints(EARLY_HINTS, () => response.send("hinted"));
      });
      app.get("/socket", (_request, response) => {
        response.writeHead(101, SWITCHED).end();
      });
      app.post("/upload", (request, response) => {
        request.resume().once("end", () => response.send("uploaded"));
      });
      app.get("/twice", (_request, response) => {
        response.send("once");
        response.send("twice");
      });
      const server = await listen(app);
      return { server, close: () => closeServer(server) };
    },
  };
}
