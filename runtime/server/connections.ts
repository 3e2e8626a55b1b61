import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { TLSSocket } from "node:tls";

/** How many requests of a connection may wait for one another; Prometheus sends one at a time. */
const PIPELINED = 100;

/**
 * The open connections of a server and how many requests of each are in flight. Node's own `close` waits for
 * a connection that is silent or has sent half a request, with its timeouts off, and so for ever.
 */
export class Connections {
  readonly #most: number;
  readonly #patience: number;
  /** As they were accepted, also those that TLS is spoken on. */
  readonly #accepted = new Set<Socket>();
  /** Those on which requests come, the one first that has been without for longest. */
  readonly #inFlight = new Map<Socket, number>();
  readonly #latest = new WeakMap<Socket, ServerResponse>();
  readonly #timers = new WeakMap<Socket, NodeJS.Timeout>();
  #closing = false;

  /**
   * @param most of them at a time
   * @param patience how long one may be without a request, in milliseconds
   */
  constructor({ most, patience }: { readonly most: number; readonly patience: number }) {
    this.#most = most;
    this.#patience = patience;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /**
   * A connection is there. If it is one too many, it takes the place of the one that has been idle for longest, so
   * that idle ones cannot keep a scraper away; if none is idle, it is closed.
   */
  add(socket: Socket): void {
    if (this.#inFlight.size >= this.#most) this.#makeRoom();
    if (this.#inFlight.size >= this.#most) {
      socket.destroy();
      return;
    }
    this.#accepted.add(socket);
    socket.once("close", () => this.#accepted.delete(socket));
    this.#follow(socket);
  }

  /**
   * A TLS handshake is done: requests come by this socket from now on, no longer by that of the TCP connection
   * within. Node does not say which one that is, but it has the same peer.
   */
  addSecure(socket: TLSSocket): void {
    for (const [other, count] of this.#inFlight) {
      if (count === 0 && !(other instanceof TLSSocket) && samePeer(socket, other)) this.#forget(other);
    }
    this.#follow(socket);
  }

  /**
   * A request has arrived, to which this is the response. Resolves when the responses before it on its
   * connection are sent: a client that sends requests without reading would have them all made at once.
   *
   * @returns whether there is still someone to respond to
   */
  async begin(socket: Socket, response: ServerResponse): Promise<boolean> {
    const before = this.#latest.get(socket);
    this.#latest.set(socket, response);
    if (this.#count(socket, 1) > PIPELINED) socket.destroy();
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

  /** Ends all connections at once. */
  cutOff(): void {
    for (const socket of [...this.#inFlight.keys(), ...this.#accepted]) socket.destroy();
  }

  #follow(socket: Socket): void {
    this.#inFlight.set(socket, 0);
    this.#awaitRequest(socket);
    socket.once("close", () => this.#forget(socket));
  }

  #forget(socket: Socket): void {
    this.#inFlight.delete(socket);
    clearTimeout(this.#timers.get(socket));
  }

  /** Node's own time-out between requests is put off by whatever a client sends, also by empty lines. */
  #awaitRequest(socket: Socket): void {
    this.#timers.set(socket, setTimeout(() => socket.destroy(), this.#patience).unref());
  }

  /** @returns how many requests are in flight then */
  #count(socket: Socket, by: number): number {
    const count = this.#inFlight.get(socket);
    if (count === undefined) return 0;
    this.#inFlight.delete(socket); // to set it anew is to put it last
    this.#inFlight.set(socket, count + by);
    clearTimeout(this.#timers.get(socket));
    if (count + by === 0) this.#awaitRequest(socket);
    return count + by;
  }

  #makeRoom(): void {
    for (const [socket, count] of this.#inFlight) {
      if (count > 0) continue;
      socket.destroy();
      this.#forget(socket); // which its "close" does too late
      return;
    }
  }

  #endIdle(): void {
    for (const [socket, count] of this.#inFlight) {
      if (count === 0) socket.destroySoon(); // once all that was written is sent
    }
  }
}

function samePeer(one: Socket, other: Socket): boolean {
  return one.remotePort === other.remotePort && one.remoteAddress === other.remoteAddress;
}

/**
 * Whether a request has a body that has not come with its header: nobody reads it, so the connection is to end with
 * the response.
 */
export async function hasMoreBody(request: IncomingMessage): Promise<boolean> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return false;
  await setImmediate(); // what has come with the header is known then
  return !request.complete;
}

/** Whether a request names more than one host, which is to be answered with 400; RFC 9112, section 3.2. */
export function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}
