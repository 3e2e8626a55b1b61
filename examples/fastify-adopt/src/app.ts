import fastify, { type FastifyInstance } from "fastify";
import { baskets, orders, register, requestDuration } from "./metrics.js";

interface Order {
  readonly payment: "card" | "paypal";
}

export function createApp(): FastifyInstance {
  const app = fastify();
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    const labels = { method: request.method, route, code: reply.statusCode };
    requestDuration.observe(labels, reply.elapsedTime / 1000);
  });
  app.put("/basket/:customer", async (_request, reply) => {
    baskets.inc();
    return reply.code(204).send();
  });
  app.post<{ Body: Order }>("/orders", async (request, reply) => {
    orders.inc({ payment: request.body.payment });
    baskets.dec();
    return reply.code(201).send();
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(register.contentType).send(await register.metrics()),
  );
  return app;
}
