import { getRequestListener } from "@hono/node-server";
import { fetchMetrics } from "../../../../runtime/http/fetch.js";
import {
  bodyOf,
  closeServer,
  endlessChunks,
  type Framework,
  fewChunks,
  type Gate,
  listen,
} from "./application.js";
import type { Tally } from "./tally.js";

type Handler = (request: Request, ...context: readonly unknown[]) => Response | Promise<Response>;

export const fetchFramework: Framework = {
  name: "fetch",
  itemRoute: "/shop/items/[id]",
  hasNodeResponse: false,
  recordsGivenResponses: true,
  async start(tally, gate) {
    const answer = handlerOf(tally, gate);
    return startFetch((request) => answer(request));
  },
};

/** What the server passes beside the request has Node's response. */
export const fetchOnNode: Framework = {
  ...fetchFramework,
  name: "fetch, with Node's response",
  recordsGivenResponses: false,
  start: (tally, gate) => startFetch(handlerOf(tally, gate)),
};

async function startFetch(answer: Handler) {
  const server = await listen(getRequestListener(answer, { overrideGlobalObjects: false }));
  return { server, close: () => closeServer(server) };
}

/** A program without a router: each of its handlers is wrapped, as files are that have one route each. */
function handlerOf(tally: Tally, gate: Gate): Handler {
  const withMetrics = fetchMetrics(tally.recorders);
  const handlers: Readonly<Record<string, Handler>> = {
    "/wait": async () => new Response(await gate.pass()),
    "/large": () => new Response(bodyOf(endlessChunks())),
    "/stream": () => new Response(bodyOf(fewChunks())),
    "/throws": () => {
      throw new Error("thrown");
    },
    "/rejects": async () => {
      throw new Error("rejected");
    },
    "/hints": () => new Response("hinted"),
    "/upload": async (request) => {
      await request.text();
      return new Response("uploaded");
    },
    "/twice": () => new Response("once"),
  };
  const wrapped = new Map(Object.entries(handlers).map(([route, one]) => [route, withMetrics(route, one)]));
  const giveItem: Handler = () => new Response("item");
  const giveNothing: Handler = () => new Response("missing", { status: 404 });
  const item = withMetrics("/shop/items/[id]", giveItem);
  const missing = withMetrics("unmatched", giveNothing);
  return (request, ...context) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/shop/items/")) return item(request, ...context);
    return (wrapped.get(pathname) ?? missing)(request, ...context);
  };
}
