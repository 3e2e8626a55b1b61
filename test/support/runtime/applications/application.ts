import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Tally } from "./tally.js";

/** One application, with the same routes in each framework. */
export interface Application {
  readonly server: Server;
  /** As the framework shuts down: it waits for requests in flight. */
  close(): Promise<unknown>;
}

export interface Framework {
  readonly name: string;
  start(tally: Tally, gate: Gate): Promise<Application>;
  /** The route of `/shop/items/…`, as the framework names it. */
  readonly itemRoute: string;
  /** Whether handlers have the response of `node:http`, and so can switch protocols and send early hints. */
  readonly hasNodeResponse: boolean;
  /** Whether it records a response when a handler gives it, since it is not told when that was sent. */
  readonly recordsGivenResponses?: boolean;
}

/** Holds the requests for `/wait` until it opens. */
export class Gate {
  /** When a request is at the gate. */
  readonly entered: Promise<void>;
  /** Opens the gate, for good. */
  readonly open: () => void;
  readonly #opened: Promise<void>;
  readonly #enter: () => void;

  constructor() {
    let enter = () => {};
    let open = () => {};
    this.entered = new Promise((resolve) => {
      enter = resolve;
    });
    this.#opened = new Promise((resolve) => {
      open = resolve;
    });
    this.#enter = enter;
    this.open = open;
  }

  async pass(): Promise<string> {
    this.#enter();
    await this.#opened;
    return "waited";
  }
}

export const EARLY_HINTS = { link: "</style.css>; rel=preload; as=style" };

/** What a streamed answer consists of. */
export function fewChunks(): Readable {
  return Readable.from(["one ", "two ", "three"], { objectMode: false });
}

/** More than each buffer between a server and its client holds. */
export function endlessChunks(): Readable {
  const chunk = Buffer.alloc(65_536, "x");
  return new Readable({
    read() {
      this.push(chunk);
    },
  });
}

export function bodyOf(chunks: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(chunks) as ReadableStream<Uint8Array>; // chunks are bytes
}

/** Serves a fetch handler as runtimes do that have no `node:http`: nothing of it is to be seen. */
export function listenerOf(handler: (request: Request) => Response | Promise<Response>): RequestListener {
  const respond = (request: Request) => {
    void request.signal; // exists from the start, elsewhere
    return handler(request);
  };
  return getRequestListener(respond, { overrideGlobalObjects: false });
}

/** The headers of an answer after which a connection is a WebSocket. */
export const SWITCHED = { Connection: "Upgrade", Upgrade: "websocket" };

export async function listen(to: RequestListener | Server): Promise<Server> {
  const server = typeof to === "function" ? createServer(to) : to;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on TCP
}

/** Closes as programs do that have no framework for it: what is in flight is answered. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  await closed;
}
