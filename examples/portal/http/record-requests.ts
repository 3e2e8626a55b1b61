import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpRequestTimer } from "../../../generated/recorders.js";
import { type Answer, settle } from "./answer.js";
import type { Reply } from "./reply.js";
import { portalRequest } from "./request.js";

/**
 * A listener for node:http that answers each request and records it. The timer starts before anything is
 * known; its stop takes the labels, counts the request (`authelia_request`) and observes how long it took
 * (`authelia_request_duration`).
 */
export function recordRequests(
  answer: Answer,
): (incoming: IncomingMessage, response: ServerResponse) => void {
  return async (incoming, response) => {
    const stop = startHttpRequestTimer();
    const request = portalRequest(incoming);
    const reply = await settle(answer, request);
    send(response, reply);
    stop({ code: reply.status, method: request.method });
  };
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, "cache-control": "no-store" });
  response.end(reply.body); // node:http leaves the body out where the method is HEAD
}
