import type { IncomingMessage, ServerResponse } from "node:http";
import { CLIENT_CLOSED_REQUEST, type HttpRecorder } from "./http-recorder.js";

/**
 * Records a request of a server of `node:http` or `node:http2`, or of a framework on top of them: when its response has
 * been sent, or its connection has closed before. A response that was cut off has the code that was sent.
 *
 * @param routeOf called when the response has ended
 */
export function recordNodeRequest<Request extends IncomingMessage, Response extends ServerResponse>(
  recorder: HttpRecorder<Request, Response>,
  request: Request,
  response: Response,
  routeOf: (request: Request) => string,
): void {
  const open = recorder.begin(request.method ?? "", request, response);
  whenEnded(recorder.measuresSize, request, response, (code, bytes) => {
    recorder.end(open, { code, route: routeOf(request), bytes }, request, response);
  });
}

/**
 * Calls back when a response has been sent, or its connection has closed before: once or, of requests that were
 * pipelined, twice.
 *
 * @param end takes the code, and the bytes of the body if they are measured
 */
export function whenEnded(
  measuresSize: boolean,
  request: IncomingMessage,
  response: ServerResponse,
  end: (code: number, bytes: number) => void,
): void {
  const count = measuresSize ? countBytes(request, response) : undefined;
  const waits = response.socket === null;
  response.on("close", () => {
    const hadTurn = !waits || response.socket !== null || response.writableFinished;
    const code = hadTurn ? codeOf(request, response) : CLIENT_CLOSED_REQUEST;
    end(code, code === NO_CONTENT || code === NOT_MODIFIED ? 0 : (count?.bytes ?? 0));
  });
  if (!waits) return;
  // It waits for the responses to earlier requests of its connection. Until it has its turn, only the request closes.
  request.on("close", () => {
    if (request.aborted && response.socket === null) end(CLIENT_CLOSED_REQUEST, 0);
  });
}

/** What `@hono/node-server` gives to the handler of a request, beside the request. */
export interface NodeExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** With it, the end of the response is seen; `undefined` on other servers. */
export function nodeExchangeOf(context: unknown): NodeExchange | undefined {
  if (typeof context !== "object" || context === null) return undefined;
  const { incoming, outgoing } = context as Partial<NodeExchange>; // nothing else has both
  return incoming === undefined || outgoing === undefined ? undefined : { incoming, outgoing };
}

/** What the client has got as the code, if the response had its turn on the connection. */
function codeOf(request: IncomingMessage, response: ServerResponse): number {
  if (response.writableFinished || hasSentHeaders(response)) return response.statusCode;
  // A request of the event `upgrade`, whose connection was taken over by what a framework has called for it
  return "upgrade" in request && request.upgrade === true ? SWITCHING_PROTOCOLS : CLIENT_CLOSED_REQUEST;
}

/** As Node knows it: `@fastify/express` gives responses a property of this name, which is false for what Fastify sends. */
function hasSentHeaders(response: ServerResponse): boolean {
  return Reflect.get(Object.getPrototypeOf(response), "headersSent", response) === true;
}

const SWITCHING_PROTOCOLS = 101;

/** The codes of responses without a body: what a handler writes is not sent. */
const [NO_CONTENT, NOT_MODIFIED] = [204, 304];

/** Counts the bytes of a response's body that are written from now on, and sent. */
function countBytes(request: IncomingMessage, response: ServerResponse): { readonly bytes: number } {
  const count = { bytes: 0 };
  if (request.method === "HEAD") return count;
  const { write, end } = response;
  Object.assign(response, {
    write(this: ServerResponse, chunk: unknown, ...rest: unknown[]): unknown {
      if (!this.writableEnded) count.bytes += sizeOf(chunk, rest[0]);
      return Reflect.apply(write, this, [chunk, ...rest]);
    },
    end(this: ServerResponse, chunk: unknown, ...rest: unknown[]): unknown {
      const before = this.writableEnded ? Number.NaN : count.bytes;
      const result: unknown = Reflect.apply(end, this, [chunk, ...rest]);
      if (count.bytes === before) count.bytes += sizeOf(chunk, rest[0]); // that of HTTP/2 calls `write`
      return result;
    },
  });
  return count;
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === "string") {
    return Buffer.byteLength(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
