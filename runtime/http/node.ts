import type { IncomingMessage, ServerResponse } from "node:http";
import type { FilledRecorder, HttpMetricsOptions, Recorder } from "./http-options.js";
import { HttpRecorder, UNMATCHED_ROUTE } from "./http-recorder.js";
import { recordNodeRequest } from "./node-response.js";

/** What a server of `node:http` calls for each request. */
type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown;

interface NodeLabels {
  readonly begin: { readonly method: string };
  readonly end: { readonly method: string; readonly code: number; readonly status: number };
}

/**
 * Records every request of a server of `node:http`, `node:https` or the compatible one of `node:http2`. There is no
 * router, so that a label `route` needs a mapping.
 *
 * @returns wraps the listener of a server, as in `createServer(nodeMetrics(recordHttpRequest)(listener))`
 * @throws Error if an option is not valid
 */
export function nodeMetrics<
  Requests extends Recorder = () => void,
  Duration extends Recorder = () => void,
  Size extends Recorder = () => void,
  InFlight extends Recorder = () => void,
  One extends Recorder = () => void,
>(
  options:
    | HttpMetricsOptions<Requests, Duration, Size, InFlight, NodeLabels, IncomingMessage, ServerResponse>
    | (One & FilledRecorder<One, NodeLabels>),
): (listener: RequestListener) => RequestListener {
  const recorder = new HttpRecorder<IncomingMessage, ServerResponse>("nodeMetrics", options, SOURCES);
  return (listener) =>
    function recorded(this: unknown, request, response) {
      recordNodeRequest(recorder, request, response, withoutRoute);
      return listener.call(this, request, response);
    };
}

const SOURCES = { begin: ["method"], end: ["method", "code", "status"] };

function withoutRoute(): string {
  return UNMATCHED_ROUTE;
}
