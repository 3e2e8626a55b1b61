import fastify from "fastify";
import { fastifyMetrics } from "../../../../runtime/http/fastify.js";
import { EARLY_HINTS, endlessChunks, type Framework, fewChunks, SWITCHED } from "./application.js";

export const fastifyFramework: Framework = {
  name: "Fastify",
  itemRoute: "/shop/items/:id",
  hasNodeResponse: true,
  async start(tally, gate) {
    const app = fastify();
    await app.register(fastifyMetrics(tally.recorders));
    app.register(
      async (shop) => {
        shop.get("/items/:id", async () => "item");
      },
      { prefix: "/shop" },
    );
    app.get("/wait", () => gate.pass());
    app.get("/large", (_request, reply) => reply.send(endlessChunks()));
    app.get("/stream", (_request, reply) => reply.send(fewChunks()));
    app.get("/throws", () => {
      throw new Error("thrown");
    });
    app.get("/rejects", async () => {
      throw new Error("rejected");
    });
    app.get("/hints", async (_request, reply) => {
      await new Promise<void>((resolve) => reply.writeEarlyHints(EARLY_HINTS, resolve));
      return "hinted";
    });
    app.get("/socket", (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(101, SWITCHED).end();
    });
    app.post("/upload", async () => "uploaded");
    app.get("/twice", (_request, reply) => {
      reply.send("once");
      reply.send("twice");
    });
    await app.listen({ host: "127.0.0.1", port: 0 });
    return { server: app.server, close: () => app.close() };
  },
};
