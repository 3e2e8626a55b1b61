import { constants } from "node:os";
import { quoted } from "../family/quoted.js";
import { MetricsServerError } from "./metrics-server-error.js";

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
