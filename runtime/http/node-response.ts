import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
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

/** Calls back once: when the first line of the response to an upgrade is written, or when its connection has closed before. */
export function whenUpgraded(socket: Duplex, end: (code: number) => void): void {
  let isOpen = true;
  const endOnce = (code: number) => {
    if (!isOpen) return;
    isOpen = false;
    end(code);
  };
  socket.on("close", () => endOnce(CLIENT_CLOSED_REQUEST));
  for (const name of ["write", "end"] as const) {
    const original = socket[name];
    Reflect.set(socket, name, function recorded(this: Duplex, ...values: unknown[]): unknown {
      const code = isOpen ? statusOf(values[0]) : undefined;
      if (code !== undefined) endOnce(code);
      return Reflect.apply(original, this, values);
    });
  }
}

/** The status in the first line of a response; none if that is another chunk, or an interim response before the final one. */
function statusOf(chunk: unknown): number | undefined {
  if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return undefined;
  const start =
    typeof chunk === "string" ? chunk.slice(0, 12) : Buffer.from(chunk.subarray(0, 12)).toString("latin1");
  const code = Number(/^HTTP\/1\.[01] ([1-5]\d\d)$/.exec(start)?.[1]);
  return code === 101 || code >= 200 ? code : undefined;
}

/** What `@hono/node-server` gives to the handler of a request, beside the request. An upgrade has no response. */
export interface NodeExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse | undefined;
}

/** With it, the end of the response is seen; `undefined` on other servers. */
export function nodeExchangeOf(context: unknown): NodeExchange | undefined {
  if (typeof context !== "object" || context === null) return undefined;
  const { incoming, outgoing } = context as Partial<NodeExchange>; // nothing else has both
  if (incoming === undefined) return undefined;
  return outgoing === undefined && !isUpgrade(incoming) ? undefined : { incoming, outgoing };
}

/** Calls back when the response of an exchange has been sent, or its connection has closed before, as `whenEnded` does. */
export function whenExchangeEnded(
  measuresSize: boolean,
  { incoming, outgoing }: NodeExchange,
  end: (code: number, bytes: number) => void,
): void {
  if (outgoing === undefined) whenUpgraded(incoming.socket, (code) => end(code, 0));
  else whenEnded(measuresSize, incoming, outgoing, end);
}

/** Whether a request is one of the event `upgrade`. */
export function isUpgrade(request: IncomingMessage): boolean {
  return "upgrade" in request && request.upgrade === true;
}

/** What the client has got as the code, if the response had its turn on the connection. */
function codeOf(request: IncomingMessage, response: ServerResponse): number {
  if (hasSentHeaders(response)) return response.statusCode;
  // A request of the event `upgrade`, whose connection was taken over by what a framework has called for it
  return isUpgrade(request) ? SWITCHING_PROTOCOLS : CLIENT_CLOSED_REQUEST;
}

/**
 * As Node knows it: `@fastify/express` gives responses a property of their own, which is wrong for what Fastify sends. A
 * response that is not Node's may have no other.
 */
function hasSentHeaders(response: ServerResponse): boolean {
  if (!Object.hasOwn(response, "headersSent")) return response.headersSent;
  const ofNode: unknown = Reflect.get(Object.getPrototypeOf(response), "headersSent", response);
  return ofNode === undefined ? response.headersSent : ofNode === true;
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
