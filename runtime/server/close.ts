import type { Server } from "node:http";
import { type NamesOf, optionsFault } from "../arguments.js";
import type { Connections } from "./connections/connections.js";
import { MetricsServerError, optionError } from "./errors.js";
import { LONGEST_TIMEOUT } from "./limits.js";
import { stopListening } from "./socket-file.js";

/** How a metrics server is closed. */
export interface CloseOptions {
  /**
   * How long requests in flight may go on, in milliseconds, before their connections are cut off; 0 cuts them off at
   * once. `timeouts.close` by default.
   */
  readonly deadline?: number;
}

const CLOSE_OPTION_NAMES: NamesOf<CloseOptions> = { deadline: true };

/**
 * Makes the function that closes a server: no new connections, an end to the idle ones, and to the others by the
 * deadline. It resolves when all connections are closed. Of several calls, the earliest deadline counts.
 *
 * @param defaultDeadline in milliseconds
 */
export function createClose(
  server: Server,
  connections: Connections,
  defaultDeadline: number,
): (options?: CloseOptions) => Promise<void> {
  let closed: Promise<void> | undefined;
  return async (options = {}) => {
    const fault = optionsFault("close", options, CLOSE_OPTION_NAMES);
    if (fault !== undefined) throw new MetricsServerError(fault);
    const { deadline = defaultDeadline } = options;
    if (typeof deadline !== "number" || !(deadline >= 0 && deadline <= LONGEST_TIMEOUT)) {
      throw optionError("deadline", deadline, "milliseconds, 0 or more");
    }
    closed ??= new Promise((resolve) => {
      connections.close();
      stopListening(server, resolve);
    });
    // The timer keeps the process alive: if the server does not, its connections do not either.
    const timer = setTimeout(() => connections.destroyAll(), deadline);
    await closed;
    clearTimeout(timer);
  };
}
