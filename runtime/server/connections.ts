import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * The open connections of a server and how many requests of each are in flight. Node's own `close` waits for
 * a connection that is silent or has sent half a request, with its timeouts off, and so for ever.
 */
export class Connections {
  readonly #inFlight = new Map<Socket, number>();
  #closing = false;

  get closing(): boolean {
    return this.#closing;
  }

  add(socket: Socket): void {
    this.#inFlight.set(socket, 0);
    socket.once("close", () => this.#inFlight.delete(socket));
  }

  /** A request has arrived, to which this is the response. */
  begin(socket: Socket, response: ServerResponse): void {
    this.#count(socket, 1);
    response.once("close", () => {
      this.#count(socket, -1);
      if (this.#closing) this.#endIdle();
    });
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
