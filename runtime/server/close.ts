import type { Server } from "node:http";
import { constants } from "node:os";
import { type NamesOf, optionsFault } from "../arguments.js";
import { quoted } from "../family/rejection.js";
import { processState } from "../process-state.js";
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

type Close = () => Promise<void>;

/** For each signal, how to close the servers of the process that it closes. */
const closesBySignal = processState("closes by signal", () => new Map<NodeJS.Signals, Set<Close>>());

/** The listener of the first copy of this package, which any copy can take off. */
const onSignal = processState("listener of signals", () => closeAll);

/**
 * Closes a server at signals. When all servers are closed, the process ends by the signal, as it would without them,
 * unless the application listens to the signal too: then the application decides. A second signal does not wait.
 *
 * @param signals checked by `checkSignals`
 * @returns a function that undoes it
 */
export function closeAtSignals(signals: readonly NodeJS.Signals[], close: Close): () => void {
  for (const signal of signals) {
    const closes = closesBySignal.get(signal);
    // Before other listeners, so that it counts those that listen `once`.
    if (closes === undefined) process.prependListener(signal, onSignal);
    closesBySignal.set(signal, (closes ?? new Set()).add(close));
  }
  return () => forget(close, signals);
}

/** @throws MetricsServerError if the option is not an array of signals that can be listened to */
export function checkSignals(signals: readonly NodeJS.Signals[]): readonly NodeJS.Signals[] {
  if (!Array.isArray(signals)) throw signalsError(signals);
  for (const signal of signals) {
    if (!Object.hasOwn(constants.signals, signal) || UNSTOPPABLE.has(signal)) throw signalsError(signal);
  }
  return signals;
}

/** A process cannot listen to these. */
const UNSTOPPABLE: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP"]);

async function closeAll(signal: NodeJS.Signals): Promise<void> {
  const closes = [...(closesBySignal.get(signal) ?? [])];
  for (const close of closes) forget(close, closesBySignal.keys());
  const othersListen = process.listenerCount(signal) > 0;
  await Promise.allSettled(closes.map((close) => close()));
  if (!othersListen) endBy(signal);
}

/** The kernel drops a signal that process 1, as of a container, sends itself for its default effect. */
function endBy(signal: NodeJS.Signals): void {
  if (process.pid === 1) process.exit(128 + constants.signals[signal]); // as a shell reports that signal
  process.kill(process.pid, signal);
}

/** A signal that closes no server any more has its default effect again. */
function forget(close: Close, signals: Iterable<NodeJS.Signals>): void {
  for (const signal of signals) {
    const closes = closesBySignal.get(signal);
    if (!closes?.delete(close) || closes.size > 0) continue;
    closesBySignal.delete(signal);
    process.off(signal, onSignal);
  }
}

function signalsError(value: unknown): MetricsServerError {
  return new MetricsServerError(
    `the option signals is, or has, ${quoted(value)}; expected names of signals, as in ["SIGTERM", "SIGINT"]`,
  );
}
