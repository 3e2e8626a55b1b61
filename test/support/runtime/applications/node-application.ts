import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { UNMATCHED_ROUTE } from "../../../../runtime/http/index.js";
import { nodeMetrics } from "../../../../runtime/http/node.js";
import {
  closeServer,
  EARLY_HINTS,
  endlessChunks,
  type Framework,
  fewChunks,
  type Gate,
  listen,
  SWITCHED,
} from "./application.js";

const PATHS = ["/wait", "/large", "/stream", "/throws", "/rejects", "/hints", "/socket", "/upload", "/twice"];

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export const nodeFramework: Framework = {
  name: "node:http",
  itemRoute: "/shop/items/:id",
  hasNodeResponse: true,
  async start(tally, gate) {
    const handlers = handlersOf(gate);
    const handle = nodeMetrics({ ...tally.recorders, labels: { route: nameRoute } })((request, response) =>
      handlers[routeOf(request) ?? "none"]?.(request, response),
    );
    const listener = async (request: IncomingMessage, response: ServerResponse) => {
      try {
        await handle(request, response);
      } catch {
        if (!response.headersSent) response.writeHead(500).end("broken");
      }
    };
    const server = await listen(listener);
    return { server, close: () => closeServer(server) };
  },
};

/** A program without a router names its routes itself. */
function routeOf(request: { readonly url?: string | undefined }): string | undefined {
  const path = request.url ?? "";
  if (path.startsWith("/shop/items/")) return "/shop/items/:id";
  return PATHS.includes(path) ? path : undefined;
}

function nameRoute(request: IncomingMessage): string {
  return routeOf(request) ?? UNMATCHED_ROUTE;
}

function handlersOf(gate: Gate): Readonly<Record<string, Handler>> {
  return {
    "/shop/items/:id": (_request, response) => response.end("item"),
    "/wait": async (_request, response) => response.end(await gate.pass()),
    "/large": (_request, response) => pipeline(endlessChunks(), response, () => {}),
    "/stream": (_request, response) => pipeline(fewChunks(), response, () => {}),
    "/throws": () => {
      throw new Error("thrown");
    },
    "/rejects": async () => {
      throw new Error("rejected");
    },
    "/hints": (_request, response) => response.writeEarlyHints(EARLY_HINTS, () => response.end("hinted")),
    "/socket": (_request, response) => response.writeHead(101, SWITCHED).end(),
    "/upload": (request, response) => request.resume().once("end", () => response.end("uploaded")),
    "/twice": (_request, response) => {
      response.end("once");
      response.writeHead(200).end("twice");
    },
    none: (_request, response) => response.writeHead(404).end("not found"),
  };
}
