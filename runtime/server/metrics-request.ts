import type { IncomingMessage } from "node:http";

/** What an answer with metrics depends on. */
export interface MetricsRequest {
  readonly method: string;
  /** Path and query, or a whole URL. The path is not looked at. */
  readonly target: string;
  /** The header `Accept`. */
  readonly accept: string | undefined;
  /** The header `Accept-Encoding`. */
  readonly acceptEncoding: string | undefined;
}

/** That of a request to a server of Node's. */
export function metricsRequest({ method = "", url = "", headers }: IncomingMessage): MetricsRequest {
  const acceptEncoding = headers["accept-encoding"];
  return { method, target: url, accept: headers.accept, acceptEncoding };
}
