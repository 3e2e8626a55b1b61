import { constants } from "node:os";
import { quoted } from "../family/rejection.js";
import { processState } from "../process-state.js";

/** What is to be done before the process ends. It does not reject. */
type LastWork = () => Promise<void>;

/** For each signal, the work that waits for it. */
const workBySignal = processState("work at signals", () => new Map<NodeJS.Signals, Set<LastWork>>());

/** The listener of the first copy of this package, which each copy can take off. */
const onSignal = processState("listener of signals", () => workAndEnd);

/**
 * Does some work at signals, such as closing a server. When all such work is done, the process ends by the signal, as it
 * would without it, unless the application listens to the signal too: then the application decides. A second signal does
 * not wait.
 *
 * @param signals of which `signalsFault` found no fault
 * @returns a function that undoes it
 */
export function workAtSignals(signals: readonly NodeJS.Signals[], work: LastWork): () => void {
  for (const signal of signals) {
    const others = workBySignal.get(signal);
    // Before other listeners, so that it counts those that listen `once`.
    if (others === undefined) process.prependListener(signal, onSignal);
    workBySignal.set(signal, (others ?? new Set()).add(work));
  }
  return () => forget(work, signals);
}

/** Says why the option `signals` is not an array of signals that can be listened to; `undefined` if it is. */
export function signalsFault(signals: unknown): string | undefined {
  if (!Array.isArray(signals)) return faultOf(signals);
  for (const signal of signals) {
    if (!Object.hasOwn(constants.signals, signal) || UNSTOPPABLE.has(signal)) return faultOf(signal);
  }
  return undefined;
}

/** A process cannot listen to these. */
const UNSTOPPABLE: ReadonlySet<unknown> = new Set<NodeJS.Signals>(["SIGKILL", "SIGSTOP"]);

async function workAndEnd(signal: NodeJS.Signals): Promise<void> {
  const all = [...(workBySignal.get(signal) ?? [])];
  for (const work of all) forget(work, workBySignal.keys());
  const othersListen = process.listenerCount(signal) > 0;
  await Promise.allSettled(all.map((work) => work()));
  if (!othersListen) endBy(signal);
}

/** The kernel drops a signal that process 1, as of a container, sends itself for its default effect. */
function endBy(signal: NodeJS.Signals): void {
  if (process.pid === 1) process.exit(128 + constants.signals[signal]); // as a shell reports that signal
  process.kill(process.pid, signal);
}

/** A signal that no work waits for has its default effect again. */
function forget(work: LastWork, signals: Iterable<NodeJS.Signals>): void {
  for (const signal of signals) {
    const all = workBySignal.get(signal);
    if (!all?.delete(work) || all.size > 0) continue;
    workBySignal.delete(signal);
    process.off(signal, onSignal);
  }
}

function faultOf(value: unknown): string {
  return `the option signals is, or has, ${quoted(value)}; expected names of signals, as in ["SIGTERM", "SIGINT"]`;
}
