import type { IncomingMessage, ServerResponse } from "node:http";
import { ExpressRoutes, type RoutedRequest } from "./express-routes.js";
import type { HttpMetricsFunction, RoutedLabels } from "./http-options.js";
import { HttpRecorder, ROUTED } from "./http-recorder.js";
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
  readonly locals: Record<string, any>; // reason: a function of a label may give its own type to it
}

/** A middleware of Express 4 and 5. */
export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * A middleware that records every request of an Express application. Use it before all others.
 *
 * @throws Error if an option is not valid
 */
export const expressMetrics: HttpMetricsFunction<
  RoutedLabels,
  ExpressRequest,
  ExpressResponse,
  ExpressMiddleware
> = (options) => {
  const recorder = new HttpRecorder<ExpressRequest, ExpressResponse>("expressMetrics", options, ROUTED);
  const routes = new ExpressRoutes();
  const routeOf = (request: ExpressRequest) => routes.patternOf(request);
  return (request, response, next) => {
    routes.begin(request);
    recordNodeRequest(recorder, request, response, routeOf);
    next();
  };
};
