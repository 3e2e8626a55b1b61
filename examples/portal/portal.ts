import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startHttpRequestTimer } from "../../generated/recorders.js";
import { DEFAULT_REGULATION, type RegulationRule } from "./authentication/regulation.js";
import { createRouter, type Handler, type Reply, replyTo, toPortalRequest } from "./http.js";
import { portalRoutes } from "./routes.js";

interface PortalOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The address of the metrics, which the home page shows; empty if they are not served. */
  readonly metricsUrl: string;
  readonly regulation?: RegulationRule;
}

/** A portal that is listening. */
export interface Portal {
  readonly url: string;
  /** Stops listening and closes the open connections. */
  close(): Promise<void>;
}

/** Starts a portal. Throws the error of node:net if it cannot listen. */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
  });
  await listen(server, options);
  const url = urlOf(server);
  const addresses = { portal: url, metrics: options.metricsUrl };
  const routes = portalRoutes(addresses, options.regulation ?? DEFAULT_REGULATION);
  server.on("request", recordRequests(createRouter(routes)));
  return { url, close: () => close(server) };
}

/**
 * A listener of node:http that replies to each request and records it. The timer starts first. Its stop function takes
 * the labels, which are known only then. It counts the request (`authelia_request`) and observes its duration
 * (`authelia_request_duration`).
 */
function recordRequests(handler: Handler): (incoming: IncomingMessage, response: ServerResponse) => void {
  return async (incoming, response) => {
    const stop = startHttpRequestTimer();
    const request = toPortalRequest(incoming);
    const reply = await replyTo(request, handler);
    send(response, reply);
    stop({ code: reply.status, method: request.method });
  };
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, "cache-control": "no-store" });
  response.end(reply.body); // node:http sends no body in reply to HEAD
}

function listen(server: Server, { host, port }: PortalOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo; // the server listens on TCP
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`;
}
