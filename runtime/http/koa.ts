import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpMetricsFunction, RoutedLabels } from "./http-options.js";
import { HttpRecorder, ROUTED, UNMATCHED_ROUTE } from "./http-recorder.js";
import { whenEnded } from "./node-response.js";

/** The context of a request in Koa, with the members that are read. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: so Koa declares it
  readonly state: any; // reason: a function of a label may give its own type to it
}

/** A middleware of Koa. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * A middleware that records every request of a Koa application. Use it before all others. The route is that of
 * `@koa/router`, with the prefixes of all routers. With another router, or none, fill the label `route` by the option
 * `labels`: all requests are unmatched otherwise.
 *
 * @throws Error if an option is not valid
 */
export const koaMetrics: HttpMetricsFunction<RoutedLabels, KoaContext, ServerResponse, KoaMiddleware> = (
  options,
) => {
  const recorder = new HttpRecorder<KoaContext, ServerResponse>("koaMetrics", options, ROUTED);
  return (context, next) => {
    const { req, res } = context;
    const open = recorder.begin(req.method ?? "", context, res);
    whenEnded(recorder.measuresSize, req, res, (code, bytes) => {
      recorder.end(open, { code, route: routeOf(context), bytes }, context, res);
    });
    return next();
  };
};

/** What `@koa/router` writes into the context. */
interface RoutedContext extends KoaContext {
  /** The path of the layer that was called last. */
  readonly _matchedRoute?: string | RegExp;
  /** The layers whose path matches, whatever their methods are: a middleware of a router has none. */
  readonly matched?: readonly Layer[];
}

interface Layer {
  readonly path: string | RegExp;
  readonly methods: readonly string[];
}

/** The route that was called, or would have been if no middleware had refused the request. */
function routeOf({ _matchedRoute, matched = [], req }: RoutedContext): string {
  const takesMethod = ({ methods }: Layer) => methods.includes(req.method ?? "");
  const route =
    matched.find((layer) => layer.path === _matchedRoute && takesMethod(layer)) ?? matched.find(takesMethod);
  return route === undefined ? UNMATCHED_ROUTE : String(route.path);
}
