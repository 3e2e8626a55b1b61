import { createServer, type RequestListener, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { DynamicModule } from "@nestjs/common";
import type { AbstractHttpAdapter } from "@nestjs/core";
import type { Express, RequestHandler } from "express";
import type { FastifyPluginCallback } from "fastify";
import type { MiddlewareHandler } from "hono";

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
  "Hono, another middleware",
  "Koa",
  "Nest on Express",
  "Nest on Fastify",
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
  "Hono, another middleware": [...ALWAYS, "@hono/prometheus"],
  Koa: ALWAYS,
  "Nest on Express": [...ALWAYS, "express-prom-bundle"],
  "Nest on Fastify": ALWAYS,
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
    if (counting === "metricsmith") {
      const { fastifyMetrics } = await import("@metricsmith/runtime/http/fastify");
      await app.register(fastifyMetrics(await recorders()));
    }
    app.get<{ Params: { id: string } }>("/users/:id", (request, reply) => reply.send(request.params.id));
    await app.listen({ host: "127.0.0.1", port: 0 });
    return app.server;
  },
  Hono: (counting) => startHono(counting),
  "Hono, another middleware": (counting) => startHono(counting, async (_context, next) => next()),
  async Koa(counting) {
    const { default: Koa } = await import("koa");
    const { default: Router } = await import("@koa/router");
    const app = new Koa();
    if (counting === "metricsmith") {
      const { koaMetrics } = await import("@metricsmith/runtime/http/koa");
      app.use(koaMetrics(await recorders()));
    }
    const router = new Router();
    router.get("/users/:id", (context) => {
      context.body = context.params["id"];
    });
    return createServer(app.use(router.routes()).callback());
  },
  "Nest on Express": (counting) => startNest(counting),
  async "Nest on Fastify"(counting) {
    const { FastifyAdapter } = await import("@nestjs/platform-fastify");
    return startNest(counting, new FastifyAdapter());
  },
  async fetch(counting) {
    const { createAdaptorServer } = await import("@hono/node-server");
    const answer = (request: Request) => new Response(new URL(request.url).pathname.slice("/users/".length));
    if (counting !== "metricsmith") return createAdaptorServer({ fetch: answer }) as Server;
    const { fetchMetrics } = await import("@metricsmith/runtime/http/fetch");
    return createAdaptorServer({ fetch: fetchMetrics(await recorders())("/users/:id", answer) }) as Server;
  },
};

/** The first middleware of a Hono application costs 2 µs, whatever it does: then there are handlers to compose. */
async function startHono(counting: Counting, another?: MiddlewareHandler): Promise<Server> {
  const { Hono } = await import("hono");
  const { createAdaptorServer } = await import("@hono/node-server");
  const app = new Hono();
  if (another !== undefined) app.use(another);
  if (counting === "@hono/prometheus") {
    const { prometheus } = await import("@hono/prometheus");
    app.use(prometheus().registerMetrics);
  }
  if (counting === "metricsmith") {
    const { honoMetrics } = await import("@metricsmith/runtime/http/hono");
    app.use(honoMetrics(await recorders()));
  }
  app.get("/users/:id", (context) => context.text(context.req.param("id")));
  return createAdaptorServer(app) as Server; // of node:http, unless an option says otherwise
}

async function startNest(counting: Counting, adapter?: AbstractHttpAdapter): Promise<Server> {
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
  const imports: DynamicModule[] = [];
  if (counting === "metricsmith") {
    const { nestMetrics } = await import("@metricsmith/runtime/http/nest");
    imports.push(nestMetrics(await recorders()));
  }
  Module({ controllers: [Users], imports })(Application);
  const options = { logger: false } as const;
  const app =
    adapter === undefined
      ? await NestFactory.create(Application, options)
      : await NestFactory.create(Application, adapter, options);
  if (adapter === undefined) app.getHttpAdapter().getInstance().disable("etag");
  if (counting === "express-prom-bundle") app.use(await promBundle());
  await app.listen(0, "127.0.0.1");
  return app.getHttpServer();
}

/** Two metrics, as `@hono/prometheus` has; the others have one. */
async function recorders() {
  const generated = await import("../fixtures/golden/http/recorders.js");
  const { recordHttpRequestsTotal: requests, recordHttpRequestDurationSeconds: duration } = generated;
  return { requests, duration };
}

/** Without ETags: what the collector of garbage does for their hashes differs by more than metrics cost. */
async function startExpress(app: Express, counting: Counting): Promise<Server> {
  app.disable("etag");
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
function openTelemetry() {
  process.env["OTEL_SEMCONV_STABILITY_OPT_IN"] = "http";
  const { HttpInstrumentation } =
    require("@opentelemetry/instrumentation-http") as typeof import("@opentelemetry/instrumentation-http");
  const { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } =
    require("@opentelemetry/sdk-metrics") as typeof import("@opentelemetry/sdk-metrics");
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const instrumentation = new HttpInstrumentation();
  instrumentation.setMeterProvider(new MeterProvider({ readers: [reader] }));
  require("node:http"); // is instrumented when it is loaded
  return instrumentation;
}

async function urlOf(framework: Framework, counting: Counting): Promise<string> {
  const server = await START[framework](counting);
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return `http://127.0.0.1:${port}/users/42`;
}

/** What a server is told before each turn, which it answers with its processor time in nanoseconds. */
export type Turn = "counts" | "does not count" | "ends";

/** Which of the two applications of a process is made first. */
export type StartOrder = "bare first" | "counted first";

const [framework, counting, order] = process.argv.slice(2) as [Framework?, Counting?, StartOrder?];
if (process.send !== undefined && framework !== undefined && counting !== undefined) {
  const instrumentation = counting === "OpenTelemetry" ? openTelemetry() : undefined;
  const urls = { bare: "", counted: "" };
  const names = instrumentation === undefined ? (["bare", "counted"] as const) : (["bare"] as const);
  for (const name of order === "counted first" ? names.toReversed() : names) {
    urls[name] = await urlOf(framework, name === "counted" ? counting : "without metrics");
  }
  if (instrumentation !== undefined) urls.counted = urls.bare;
  process.on("message", (turn: Turn) => {
    if (turn === "counts") instrumentation?.enable();
    if (turn === "does not count") instrumentation?.disable();
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) * 1000);
  });
  process.on("disconnect", () => process.exit());
  process.send(urls);
}
