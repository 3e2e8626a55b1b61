import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpMetricsFunction, RoutedLabels } from "./http-options.js";
import { HttpRecorder, type OpenRequest, ROUTED, UNMATCHED_ROUTE } from "./http-recorder.js";
import { isUpgrade, whenEnded, whenUpgraded } from "./node-response.js";

/**
 * A request of Fastify 4 or 5, with the members that are read. What Fastify answers without a hook, such as a malformed
 * path, has no other members.
 */
export interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly is404?: boolean;
  readonly routeOptions?: { readonly url?: string | undefined };
  /** The same, before Fastify 4.10. */
  readonly routerPath?: string;
}

/** A reply of Fastify 4 or 5, with the member that is read. */
export interface FastifyReply {
  readonly raw: ServerResponse;
}

/** An instance of Fastify 4 or 5, with the members that are used. */
export interface FastifyInstance {
  /** Of `node:http` or `node:http2`. */
  readonly server: EventEmitter;
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void,
  ): unknown;
}

/** A plug-in of Fastify. */
export type FastifyPlugin = (
  instance: FastifyInstance,
  options: unknown,
  done: (error?: Error) => void,
) => void;

/**
 * A plug-in that records every request of a Fastify server, in all of its contexts. Register it before all others. The
 * route is the path with which it was declared, with the prefixes of its contexts.
 *
 * @throws Error if an option is not valid
 */
export const fastifyMetrics: HttpMetricsFunction<
  RoutedLabels,
  FastifyRequest,
  FastifyReply,
  FastifyPlugin
> = (options) => {
  const recorder = new HttpRecorder<FastifyRequest, FastifyReply>("fastifyMetrics", options, ROUTED);
  const plugin: FastifyPlugin = (instance, _options, done) => {
    recordFastify(instance, recorder);
    done();
  };
  return Object.assign(plugin, PLUGIN_MARKS);
};

/** Hooks of the plug-in are those of the instance that registers it, as if `fastify-plugin` had wrapped it. */
const PLUGIN_MARKS = {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "metricsmith",
};

/** Records the requests of an instance that does not listen yet. */
export function recordFastify(
  instance: FastifyInstance,
  recorder: HttpRecorder<FastifyRequest, FastifyReply>,
): void {
  const key: unique symbol = Symbol("metricsmith"); // a WeakMap would cost the collector of garbage several times as much
  const begin = (
    raw: IncomingMessage & { [key]?: FastifyExchange },
    request: FastifyRequest,
    reply: FastifyReply,
  ) => {
    const exchange = new FastifyExchange(recorder, request, reply);
    raw[key] = exchange;
    // A plug-in of WebSockets has Fastify route upgrades. How long the connection is open is not the duration of a request.
    if (isUpgrade(raw)) whenUpgraded(raw.socket, (code) => exchange.end(code, 0));
    else whenEnded(recorder.measuresSize, raw, reply.raw, (code, bytes) => exchange.end(code, bytes));
    return exchange;
  };
  // Fastify answers malformed paths, and requests while it closes, without a hook.
  instance.server.prependListener("request", (raw: IncomingMessage, response: ServerResponse) => {
    begin(raw, new UnhookedRequest(raw), { raw: response });
  });
  instance.addHook("onRequest", (request, reply, done) => {
    const { raw }: { readonly raw: IncomingMessage & { [key]?: FastifyExchange } } = request;
    const exchange = raw[key] ?? begin(raw, request, reply); // not by a server: inject
    exchange.enter(request, reply);
    done();
  });
}

/** A request that Fastify has not seen yet. Node reads the headers when they are asked for. */
class UnhookedRequest implements FastifyRequest {
  readonly raw: IncomingMessage;

  constructor(raw: IncomingMessage) {
    this.raw = raw;
  }

  get method(): string {
    return this.raw.method ?? "";
  }

  get url(): string {
    return this.raw.url ?? "";
  }

  get headers(): IncomingMessage["headers"] {
    return this.raw.headers;
  }
}

class FastifyExchange {
  readonly #recorder: HttpRecorder<FastifyRequest, FastifyReply>;
  readonly #open: OpenRequest;
  #request: FastifyRequest;
  #reply: FastifyReply;
  #route = UNMATCHED_ROUTE;

  constructor(
    recorder: HttpRecorder<FastifyRequest, FastifyReply>,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    this.#recorder = recorder;
    this.#request = request;
    this.#reply = reply;
    this.#open = recorder.begin(request.method, request, reply);
  }

  /** Fastify has found the route, and not called anything of it yet. */
  enter(request: FastifyRequest, reply: FastifyReply): void {
    this.#request = request;
    this.#reply = reply;
    if (request.is404 !== true) this.#route = pathOf(request) ?? UNMATCHED_ROUTE;
  }

  end(code: number, bytes: number): void {
    this.#recorder.end(this.#open, { code, route: this.#route, bytes }, this.#request, this.#reply);
  }
}

function pathOf(request: FastifyRequest): string | undefined {
  const { routeOptions } = request;
  return routeOptions === undefined ? request.routerPath : routeOptions.url;
}
