import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The longest time between two checks, in milliseconds. */
const LONGEST_INTERVAL = 500;

/** How much the reader of a response has taken. */
interface Progress {
  /** Number of bytes that the operating system had taken, of all that was written to the connection. */
  sent: number;
  /** Number of checks since that number last changed. */
  checks: number;
}

/**
 * Cuts off a reader that takes nothing of a written piece for the whole time-out. Node has no such limit: its socket
 * time-out also runs while metrics are collected, and starts again with whatever a client sends.
 */
export class WriteTimeout {
  readonly #watched = new Map<ServerResponse, Progress>();
  readonly #interval: number;
  readonly #maxChecks: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout in milliseconds */
  constructor(timeout: number) {
    this.#interval = Math.min(LONGEST_INTERVAL, Math.ceil(timeout / 4));
    this.#maxChecks = Math.ceil(timeout / this.#interval);
  }

  /** Watches a response until it is closed. */
  watch(response: ServerResponse): void {
    this.#watched.set(response, { sent: 0, checks: 0 });
    response.once("close", () => this.#forget(response));
    this.#timer ??= setInterval(() => this.#check(), this.#interval).unref();
  }

  /** Counts checks, not time: while the event loop is blocked, no reader can make progress. */
  #check(): void {
    for (const [response, progress] of this.#watched) {
      const { socket } = response;
      if (response.destroyed || response.req.socket.destroyed) this.#forget(response);
      else if (socket !== null) this.#measure(socket, progress);
    }
  }

  #measure(socket: Socket, progress: Progress): void {
    const waiting = socket.writableLength;
    const sent = socket.bytesWritten - waiting;
    if (waiting === 0 || sent !== progress.sent) {
      progress.sent = sent;
      progress.checks = 0;
      return;
    }
    progress.checks += 1;
    if (progress.checks > this.#maxChecks) socket.destroy();
  }

  #forget(response: ServerResponse): void {
    this.#watched.delete(response);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
