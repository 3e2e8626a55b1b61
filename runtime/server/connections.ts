import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * The open connections of a server and how many requests of each are in flight. Node's own `close` waits for
 * a connection that is silent or has sent half a request, with its timeouts off, and so for ever.
 */
export class Connections {
  readonly #inFlight = new Map<Socket, number>();
  readonly #latest = new WeakMap<Socket, ServerResponse>();
  #closing = false;

  get closing(): boolean {
    return this.#closing;
  }

  add(socket: Socket): void {
    this.#inFlight.set(socket, 0);
    socket.once("close", () => this.#inFlight.delete(socket));
  }

  /**
   * A TLS handshake is done: requests come by this socket from now on, no longer by that of the TCP connection
   * within. Node does not say which one that is, but it has the same peer.
   */
  addSecure(socket: TLSSocket): void {
    for (const [other, count] of this.#inFlight) {
      if (count === 0 && !(other instanceof TLSSocket) && samePeer(socket, other))
        this.#inFlight.delete(other);
    }
    this.add(socket);
  }

  /**
   * A request has arrived, to which this is the response. Resolves when the responses before it on its
   * connection are sent: a client that sends requests without reading would have them all made at once.
   */
  async begin(socket: Socket, response: ServerResponse): Promise<void> {
    const before = this.#latest.get(socket);
    this.#latest.set(socket, response);
    this.#count(socket, 1);
    response.once("close", () => {
      this.#count(socket, -1);
      if (this.#closing) this.#endIdle();
    });
    if (before !== undefined && !before.closed) await once(before, "close");
  }

  /** Ends each connection as soon as it has no request in flight. */
  close(): void {
    this.#closing = true;
    this.#endIdle();
  }

  #count(socket: Socket, by: number): void {
    const count = this.#inFlight.get(socket);
    if (count !== undefined) this.#inFlight.set(socket, count + by);
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
