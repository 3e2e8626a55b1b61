import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { HttpMetricsFunction } from "./http-options.js";
import { CLIENT_CLOSED_REQUEST, HttpRecorder, UNMATCHED_ROUTE } from "./http-recorder.js";
import { recordNodeRequest } from "./node-response.js";

/** What a server of `node:http` calls for each request. */
type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What a server of `node:http` calls for each `upgrade`, as for a WebSocket, and for each `connect`. */
type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;

/** Wraps the listeners of a server. */
export interface NodeMetrics {
  /** Wraps what is called for each request: `createServer(recorded(listener))`. */
  (listener: RequestListener): RequestListener;
  /**
   * Wraps what is called for an upgrade, which is no request of the listener: `server.on("upgrade", recorded.upgrade(listener))`,
   * and so for `connect`. It is recorded when the status has been written, such as 101: how long the connection is open
   * after that is not the duration of a request.
   */
  upgrade(listener: UpgradeListener): UpgradeListener;
}

interface NodeLabels {
  readonly begin: { readonly method: string };
  readonly end: { readonly method: string; readonly code: number; readonly status: number };
}

/**
 * Records every request of a server of `node:http`, `node:https` or the compatible one of `node:http2`. There is no
 * router, so that a label `route` needs a mapping.
 *
 * @throws Error if an option is not valid
 */
export const nodeMetrics: HttpMetricsFunction<NodeLabels, IncomingMessage, ServerResponse, NodeMetrics> = (
  options,
) => {
  const recorder = new HttpRecorder<IncomingMessage, ServerResponse>("nodeMetrics", options, SOURCES);
  const recordRequests = (listener: RequestListener): RequestListener =>
    function recorded(this: unknown, request, response) {
      recordNodeRequest(recorder, request, response, withoutRoute);
      return listener.call(this, request, response);
    };
  const upgrade = (listener: UpgradeListener): UpgradeListener =>
    function recorded(this: unknown, request, socket, head) {
      recordUpgrade(recorder, request, socket);
      return listener.call(this, request, socket, head);
    };
  return Object.assign(recordRequests, { upgrade });
};

const SOURCES = { begin: ["method"], end: ["method", "code", "status"] };

function withoutRoute(): string {
  return UNMATCHED_ROUTE;
}

/** Records an upgrade when the first line of its response is written, or when its connection has closed before. */
function recordUpgrade(
  recorder: HttpRecorder<IncomingMessage, ServerResponse>,
  request: IncomingMessage,
  socket: Duplex,
): void {
  const response = new ServerResponse(request); // for mappings
  const open = recorder.begin(request.method ?? "", request, response);
  const end = (code: number) => {
    if (!open.isOpen) return;
    response.statusCode = code;
    recorder.end(open, { code, route: UNMATCHED_ROUTE, bytes: 0 }, request, response);
  };
  socket.on("close", () => end(CLIENT_CLOSED_REQUEST));
  for (const name of ["write", "end"] as const) {
    const original = socket[name];
    Reflect.set(socket, name, function recorded(this: Duplex, ...values: unknown[]): unknown {
      const code = open.isOpen ? statusOf(values[0]) : undefined;
      if (code !== undefined) end(code);
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
