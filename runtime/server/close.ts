import type { Server } from "node:http";
import { constants } from "node:os";
import { quoted } from "../family/rejection.js";
import type { Connections } from "./connections.js";
import { MetricsServerError } from "./errors.js";

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

type Stop = () => Promise<void>;

/** What is stopped by each signal, of all servers of the process. */
const stops = new Map<NodeJS.Signals, Set<Stop>>();

/**
 * Stops servers at signals. When all are stopped, the process ends by the signal as it would have without them, unless
 * the application listens to it too: then the end is the application's. A second signal does not wait.
 *
 * @param signals checked by `checkSignals`
 * @returns a function that undoes it
 */
export function stopAtSignals(signals: readonly NodeJS.Signals[], stop: Stop): () => void {
  for (const signal of signals) {
    const known = stops.get(signal);
    // Before others, so that it sees those that listen `once`.
    if (known === undefined) process.prependListener(signal, stopAll);
    stops.set(signal, (known ?? new Set()).add(stop));
  }
  return () => withdraw(stop, signals);
}

/** @throws MetricsServerError if the option is not an array of signals that can be listened to */
export function checkSignals(signals: readonly NodeJS.Signals[]): readonly NodeJS.Signals[] {
  if (!Array.isArray(signals)) throw faulty(signals);
  for (const signal of signals) {
    if (!Object.hasOwn(constants.signals, signal) || UNSTOPPABLE.has(signal)) throw faulty(signal);
  }
  return signals;
}

const UNSTOPPABLE: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP"]);

async function stopAll(signal: NodeJS.Signals): Promise<void> {
  const all = [...(stops.get(signal) ?? [])];
  for (const stop of all) withdraw(stop, stops.keys());
  const othersListen = process.listenerCount(signal) > 0;
  await Promise.allSettled(all.map((stop) => stop()));
  if (!othersListen) process.kill(process.pid, signal);
}

/** A signal that stops nothing any more does what it would do without servers. */
function withdraw(stop: Stop, signals: Iterable<NodeJS.Signals>): void {
  for (const signal of signals) {
    const known = stops.get(signal);
    if (!known?.delete(stop) || known.size > 0) continue;
    stops.delete(signal);
    process.off(signal, stopAll);
  }
}

function faulty(given: unknown): MetricsServerError {
  return new MetricsServerError(
    `the option signals is, or has, ${quoted(given)}; expected names of signals, as in ["SIGTERM", "SIGINT"]`,
  );
}
