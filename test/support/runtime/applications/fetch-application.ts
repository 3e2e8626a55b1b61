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

type Handler = (request: Request) => Response | Promise<Response>;

export const fetchFramework: Framework = {
  name: "fetch",
  itemRoute: "/shop/items/[id]",
  hasNodeResponse: false,
  recordsGivenResponses: true,
  async start(tally, gate) {
    const answer = handlerOf(tally, gate);
    const server = await listen(getRequestListener(answer, { overrideGlobalObjects: false }));
    return { server, close: () => closeServer(server) };
  },
};

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
  const item = withMetrics("/shop/items/[id]", () => new Response("item"));
  const missing = withMetrics("unmatched", () => new Response("missing", { status: 404 }));
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/shop/items/")) return item(request);
    return (wrapped.get(pathname) ?? missing)(request);
  };
}
