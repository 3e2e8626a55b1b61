import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { devNull } from "node:os";
import { setImmediate } from "node:timers/promises";
import { TLSSocket } from "node:tls";

/** How many requests of a connection may wait for one another; Prometheus sends one at a time. */
const MAX_PIPELINED = 100;

/** In milliseconds: how long a connection has its place for certain, for its request and for its reply. */
const PROTECTED_TIME = 1000;

/** What a connection does. */
interface Activity {
  /** Number of requests in flight. */
  readonly requests: number;
  /** When that number last changed, by `performance.now()`. */
  readonly since: number;
  /** The replies that are being read, from the first one since the connection was last idle. */
  reading: Reading | undefined;
}

interface Reading {
  /** When the reply began, by `performance.now()`. */
  readonly start: number;
  /** Number of bytes that the client had taken by then. */
  readonly before: number;
}

/**
 * The open connections of a server, and how many requests of each are in flight. Node's own `close` turns its time-outs
 * off and waits for a connection that is silent or has sent half a request, and so possibly for ever.
 */
export class Connections {
  readonly #maxConnections: number;
  readonly #idleTimeout: number;
  /** The sockets of TCP or Unix connections, also of those with TLS. */
  readonly #accepted = new Set<Socket>();
  /** By socket, with TLS the one above TCP. The socket whose number of requests is the same for longest comes first. */
  readonly #activities = new Map<Socket, Activity>();
  readonly #lastResponses = new WeakMap<Socket, ServerResponse>();
  readonly #timers = new WeakMap<Socket, NodeJS.Timeout>();
  #lastTurn: Promise<void> = Promise.resolve();
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
   * Adds a new connection. If there are too many, or the process has few descriptors left, another one is closed for
   * it, so that clients that do nothing, or do not read, cannot keep a scraper away. If none may be closed, the new
   * one is.
   */
  add(socket: Socket): void {
    const count = this.#activities.size;
    const isFull = count >= this.#maxConnections || !hasSpareDescriptors(count);
    if (isFull && !this.#makeRoom()) {
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
    for (const [other, { requests }] of this.#activities) {
      if (requests === 0 && !(other instanceof TLSSocket) && samePeer(socket, other)) this.#forget(other);
    }
    this.#watch(socket);
  }

  /**
   * Begins a request. Resolves when the earlier responses on its connection are sent: otherwise, a client that sends
   * requests without reading could have all its responses made at once. Requests that have waited take turns with
   * those of all connections and with whatever else the event loop does.
   *
   * @param response to the request
   * @returns whether the client is still connected
   */
  async begin(socket: Socket, response: ServerResponse): Promise<boolean> {
    const before = this.#lastResponses.get(socket);
    this.#lastResponses.set(socket, response);
    if (this.#count(socket, 1) > MAX_PIPELINED) this.#end(socket);
    response.once("close", () => {
      if (this.#lastResponses.get(socket) === response) this.#lastResponses.delete(socket);
      this.#count(socket, -1);
      if (this.#closing) this.#endIdle();
    });
    if (before !== undefined) {
      await once(before, "close");
      if (!socket.destroyed) await this.#takeTurn();
    }
    return !socket.destroyed;
  }

  /** Begins the reply to a request: from now on, the client is expected to read. */
  beginReply(socket: Socket): void {
    const activity = this.#activities.get(socket);
    if (activity !== undefined) activity.reading ??= { start: performance.now(), before: takenBy(socket) };
  }

  /**
   * Ends one of some connections that are sent replies: the one whose client took the fewest bytes a second, of those
   * whose reply began a second ago or earlier. If there are none, the one with the most requests that wait for one
   * another.
   *
   * @returns its socket; `undefined` if none may be ended
   */
  endSlowest(sockets: readonly Socket[]): Socket | undefined {
    return this.#end(this.#slowest(sockets) ?? this.#mostPipelined(sockets));
  }

  /** Ends each connection as soon as it has no request in flight. */
  close(): void {
    this.#closing = true;
    this.#endIdle();
  }

  /** Ends all connections at once, also those with a request in flight. */
  destroyAll(): void {
    for (const socket of [...this.#activities.keys(), ...this.#accepted]) socket.destroy();
  }

  /** @returns whether a connection was closed: one that is idle, or else one whose client reads slowly */
  #makeRoom(): boolean {
    const idle = this.#longestIdle();
    const isProtected = performance.now() - (idle?.since ?? 0) < PROTECTED_TIME;
    const ended =
      (isProtected ? undefined : this.#end(idle?.socket)) ??
      this.endSlowest([...this.#activities.keys()]) ??
      this.#end(idle?.socket);
    return ended !== undefined;
  }

  #slowest(sockets: Iterable<Socket>): Socket | undefined {
    const now = performance.now();
    let slowest: Socket | undefined;
    let lowestRate = Infinity;
    for (const socket of sockets) {
      const { reading } = this.#activities.get(socket) ?? {};
      if (reading === undefined || now - reading.start < PROTECTED_TIME) continue;
      const rate = (takenBy(socket) - reading.before) / (now - reading.start);
      if (rate >= lowestRate) continue;
      slowest = socket;
      lowestRate = rate;
    }
    return slowest;
  }

  #mostPipelined(sockets: Iterable<Socket>): Socket | undefined {
    let found: Socket | undefined;
    let most = 1;
    for (const socket of sockets) {
      const { requests = 0 } = this.#activities.get(socket) ?? {};
      if (requests <= most) continue;
      found = socket;
      most = requests;
    }
    return found;
  }

  #longestIdle(): { readonly socket: Socket; readonly since: number } | undefined {
    for (const [socket, { requests, since }] of this.#activities) {
      if (requests === 0) return { socket, since };
    }
    return undefined;
  }

  #end(socket: Socket | undefined): Socket | undefined {
    if (socket === undefined) return undefined;
    socket.destroy();
    this.#forget(socket); // its "close" would do it too late
    return socket;
  }

  #watch(socket: Socket): void {
    this.#activities.set(socket, { requests: 0, since: performance.now(), reading: undefined });
    this.#startIdleTimer(socket);
    socket.once("close", () => this.#forget(socket));
  }

  #forget(socket: Socket): void {
    this.#activities.delete(socket);
    clearTimeout(this.#timers.get(socket));
  }

  /** Node's own time-out between requests starts again with whatever a client sends, also with empty lines. */
  #startIdleTimer(socket: Socket): void {
    this.#timers.set(socket, setTimeout(() => socket.destroy(), this.#idleTimeout).unref());
  }

  /** @returns how many requests are in flight then */
  #count(socket: Socket, change: number): number {
    const before = this.#activities.get(socket);
    if (before === undefined) return 0;
    const requests = before.requests + change;
    const reading = requests === 0 ? undefined : before.reading;
    this.#activities.delete(socket); // so that it is added as the last
    this.#activities.set(socket, { requests, since: performance.now(), reading });
    clearTimeout(this.#timers.get(socket));
    if (requests === 0) this.#startIdleTimer(socket);
    return requests;
  }

  /** Resolves in a turn of the event loop that no other call has. */
  async #takeTurn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => setImmediate());
    await this.#lastTurn;
  }

  #endIdle(): void {
    for (const [socket, { requests }] of this.#activities) {
      if (requests === 0) socket.destroySoon(); // when everything written is sent
    }
  }
}

/** Number of bytes that the operating system has taken for a client, which are more than what the client has read. */
function takenBy(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}

function samePeer(a: Socket, b: Socket): boolean {
  return a.remotePort === b.remotePort && a.remoteAddress === b.remoteAddress;
}

/** How many descriptors of the process connections leave to the application, whose files and sockets need them, too. */
const RESERVE = 16;

/** So few connections are never too many. */
const FEW_CONNECTIONS = 8;

/** In milliseconds: how long the process is believed to have the descriptors that it had. */
const BELIEVED_TIME = 1000;

/** How many descriptors beyond the reserve were free when they were last counted, less those taken since. */
let free = 0;
let countedAt = -Infinity;

/**
 * Whether the process has descriptors for a further connection, and for the application beside it. Where it has none,
 * the system closes new connections, and Node does not tell.
 *
 * @param connections how many there are
 */
function hasSpareDescriptors(connections: number): boolean {
  if (connections < FEW_CONNECTIONS) return true;
  const now = performance.now();
  if (free === 0 || now - countedAt > BELIEVED_TIME) {
    free = Math.max(0, countFreeDescriptors(2 * RESERVE) - RESERVE);
    countedAt = now;
  }
  if (free === 0) return false;
  free -= 1;
  return true;
}

/** Counts up to a number: no interface of Node or POSIX tells how many are left. */
function countFreeDescriptors(most: number): number {
  const opened: number[] = [];
  try {
    while (opened.length < most) opened.push(openSync(devNull, "r"));
    return most;
  } catch (error) {
    return isOutOfDescriptors(error) ? opened.length : most; // elsewhere, it may not be opened at all
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

function isOutOfDescriptors(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
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
