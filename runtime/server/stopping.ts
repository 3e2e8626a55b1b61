import type { Server } from "node:http";
import { quoted } from "../family/quoted.js";
import type { Connections } from "./connections.js";
import { MetricsServerError } from "./metrics-server-error.js";

/** How a metrics server is closed. */
export interface CloseOptions {
  /**
   * How long requests in flight may go on, in milliseconds, before their connections are cut off; 0 cuts them off at
   * once. `timeouts.close` by default.
   */
  readonly deadline?: number;
}

/** Stops a server: no new connections, an end to those that are idle, and to the others in time. */
export class Stopping {
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #deadline: number;
  #stopped: Promise<void> | undefined;

  /** @param deadline by default, in milliseconds */
  constructor(server: Server, connections: Connections, deadline: number) {
    this.#server = server;
    this.#connections = connections;
    this.#deadline = deadline;
  }

  /**
   * Resolves when all connections are closed. Of several calls, the one whose deadline is first decides.
   *
   * @throws MetricsServerError if the deadline is not valid
   */
  async stop({ deadline = this.#deadline }: CloseOptions = {}): Promise<void> {
    if (typeof deadline !== "number" || !(deadline >= 0 && deadline < 2 ** 31)) {
      throw new MetricsServerError(
        `the option deadline is ${quoted(deadline)}; expected milliseconds, 0 or more`,
      );
    }
    this.#stopped ??= this.#begin();
    // It is what keeps the process alive: the connections do not, if the server does not.
    const timer = setTimeout(() => this.#connections.cutOff(), deadline);
    await this.#stopped;
    clearTimeout(timer);
  }

  #begin(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#connections.close();
    });
  }
}
