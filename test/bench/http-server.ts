import { createServer, type RequestListener, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Express, RequestHandler } from "express";
import type { FastifyPluginCallback } from "fastify";

const require = createRequire(import.meta.url);

/** What serves. */
export type Framework = (typeof FRAMEWORKS)[number];

/** What counts the requests. */
export type Counting =
  | "without metrics"
  | "metricsmith"
  | "express-prom-bundle"
  | "fastify-metrics"
  | "@hono/prometheus"
  | "OpenTelemetry";

export const FRAMEWORKS = [
  "node:http",
  "Express 5",
  "Express 4",
  "Fastify",
  "Hono",
  "Koa",
  "Nest",
  "fetch",
] as const;

const ALWAYS = ["without metrics", "metricsmith", "OpenTelemetry"] as const;

/** OpenTelemetry counts the requests of `node:http`, on which all of them stand here. */
export const COUNTED_BY: Readonly<Record<Framework, readonly Counting[]>> = {
  "node:http": ALWAYS,
  "Express 5": [...ALWAYS, "express-prom-bundle"],
  "Express 4": [...ALWAYS, "express-prom-bundle"],
  Fastify: [...ALWAYS, "fastify-metrics"],
  Hono: [...ALWAYS, "@hono/prometheus"],
  Koa: ALWAYS,
  Nest: [...ALWAYS, "express-prom-bundle"],
  fetch: ALWAYS,
};

/** Starts an application that answers `/users/:id` with the parameter. */
const START: Readonly<Record<Framework, (counting: Counting) => Promise<Server>>> = {
  async "node:http"(counting) {
    const answer: RequestListener = ({ url = "" }, response) => response.end(url.slice("/users/".length));
    if (counting !== "metricsmith") return createServer(answer);
    const { nodeMetrics } = await import("@metricsmith/runtime/http/node");
    return createServer(
      nodeMetrics({ ...(await recorders()), labels: { route: () => "/users/:id" } })(answer),
    );
  },
  async "Express 5"(counting) {
    const { default: express } = await import("express");
    return startExpress(express(), counting);
  },
  async "Express 4"(counting) {
    const express = require("express-4") as typeof import("express");
    return startExpress(express(), counting);
  },
  async Fastify(counting) {
    const { default: fastify } = await import("fastify");
    const app = fastify();
    if (counting === "fastify-metrics") {
      const { default: fastifyMetrics } = require("fastify-metrics") as {
        default: FastifyPluginCallback<Record<string, unknown>>;
      };
      const routeMetrics = { enabled: { histogram: true, summary: false } };
      await app.register(fastifyMetrics, { routeMetrics, defaultMetrics: { enabled: false } });
    }
    app.get<{ Params: { id: string } }>("/users/:id", (request, reply) => reply.send(request.params.id));
    await app.listen({ host: "127.0.0.1", port: 0 });
    return app.server;
  },
  async Hono(counting) {
    const { Hono } = await import("hono");
    const { createAdaptorServer } = await import("@hono/node-server");
    const app = new Hono();
    if (counting === "@hono/prometheus") {
      const { prometheus } = await import("@hono/prometheus");
      app.use(prometheus().registerMetrics);
    }
    app.get("/users/:id", (context) => context.text(context.req.param("id")));
    return createAdaptorServer(app) as Server; // it is one of node:http by default
  },
  async Koa() {
    const { default: Koa } = await import("koa");
    const { default: Router } = await import("@koa/router");
    const router = new Router();
    router.get("/users/:id", (context) => {
      context.body = context["params"]["id"];
    });
    return createServer(new Koa().use(router.routes()).callback());
  },
  async Nest(counting) {
    await import("reflect-metadata");
    const { Controller, Get, Module, Param } = await import("@nestjs/common");
    const { NestFactory } = await import("@nestjs/core");
    class Users {
      find(id: string): string {
        return id;
      }
    }
    Controller("users")(Users);
    Get(":id")(Users.prototype, "find", { value: Users.prototype.find });
    Param("id")(Users.prototype, "find", 0);
    class Application {}
    Module({ controllers: [Users] })(Application);
    const app = await NestFactory.create(Application, { logger: false });
    if (counting === "express-prom-bundle") app.use(await promBundle());
    await app.listen(0, "127.0.0.1");
    return app.getHttpServer();
  },
  async fetch() {
    const { createAdaptorServer } = await import("@hono/node-server");
    const answer = (request: Request) => new Response(new URL(request.url).pathname.slice("/users/".length));
    return createAdaptorServer({ fetch: answer }) as Server; // it is one of node:http by default
  },
};

/** Two metrics, as `@hono/prometheus` has; the others have one. */
async function recorders() {
  const generated = await import("../fixtures/golden/http/recorders.js");
  const { recordHttpRequestsTotal: requests, recordHttpRequestDurationSeconds: duration } = generated;
  return { requests, duration };
}

async function startExpress(app: Express, counting: Counting): Promise<Server> {
  if (counting === "metricsmith") {
    const { expressMetrics } = await import("@metricsmith/runtime/http/express");
    app.use(expressMetrics(await recorders()));
  }
  if (counting === "express-prom-bundle") app.use(await promBundle());
  app.get("/users/:id", (request, response) => void response.send(request.params.id));
  return createServer(app);
}

/** With a fixed path, which costs it less than to find the parameters of one. */
async function promBundle(): Promise<RequestHandler> {
  const { default: bundle } = await import("express-prom-bundle");
  return bundle({ includeMethod: true, includePath: true, autoregister: false });
}

/** A reader collects what it counts, which is sent nowhere. */
function countByOpenTelemetry(): void {
  process.env["OTEL_SEMCONV_STABILITY_OPT_IN"] = "http";
  const { HttpInstrumentation } =
    require("@opentelemetry/instrumentation-http") as typeof import("@opentelemetry/instrumentation-http");
  const { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } =
    require("@opentelemetry/sdk-metrics") as typeof import("@opentelemetry/sdk-metrics");
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const instrumentation = new HttpInstrumentation();
  instrumentation.setMeterProvider(new MeterProvider({ readers: [reader] }));
  instrumentation.enable();
  require("node:http"); // is instrumented when it is loaded
}

const [framework, counting] = process.argv.slice(2) as [Framework?, Counting?];
if (process.send !== undefined && framework !== undefined && counting !== undefined) {
  if (counting === "OpenTelemetry") countByOpenTelemetry();
  const server = await START[framework](counting);
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) * 1000);
  });
  process.on("disconnect", () => process.exit());
  process.send(`http://127.0.0.1:${port}/users/42`);
}
