import type { IncomingMessage, ServerResponse } from "node:http";
import { ExpressRoutes, type RoutedRequest } from "./express-routes.js";
import type { FilledRecorder, HttpMetricsOptions, Recorder } from "./http-options.js";
import { HttpRecorder } from "./http-recorder.js";
import { recordNodeRequest } from "./node-response.js";

/** A request of Express 4 or 5, with the members that are read, and that mappings of labels use most. */
export interface ExpressRequest extends IncomingMessage, RoutedRequest {
  readonly baseUrl: string;
  readonly originalUrl: string;
  readonly path: string;
  readonly hostname: string;
  readonly ip: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  get(name: "set-cookie"): string[] | undefined;
  get(name: string): string | undefined;
}

/** A response of Express 4 or 5. */
export interface ExpressResponse extends ServerResponse {
  // biome-ignore lint/suspicious/noExplicitAny: so Express declares them
  readonly locals: Record<string, any>;
}

/** A middleware of Express 4 and 5. */
export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ExpressResponse,
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
    | HttpMetricsOptions<Requests, Duration, Size, InFlight, ExpressLabels, ExpressRequest, ExpressResponse>
    | (One & FilledRecorder<One, ExpressLabels>),
): ExpressMiddleware {
  const recorder = new HttpRecorder<ExpressRequest, ExpressResponse>("expressMetrics", options, SOURCES);
  const routes = new ExpressRoutes();
  const routeOf = (request: ExpressRequest) => routes.patternOf(request);
  return (request, response, next) => {
    routes.begin(request.app);
    recordNodeRequest(recorder, request, response, routeOf);
    next();
  };
}

const SOURCES = { begin: ["method"], end: ["method", "code", "status", "route"] };
