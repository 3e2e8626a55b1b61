import type { HttpMetricsFunction } from "./http-options.js";
import { CLIENT_CLOSED_REQUEST, HttpRecorder } from "./http-recorder.js";
import { type NodeExchange, nodeExchangeOf, whenExchangeEnded } from "./node-response.js";

/** A handler of requests, such as one of a route of Next, or `fetch` of Bun, Deno or a worker. */
type FetchHandler = (
  request: Request,
  ...context: readonly unknown[]
) => Response | undefined | Promise<Response | undefined>;

/** Wraps the handler of a route. Its parameters and what it gives keep the types of the framework. */
type WithMetrics = <
  Received extends Request,
  Context extends unknown[],
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler may give nothing
  Given extends Response | undefined | void | Promise<Response | undefined | void>,
>(
  route: string,
  handler: (request: Received, ...context: Context) => Given,
) => (request: Received, ...context: Context) => Given;

interface FetchLabels {
  readonly begin: { readonly method: string; readonly route: string };
  readonly end: {
    readonly method: string;
    readonly code: number;
    readonly status: number;
    readonly route: string;
  };
}

/**
 * Records the requests of handlers that take a `Request` and give a `Response`: of Next, Bun, Deno and workers.
 *
 *     const withMetrics = fetchMetrics(recordHttpRequest);
 *     export const GET = withMetrics("/api/users/[id]", async (request) => new Response("hello"));
 *
 * A request is recorded when the handler has given its response, or has thrown. With a metric of the response's size, it
 * is recorded when the body has been read, or is no longer wanted. On `@hono/node-server`, it is recorded when its response has
 * been sent.
 *
 * @returns wraps the handler of a route. The route's pattern is its label value: never pass the path of a request
 * @throws Error if an option is not valid
 */
export const fetchMetrics: HttpMetricsFunction<FetchLabels, Request, Response | undefined, WithMetrics> = (
  options,
) => {
  const recorder = new HttpRecorder<Request, Response | undefined>("fetchMetrics", options, SOURCES);
  const withMetrics = (route: string, handler: FetchHandler): FetchHandler =>
    function recorded(this: unknown, request, ...context) {
      const exchange = nodeExchangeOf(context[0]);
      if (exchange !== undefined) {
        return recordSent(recorder, { request, route, exchange }, () =>
          handler.call(this, request, ...context),
        );
      }
      const signal = signalOf(request); // at once: some servers make it when it is read, and abort it only then
      const open = recorder.begin(request.method, request, undefined, route);
      const end = (code: number, response: Response | undefined, bytes = 0) => {
        recorder.end(open, { code, route, bytes }, request, response);
      };
      const respond = (response: Response | undefined) => {
        if (!recorder.measuresSize) end(codeOfResponse(signal, response), response);
        else
          return withCountedBody(request, response, (bytes) =>
            end(codeOfResponse(signal, response), response, bytes),
          );
        return response;
      };
      const fail = (error: unknown): never => {
        end(codeOfThrown(signal, error), undefined);
        throw error;
      };
      let given: ReturnType<FetchHandler>;
      try {
        given = handler.call(this, request, ...context);
      } catch (error) {
        return fail(error);
      }
      return isPromise(given) ? given.then(respond, fail) : respond(given);
    };
  return withMetrics as WithMetrics; // what a handler takes and gives is passed on
};

const SOURCES = { begin: ["method", "route"], end: ["method", "code", "status", "route"] };

interface RoutedExchange {
  readonly request: Request;
  readonly route: string;
  readonly exchange: NodeExchange;
}

/** Records a request of a Node server, whose signal is not read: the server would make a whole `Request` for it. */
function recordSent(
  recorder: HttpRecorder<Request, Response | undefined>,
  { request, route, exchange }: RoutedExchange,
  handle: () => ReturnType<FetchHandler>,
): ReturnType<FetchHandler> {
  const open = recorder.begin(request.method, request, undefined, route);
  let response: Response | undefined;
  whenExchangeEnded(recorder.measuresSize, exchange, (code, bytes) => {
    recorder.end(open, { code, route, bytes }, request, response);
  });
  const given = handle();
  if (!recorder.hasMappings) return given;
  const keep = (one: Response | undefined) => {
    response = one;
    return one;
  };
  return isPromise(given) ? given.then(keep) : keep(given);
}

function isPromise(given: ReturnType<FetchHandler>): given is Promise<Response | undefined> {
  return typeof given === "object" && given !== null && "then" in given;
}

/** Without a response, the handler has upgraded the connection, as in Bun. */
export function codeOfResponse(signal: AbortSignal | undefined, response: Response | undefined): number {
  if (signal?.aborted) return CLIENT_CLOSED_REQUEST;
  if (response == null) return 101; // JavaScript may give null
  return response.status === 0 ? 500 : response.status; // 0 is that of `Response.error()`
}

/** Aborted when the client is gone. Deno warns of who reads it: there, it also aborts after each response. */
export function signalOf(request: Request): AbortSignal | undefined {
  return "Deno" in globalThis ? undefined : request.signal;
}

/** Some frameworks have responses thrown: as such, or in Next as an error by `redirect()` and `notFound()`. */
export function codeOfThrown(signal: AbortSignal | undefined, error: unknown): number {
  if (signal?.aborted) return CLIENT_CLOSED_REQUEST;
  if (error instanceof Response) return error.status;
  const digest: unknown = error instanceof Error && "digest" in error ? error.digest : undefined;
  const code = typeof digest === "string" ? NEXT_DIGEST.exec(digest)?.[1] : undefined;
  return code === undefined ? 500 : Number(code);
}

/** Matches `NEXT_REDIRECT;replace;/login;307;` and `NEXT_HTTP_ERROR_FALLBACK;404`. */
const NEXT_DIGEST = /^NEXT_(?:REDIRECT|HTTP_ERROR_FALLBACK);(?:.*;)?([345]\d\d);?$/;

/** @param end called once, with the size of the body: at once if the response says it */
export function withCountedBody<Given extends Response | undefined>(
  request: Request,
  response: Given,
  end: (bytes: number) => void,
): Given | Response {
  const length = response?.headers.get("content-length") ?? undefined;
  const isSent = response?.body != null && request.method !== "HEAD";
  if (response?.body == null || !isSent || length !== undefined) {
    end(isSent ? Number(length) : 0);
    return response;
  }
  const reader = response.body.getReader();
  let bytes = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            bytes += value.byteLength;
            controller.enqueue(value);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        end(bytes);
      },
      cancel(reason) {
        end(bytes);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 }, // nothing is read before it is wanted
  );
  return new Response(body, response);
}
