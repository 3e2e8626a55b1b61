import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { TLSSocket } from "node:tls";

/** How many requests of a connection may wait for one another; Prometheus sends one at a time. */
const MAX_PIPELINED = 100;

/**
 * The open connections of a server, and how many requests of each are in flight. Node's own `close` turns its time-outs
 * off and waits for a connection that is silent or has sent half a request, and so possibly for ever.
 */
export class Connections {
  readonly #maxConnections: number;
  readonly #idleTimeout: number;
  /** The sockets of TCP or Unix connections, also of those with TLS. */
  readonly #accepted = new Set<Socket>();
  /** Requests in flight by socket, with TLS the one above TCP. The socket with the oldest last request comes first. */
  readonly #inFlight = new Map<Socket, number>();
  readonly #lastResponses = new WeakMap<Socket, ServerResponse>();
  readonly #timers = new WeakMap<Socket, NodeJS.Timeout>();
  #closing = false;

  /**
   * @param maxConnections at a time
   * @param idleTimeout how long a connection may be without a request, in milliseconds
   */
  constructor({
    maxConnections,
    idleTimeout,
  }: {
    readonly maxConnections: number;
    readonly idleTimeout: number;
  }) {
    this.#maxConnections = maxConnections;
    this.#idleTimeout = idleTimeout;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /**
   * Adds a new connection. If there are too many, the one that has been idle for longest is closed for it, so that idle
   * connections cannot keep a scraper away; if none is idle, the new one is closed.
   */
  add(socket: Socket): void {
    if (this.#inFlight.size >= this.#maxConnections) this.#makeRoom();
    if (this.#inFlight.size >= this.#maxConnections) {
      socket.destroy();
      return;
    }
    this.#accepted.add(socket);
    socket.once("close", () => this.#accepted.delete(socket));
    this.#watch(socket);
  }

  /**
   * Adds the socket of a TLS handshake that is done. It has the requests from now on, in place of the socket of the
   * TCP connection below. Node does not tell which one that is, but it has the same peer.
   */
  addSecure(socket: TLSSocket): void {
    for (const [other, count] of this.#inFlight) {
      if (count === 0 && !(other instanceof TLSSocket) && samePeer(socket, other)) this.#forget(other);
    }
    this.#watch(socket);
  }

  /**
   * Begins a request. Resolves when the earlier responses on its connection are sent: otherwise, a client that sends
   * requests without reading could have all its responses made at once.
   *
   * @param response to the request
   * @returns whether the client is still connected
   */
  async begin(socket: Socket, response: ServerResponse): Promise<boolean> {
    const before = this.#lastResponses.get(socket);
    this.#lastResponses.set(socket, response);
    if (this.#count(socket, 1) > MAX_PIPELINED) socket.destroy();
    response.once("close", () => {
      this.#count(socket, -1);
      if (this.#closing) this.#endIdle();
    });
    if (before !== undefined && !before.closed) await once(before, "close");
    return !socket.destroyed;
  }

  /** Ends each connection as soon as it has no request in flight. */
  close(): void {
    this.#closing = true;
    this.#endIdle();
  }

  /** Ends all connections at once, also those with a request in flight. */
  destroyAll(): void {
    for (const socket of [...this.#inFlight.keys(), ...this.#accepted]) socket.destroy();
  }

  #watch(socket: Socket): void {
    this.#inFlight.set(socket, 0);
    this.#startIdleTimer(socket);
    socket.once("close", () => this.#forget(socket));
  }

  #forget(socket: Socket): void {
    this.#inFlight.delete(socket);
    clearTimeout(this.#timers.get(socket));
  }

  /** Node's own time-out between requests starts again with whatever a client sends, also with empty lines. */
  #startIdleTimer(socket: Socket): void {
    this.#timers.set(socket, setTimeout(() => socket.destroy(), this.#idleTimeout).unref());
  }

  /** @returns how many requests are in flight then */
  #count(socket: Socket, change: number): number {
    const before = this.#inFlight.get(socket);
    if (before === undefined) return 0;
    const count = before + change;
    this.#inFlight.delete(socket); // so that it is added as the last
    this.#inFlight.set(socket, count);
    clearTimeout(this.#timers.get(socket));
    if (count === 0) this.#startIdleTimer(socket);
    return count;
  }

  #makeRoom(): void {
    for (const [socket, count] of this.#inFlight) {
      if (count > 0) continue;
      socket.destroy();
      this.#forget(socket); // its "close" would do it too late
      return;
    }
  }

  #endIdle(): void {
    for (const [socket, count] of this.#inFlight) {
      if (count === 0) socket.destroySoon(); // when everything written is sent
    }
  }
}

function samePeer(a: Socket, b: Socket): boolean {
  return a.remotePort === b.remotePort && a.remoteAddress === b.remoteAddress;
}

/** Whether a body did not arrive with its header. Nobody reads it then: the connection ends with the response. */
export async function hasMoreBody(request: IncomingMessage): Promise<boolean> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return false;
  await setImmediate(); // Node has parsed everything that arrived with the header by then
  return !request.complete;
}

/** Whether a request has more than one Host header field; RFC 9112, section 3.2, requires status 400 then. */
export function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}
