import type { IncomingMessage, ServerResponse } from "node:http";
import type { FilledRecorder, HttpMetricsOptions, Recorder } from "./http-options.js";
import { HttpRecorder, UNMATCHED_ROUTE } from "./http-recorder.js";
import { recordNodeRequest } from "./node-response.js";

/** A request of Express 4 or 5, with the members that are read. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl: string;
  readonly originalUrl: string;
  readonly params: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: so Express declares it
  readonly route?: any;
}

/** A middleware of Express 4 and 5. */
export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

interface ExpressLabels {
  readonly begin: { readonly method: string };
  readonly end: {
    readonly method: string;
    readonly code: number;
    readonly status: number;
    readonly route: string;
  };
}

/**
 * A middleware that records every request of an Express application. Use it before all others.
 *
 * @throws Error if an option is not valid
 */
export function expressMetrics<
  Requests extends Recorder = () => void,
  Duration extends Recorder = () => void,
  Size extends Recorder = () => void,
  InFlight extends Recorder = () => void,
  One extends Recorder = () => void,
>(
  options:
    | HttpMetricsOptions<Requests, Duration, Size, InFlight, ExpressLabels, ExpressRequest, ServerResponse>
    | (One & FilledRecorder<One, ExpressLabels>),
): ExpressMiddleware {
  const recorder = new HttpRecorder<ExpressRequest, ServerResponse>("expressMetrics", options, SOURCES);
  return (request, response, next) => {
    recordNodeRequest(recorder, request, response, routeOf);
    next();
  };
}

const SOURCES = { begin: ["method"], end: ["method", "code", "status", "route"] };

/** The request of an error has lost its base URL again, and never had one without routers. */
function routeOf({ route, baseUrl }: Partial<ExpressRequest>): string {
  const path: unknown = route?.path;
  return path === undefined ? UNMATCHED_ROUTE : `${baseUrl ?? ""}${String(path)}`;
}
