import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFAULT_REGULATION, type RegulationRule } from "./authentication/regulation.js";
import { recordRequests } from "./http/record-requests.js";
import { router } from "./http/router.js";
import { portalRoutes } from "./routes.js";

export interface PortalOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where the metrics are served, empty if they are not; the home page says so. */
  readonly metricsUrl: string;
  readonly regulation?: RegulationRule;
}

/** A portal that is listening. */
export interface Portal {
  readonly url: string;
  /** Stops listening, and cuts the connections that are open. */
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
  server.on("request", recordRequests(router(routes)));
  return { url, close: () => close(server) };
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
  const { address, family, port } = server.address() as AddressInfo; // it listens, and on no Unix socket
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`;
}
