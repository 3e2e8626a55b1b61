import type { IncomingMessage, ServerResponse } from "node:http";
import type { ExpressRequest } from "./express.js";
import { ExpressRoutes } from "./express-routes.js";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, recordFastify } from "./fastify.js";
import type { HttpMetricsFunction, RoutedLabels } from "./http-options.js";
import { HttpRecorder, ROUTED, UNMATCHED_ROUTE } from "./http-recorder.js";
import { recordNodeRequest } from "./node-response.js";

/** The request of the platform: on Express, that of `node:http` until Express has seen it. */
export type NestRequest = ExpressRequest | FastifyRequest;

/** The response of the platform. */
export type NestResponse = ServerResponse | FastifyReply;

/** A dynamic module of Nest, for `imports` of a module. */
export interface NestMetricsModule {
  readonly module: new () => { configure(consumer: object): void };
}

/**
 * A module that records every request of a Nest application, on Express or Fastify: `imports: [nestMetrics(…)]`. Unlike an
 * interceptor, it sees what guards, pipes, middleware and parsers refuse, and what no controller takes. The route is the
 * path of the method, with those of its controller and modules, the version and the global prefix.
 *
 * @throws Error if an option is not valid
 */
export const nestMetrics: HttpMetricsFunction<RoutedLabels, NestRequest, NestResponse, NestMetricsModule> = (
  options,
) => {
  const recorder = new HttpRecorder<NestRequest, NestResponse>("nestMetrics", options, ROUTED);
  return {
    module: class HttpMetricsModule {
      /** Nest calls it before it registers the routes of controllers. */
      configure(consumer: object): void {
        recordNest(adapterOf(consumer), recorder);
      }
    },
  };
};

/** What connects Nest with its platform, with the members that are used. */
interface HttpAdapter {
  getType(): string;
  getInstance(): object;
  getHttpServer(): {
    prependListener(
      event: "request",
      listener: (request: IncomingMessage, response: ServerResponse) => void,
    ): unknown;
  };
}

/** A consumer of middleware knows the adapter, which no provider can get without a class of Nest's. */
function adapterOf(consumer: object): HttpAdapter {
  if ("getHttpAdapter" in consumer && typeof consumer.getHttpAdapter === "function") {
    return consumer.getHttpAdapter() as HttpAdapter; // so Nest declares it
  }
  throw new Error("nestMetrics: this version of Nest does not give its HTTP adapter to modules");
}

function recordNest(adapter: HttpAdapter, recorder: HttpRecorder<NestRequest, NestResponse>): void {
  const platform = adapter.getType();
  if (platform === "fastify") recordFastify(adapter.getInstance() as FastifyInstance, recorder);
  else if (platform === "express") {
    const routes = new ExpressRoutes(adapter.getInstance());
    const routeOf = (request: ExpressRequest) => expressRouteOf(routes, request);
    // Before what Nest itself adds to Express: parsers of bodies, CORS
    adapter.getHttpServer().prependListener("request", (request, response) => {
      recordNodeRequest(recorder, request as ExpressRequest, response, routeOf);
    });
  } else throw new Error(`nestMetrics: the platform ${platform} is not known; expected express or fastify`);
}

/**
 * Nest's routes have their whole path, but the application may use routers of Express. What Nest registers for middleware,
 * and for what is not found, looks like a route, too: if nothing has been found there, it is none.
 */
function expressRouteOf(
  routes: ExpressRoutes,
  request: ExpressRequest & { readonly res?: ServerResponse },
): string {
  const route = request.route as ExpressRoute | undefined; // Express sets it when a route matches
  const isFound = request.res?.statusCode !== 404 || (route !== undefined && isOfController(route));
  return isFound ? routes.patternOf(request) : UNMATCHED_ROUTE;
}

/** What is read of a route of Express. */
interface ExpressRoute {
  readonly stack?: readonly { readonly handle: object }[];
}

/** Nest gives the handler of a route the metadata of the controller's method. */
function isOfController(route: ExpressRoute): boolean {
  const hasMetadata: unknown = Reflect.get(Reflect, "hasMetadata"); // of reflect-metadata, which Nest needs
  if (typeof hasMetadata !== "function") return true;
  return route.stack?.some(({ handle }) => Reflect.apply(hasMetadata, Reflect, ["path", handle])) ?? true;
}
