import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { HttpMetricsFunction } from "./http-options.js";
import { HttpRecorder, UNMATCHED_ROUTE } from "./http-recorder.js";
import { recordNodeRequest, whenUpgraded } from "./node-response.js";

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

function recordUpgrade(
  recorder: HttpRecorder<IncomingMessage, ServerResponse>,
  request: IncomingMessage,
  socket: Duplex,
): void {
  const response = new ServerResponse(request); // for mappings
  const open = recorder.begin(request.method ?? "", request, response);
  whenUpgraded(socket, (code) => {
    response.statusCode = code;
    recorder.end(open, { code, route: UNMATCHED_ROUTE, bytes: 0 }, request, response);
  });
}
