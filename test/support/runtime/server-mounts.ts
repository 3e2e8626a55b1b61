import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import type { Metrics } from "../../../runtime/metrics.js";
import { metricsFetchHandler, metricsHandler } from "../../../runtime/server/handlers.js";
import { startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsHandlerOptions } from "../../../runtime/server/options.js";

export interface Question {
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Ask = (question?: Question) => Promise<Reply>;

/** The path of the metrics in each framework. */
const PATH = "/app/metrics";
const WHOLE_URL = `http://portal${PATH}`;

/** The ways in which metrics are served: our own server, and both handlers in others. */
export class Mounts {
  readonly #closing: (() => Promise<unknown>)[] = [];

  readonly serve = async (metrics: Metrics, options: MetricsHandlerOptions): Promise<Ask> => {
    const server = await startMetricsServer(metrics, {
      host: "127.0.0.1",
      port: 0,
      path: PATH,
      defaultMetrics: false,
      ...options,
    });
    this.#closing.push(() => server.close());
    return (question) => askServer(server.url, question);
  };

  /** A program without a framework, which removes its own path prefix. */
  readonly mount = (metrics: Metrics, options: MetricsHandlerOptions): Promise<Ask> => {
    const handler = metricsHandler(metrics, { defaultMetrics: false, ...options });
    return this.#listen((incoming, response) => {
      incoming.url = `/${incoming.url?.slice(PATH.length)}`;
      void handler(incoming, response);
    });
  };

  readonly inExpress = (metrics: Metrics, options: MetricsHandlerOptions): Promise<Ask> => {
    const app = express();
    app.use(PATH, metricsHandler(metrics, { defaultMetrics: false, ...options }));
    return this.#listen(app);
  };

  readonly inFastify = async (metrics: Metrics, options: MetricsHandlerOptions): Promise<Ask> => {
    const handler = metricsHandler(metrics, { defaultMetrics: false, ...options });
    const app = fastify();
    app.all(PATH, async (incoming, reply) => {
      reply.hijack();
      await handler(incoming.raw, reply.raw);
    });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    this.#closing.push(() => app.close());
    return (question) => askServer(`${url}${PATH}`, question);
  };

  readonly inHono = (metrics: Metrics, options: MetricsHandlerOptions): Promise<Ask> => {
    const handler = metricsFetchHandler(metrics, { defaultMetrics: false, ...options });
    const app = new Hono();
    app.all(PATH, (context) => handler(context.req.raw));
    return this.#listen(createAdaptorServer({ fetch: app.fetch }) as Server); // of HTTP/1.1, as no other is asked for
  };

  /** Without a server. */
  readonly fetchFrom = async (metrics: Metrics, options: MetricsHandlerOptions): Promise<Ask> => {
    const handler = metricsFetchHandler(metrics, { defaultMetrics: false, ...options });
    return async ({ method = "GET", query = "", headers = {} } = {}) => {
      const response = await handler(new Request(`${WHOLE_URL}${query}`, { method, headers }));
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    };
  };

  async close(): Promise<void> {
    await Promise.all(this.#closing.splice(0).map((close) => close()));
  }

  async #listen(listener: RequestListener | Server): Promise<Ask> {
    const server = typeof listener === "function" ? createServer(listener) : listener;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo; // it listens on TCP
    return (question) => askServer(`http://127.0.0.1:${port}${PATH}`, question);
  }
}

async function askServer(url: string, { method = "GET", query = "", headers = {} }: Question = {}) {
  const outgoing = request(`${url}${query}`, { method, headers, agent: false });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
