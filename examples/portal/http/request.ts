import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { readBody } from "./body.js";

/** A request as the routes see it. */
export interface PortalRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Reads the body, once. Throws a `Refusal` if it is too long or ends early. */
  readonly body: () => Promise<string>;
}

/** The routes' view of a request of node:http. Never throws, whatever the request's target is. */
export function portalRequest(incoming: IncomingMessage): PortalRequest {
  const target = incoming.url ?? "/";
  const end = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: end < 0 ? target : target.slice(0, end),
    query: new URLSearchParams(end < 0 ? "" : target.slice(end + 1)),
    headers: incoming.headers,
    body: () => readBody(incoming),
  };
}

/** The value of a cookie that the request carries. */
export function cookie(request: PortalRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name) return value;
  }
  return undefined;
}
