import { createServer } from "node:http2";
import Router from "@koa/router";
import { fastifyMetrics } from "@metricsmith/runtime/http/fastify";
import { honoMetrics } from "@metricsmith/runtime/http/hono";
import { koaMetrics } from "@metricsmith/runtime/http/koa";
import { nestMetrics } from "@metricsmith/runtime/http/nest";
import { type DynamicModule, Module } from "@nestjs/common";
import type express from "express";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { type Context, Hono } from "hono";
import Koa from "koa";
import { describe, test } from "vitest";
import {
  addHttpRequestsInFlight,
  recordHttpRequest,
  recordHttpRequestDurationSeconds,
  recordHttpRequestsTotal,
  recordPageViewsTotal,
  recordTenantRequestsTotal,
} from "../fixtures/golden/http/recorders.js";

const several = {
  requests: recordHttpRequestsTotal,
  duration: recordHttpRequestDurationSeconds,
  inFlight: addHttpRequestsInFlight,
};

describe("fastifyMetrics", () => {
  test("gives a plug-in of Fastify, whatever its server is", () => {
    fastify().register(fastifyMetrics(recordHttpRequest));
    fastify({ logger: true }).register(fastifyMetrics(several));
    fastify({ http2: true }).register(fastifyMetrics(several));
    fastify({ serverFactory: (handler) => createServer(handler as never) as never }).register(
      fastifyMetrics(several),
    );
  });

  test("gives mappings the request and the reply", () => {
    const tenant = (request: FastifyRequest<{ Params: { tenant: string } }>, reply: FastifyReply) =>
      `${request.params.tenant}${reply.elapsedTime}`;
    fastify().register(fastifyMetrics({ requests: recordTenantRequestsTotal, labels: { tenant } }));
    const labels = { tenant: ({ headers }: FastifyRequest) => String(headers["x-tenant"]) };
    fastify().register(fastifyMetrics({ requests: recordTenantRequestsTotal, labels }));
    fastify().register(
      fastifyMetrics({ requests: recordTenantRequestsTotal, labels: { tenant: ({ method }) => method } }),
    );
  });

  test("does not take a recorder whose labels cannot be filled", () => {
    // @ts-expect-error: a label of a closed set without a value for others
    fastifyMetrics(recordPageViewsTotal);
    // @ts-expect-error: a label without a mapping
    fastifyMetrics({ requests: recordTenantRequestsTotal });
  });
});

describe("honoMetrics", () => {
  test("gives a middleware of Hono, whatever its environment is", () => {
    new Hono().use(honoMetrics(recordHttpRequest));
    new Hono<{ Bindings: { KEY: string }; Variables: { user: string } }>().use(
      "/api/*",
      honoMetrics(several),
    );
  });

  test("gives mappings the context and the response", () => {
    type Environment = { Variables: { tenant: string } };
    const tenant = (context: Context<Environment>, response: Response) =>
      `${context.get("tenant")}${response.status}`;
    new Hono<Environment>().use(honoMetrics({ requests: recordTenantRequestsTotal, labels: { tenant } }));
    const labels = { tenant: (context: Context) => context.req.header("x-tenant") ?? "none" };
    new Hono().use(honoMetrics({ requests: recordTenantRequestsTotal, labels }));
  });

  test("does not take a recorder whose labels cannot be filled", () => {
    // @ts-expect-error: a label of a closed set without a value for others
    honoMetrics(recordPageViewsTotal);
    // @ts-expect-error: a label without a mapping
    honoMetrics({ requests: recordTenantRequestsTotal });
  });
});

describe("koaMetrics", () => {
  test("gives a middleware of Koa, and of its router", () => {
    new Koa().use(koaMetrics(recordHttpRequest));
    new Koa<{ user: string }, { db: object }>().use(koaMetrics(several));
    new Router().use(koaMetrics(several));
  });

  test("gives mappings the context", () => {
    const tenant = (context: Koa.Context) => context.get("x-tenant");
    new Koa().use(koaMetrics({ requests: recordTenantRequestsTotal, labels: { tenant } }));
    const labels = { tenant: ({ state }: { state: { tenant: string } }) => state.tenant };
    new Koa().use(koaMetrics({ requests: recordTenantRequestsTotal, labels }));
    new Koa().use(koaMetrics({ requests: recordPageViewsTotal, labels: { route: () => "/cart" as const } }));
  });

  test("does not take a recorder whose labels cannot be filled", () => {
    // @ts-expect-error: a label of a closed set without a value for others
    koaMetrics(recordPageViewsTotal);
    // @ts-expect-error: a label without a mapping
    koaMetrics({ requests: recordTenantRequestsTotal });
  });
});

describe("nestMetrics", () => {
  test("gives a dynamic module of Nest", () => {
    const module: DynamicModule = nestMetrics(recordHttpRequest);
    Module({ imports: [module, nestMetrics(several)] });
  });

  test("gives mappings the request of the platform", () => {
    const ofExpress = (request: express.Request) => request.get("x-tenant") ?? "";
    nestMetrics({ requests: recordTenantRequestsTotal, labels: { tenant: ofExpress } });
    const ofFastify = (request: FastifyRequest) => String(request.query);
    nestMetrics({ requests: recordTenantRequestsTotal, labels: { tenant: ofFastify } });
    nestMetrics({
      requests: recordTenantRequestsTotal,
      labels: { tenant: ({ headers }) => String(headers["x-tenant"]) },
    });
  });

  test("does not take a recorder whose labels cannot be filled", () => {
    // @ts-expect-error: a label of a closed set without a value for others
    nestMetrics(recordPageViewsTotal);
    // @ts-expect-error: a label without a mapping
    nestMetrics({ requests: recordTenantRequestsTotal });
  });
});
