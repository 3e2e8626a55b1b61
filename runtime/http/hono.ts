import { codeOfResponse, codeOfThrown, signalOf, withCountedBody } from "./fetch.js";
import type { HttpMetricsFunction, RoutedLabels } from "./http-options.js";
import { HttpRecorder, ROUTED, UNMATCHED_ROUTE } from "./http-recorder.js";
import { nodeExchangeOf, whenExchangeEnded } from "./node-response.js";

/** The context of a request in Hono 4, with the members that are read. */
export interface HonoContext {
  readonly req: {
    readonly raw: Request;
    readonly method: string;
    readonly path: string;
    readonly matchedRoutes: readonly HonoRoute[];
    readonly routeIndex: number;
    header(name: string): string | undefined;
  };
  res: Response;
  // biome-ignore lint/suspicious/noExplicitAny: so Hono declares it
  readonly env: any; // reason: a function of a label may give its own type to it
}

/** A route or a middleware that matches a request. */
interface HonoRoute {
  readonly path: string;
  readonly method: string;
  // biome-ignore lint/complexity/noBannedTypes: so Hono declares it
  readonly handler: Function;
}

/** A middleware of Hono. */
export type HonoMiddleware = (context: HonoContext, next: () => Promise<void>) => Promise<void>;

/**
 * A middleware that records every request of a Hono application. Use it before all others. The route is the path with
 * which its handler was declared, with those of `route` and `basePath`. On `@hono/node-server` a request is recorded when its
 * response has been sent, elsewhere when the handler has given it or, with a metric of its size, when it has been read.
 *
 * @throws Error if an option is not valid
 */
export const honoMetrics: HttpMetricsFunction<RoutedLabels, HonoContext, Response, HonoMiddleware> = (
  options,
) => {
  const recorder = new HttpRecorder<HonoContext, Response | undefined>("honoMetrics", options, ROUTED);
  // To read the response makes one, if there is none yet: Hono then merges its headers into the handler's.
  const responseOf = (context: HonoContext) => (recorder.hasMappings ? context.res : undefined);
  return (context, next) => {
    const { raw } = context.req;
    const open = recorder.begin(raw.method, context, responseOf(context));
    const end = (code: number, bytes: number) => {
      recorder.end(open, { code, route: routeOf(context), bytes }, context, responseOf(context));
    };
    const exchange = nodeExchangeOf(context.env);
    if (exchange === undefined) return recordAnswer(context, next, recorder.measuresSize, end);
    whenExchangeEnded(recorder.measuresSize, exchange, end);
    return next();
  };
};

/** Where the end of the response is not seen. */
async function recordAnswer(
  context: HonoContext,
  next: () => Promise<void>,
  measuresSize: boolean,
  end: (code: number, bytes: number) => void,
): Promise<void> {
  const { raw } = context.req;
  const signal = signalOf(raw);
  try {
    await next();
  } catch (error) {
    end(codeOfThrown(signal, error), 0);
    throw error;
  }
  const code = () => codeOfResponse(signal, context.res);
  if (!measuresSize) end(code(), 0);
  else context.res = withCountedBody(raw, context.res, (bytes) => end(code(), bytes));
}

/** The name under which Hono keeps the handler of an application that was mounted with a handler of errors. */
const COMPOSED_HANDLER = "__COMPOSED_HANDLER";

/**
 * The route that has answered, or would have if no middleware had refused the request. What matches all paths is no
 * route if it is a middleware; another middleware is one if it has answered, such as one that serves files.
 */
function routeOf(context: HonoContext): string {
  const { matchedRoutes, routeIndex } = context.req;
  const route = matchedRoutes.slice(routeIndex).find((candidate) => !isMiddleware(candidate));
  if (route !== undefined) return route.path;
  const last = matchedRoutes[routeIndex];
  return last === undefined || last.path === "/*" || context.res.status === 404 ? UNMATCHED_ROUTE : last.path;
}

function isMiddleware({ method, handler }: HonoRoute): boolean {
  if (method !== "ALL") return false;
  const composed: unknown = Reflect.get(handler, COMPOSED_HANDLER);
  return (typeof composed === "function" ? composed : handler).length > 1;
}
