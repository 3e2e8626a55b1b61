import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** In milliseconds: how often connections are looked at, at least. */
const INTERVAL = 500;

/** How far the reader of a response has come. */
interface Progress {
  /** The bytes that the system had taken, of all that was sent on the connection. */
  sent: number;
  /** Since then, how often this was looked at. */
  looks: number;
}

/**
 * Cuts off connections whose readers take nothing of what is written for them. Node has no such limit: its socket
 * timeout runs while metrics are collected too, and is put off by whatever a client sends.
 *
 * What is written at once has to be taken within the time, so a slow reader has it for each piece.
 */
export class WriteTimeout {
  readonly #watched = new Map<ServerResponse, Progress>();
  readonly #interval: number;
  readonly #looks: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout in milliseconds */
  constructor(timeout: number) {
    this.#interval = Math.min(INTERVAL, Math.ceil(timeout / 4));
    this.#looks = Math.ceil(timeout / this.#interval);
  }

  /** Watches over a response until it is closed. */
  watch(response: ServerResponse): void {
    this.#watched.set(response, { sent: 0, looks: 0 });
    response.once("close", () => this.#forget(response));
    this.#timer ??= setInterval(() => this.#look(), this.#interval).unref();
  }

  /** Counts looks, not time: while the event loop stands still, no reader can show that it goes on. */
  #look(): void {
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
      progress.looks = 0;
      return;
    }
    progress.looks += 1;
    if (progress.looks > this.#looks) socket.destroy();
  }

  #forget(response: ServerResponse): void {
    this.#watched.delete(response);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
