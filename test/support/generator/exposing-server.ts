import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A server on loopback, which is closed after the test. */
export interface ExposingServer {
  /** The URL of its metrics. */
  readonly url: string;
  /** The requests so far. */
  readonly requests: readonly IncomingMessage[];
}

export async function startServer(listener: RequestListener): Promise<ExposingServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { url: `http://127.0.0.1:${port}/metrics`, requests };
}

const TEXT = "text/plain; version=0.0.4; charset=utf-8";
export const OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Serves expositions, one after the other; from the last on the last. */
export function startExposing(
  texts: string | readonly string[],
  contentType = TEXT,
): Promise<ExposingServer> {
  const all = [texts].flat();
  let next = 0;
  return startServer((_, response) => {
    response.setHeader("content-type", contentType).end(all[Math.min(next, all.length - 1)]);
    next += 1;
  });
}
