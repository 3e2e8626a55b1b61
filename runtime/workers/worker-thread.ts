import { BroadcastChannel, isMainThread, threadId, type Worker } from "node:worker_threads";
import { metricsFault, type NamesOf, optionsFault } from "../arguments.js";
import type { SharedCellsListener, Store } from "../family/shared-cells.js";
import type { Metrics } from "../metrics.js";
import { processState } from "../process-state.js";
import { servedMetrics } from "../served-metrics.js";
import {
  anyPublished,
  openVectors,
  publishedProgram,
  type SharedProgram,
  type ThreadEvent,
} from "./messages.js";

/** Options of `joinMetrics`. */
export interface JoinOptions {
  /**
   * The interval in milliseconds at which the callbacks of sampled gauges are called: a scrape does not call them in a
   * worker thread. 1000 by default.
   */
  readonly sampleInterval?: number;
}

const JOIN_OPTION_NAMES: NamesOf<JoinOptions> = { sampleInterval: true };

/**
 * Lets the thread that called `shareMetrics` expose everything that this worker thread records, before this call and
 * after it. That thread reads the memory in which this one records: neither a record nor a scrape sends a message, and
 * recorded samples stay when this thread ends, for whatever reason. A second call does nothing.
 *
 * @param metrics what the generated recorders export, generated from the same schema as in the other thread; of several
 * schemas, a list
 * @throws Error if an option is not known, in the main thread, or if the thread was created before `shareMetrics` was
 * called
 */
export function joinMetrics(metrics: Metrics | readonly Metrics[], options: JoinOptions = {}): void {
  const fault =
    metricsFault("joinMetrics", metrics) ?? optionsFault("joinMetrics", options, JOIN_OPTION_NAMES);
  if (fault !== undefined) throw new Error(fault);
  for (const member of servedMetrics(metrics).members) joinMember(member, options);
}

function joinMember(metrics: Metrics, options: JoinOptions): void {
  if (joined.has(metrics)) return;
  const program = publishedProgram(metrics);
  if (program === undefined) throw new Error(missingProgramMessage());
  const interval = checkInterval(options.sampleInterval ?? 1000);
  joined.add(metrics);

  const events: ThreadEvent[] = [];
  let report = (event: ThreadEvent): unknown => events.push(event);
  reportRecordings(metrics, (event) => report(event));
  send(program, events);
  report = (event) => send(program, [event]);

  process.on("worker", (worker) => watchWorker(worker, (event) => report(event)));
  let dropped = 0;
  setInterval(() => {
    const now = Atomics.load(program.dropped, 0);
    if (now !== dropped) for (const { expiry } of metrics.ownFamilies) expiry?.dropMarked();
    dropped = now;
    metrics
      .startSampling(interval)
      .then((finish) => finish())
      .catch(() => {}); // no caller could catch what strict mode throws
  }, interval).unref();
  warnOfNewerCopies(metrics);
}

/** Metrics that the main thread exposes. */
const joined = processState("joined metrics", () => new WeakSet<Metrics>());

/** The main thread reads the memory of the families that were reported. */
function warnOfNewerCopies(metrics: Metrics): void {
  const reported = new Set(metrics.ownFamilies);
  metrics.onRedefine(() => {
    const added = metrics.schemaFamilies.filter((family) => !reported.has(family)).map(({ name }) => name);
    if (added.length === 0) return;
    metrics.warn(
      "copy after joinMetrics",
      `metricsmith: what this worker thread records of ${added.join(", ")} is not exposed: a newer copy of the ` +
        "generated code, which declares it otherwise, was loaded after joinMetrics. Start the worker thread again.",
    );
  });
}

function missingProgramMessage(): string {
  if (isMainThread) return "joinMetrics is for worker threads; the main thread calls shareMetrics(metrics)";
  return anyPublished()
    ? "joinMetrics: the thread that called shareMetrics has other families; compile both from one schema"
    : "joinMetrics: call shareMetrics(metrics) in the main thread before this worker is created";
}

function checkInterval(milliseconds: number): number {
  if (typeof milliseconds === "number" && milliseconds >= 1 && milliseconds < 2 ** 31) return milliseconds;
  throw new Error(
    `joinMetrics: the option sampleInterval is ${String(milliseconds)}; expected milliseconds, 1 or more`,
  );
}

/** Opens the channel for one message only: an open channel would collect the messages of other threads. */
function send({ channel, sent }: SharedProgram, events: readonly ThreadEvent[]): void {
  Atomics.add(sent, 0, 1); // first, so that the message is found even if the thread is terminated after it was posted
  const port = new BroadcastChannel(channel);
  port.postMessage({ thread: threadId, events });
  port.close();
}

/** Reports the start and the end of a worker of this worker, of which the main thread has no event. */
function watchWorker(worker: Worker, report: (event: ThreadEvent) => unknown): void {
  const thread = worker.threadId; // an ended worker no longer has it
  report({ kind: "started", thread });
  worker.once("exit", () => report({ kind: "ended", thread }));
}

/** Reports the memory of this thread's cells and the label values of its open vectors, from now on and for good. */
export function reportRecordings(metrics: Metrics, report: (event: ThreadEvent) => void): void {
  report({ kind: "joined", timeOrigin: performance.timeOrigin });
  openVectors(metrics).forEach((openVector, vector) => {
    openVector.watch?.({
      onNewValue: (text, ordinal) => report({ kind: "label-value", vector, text, ordinal }),
    });
  });
  metrics.ownFamilies.forEach((family, position) => {
    const listenerOf = (store: Store): SharedCellsListener => ({
      dense: (cells, live) => report({ kind: "dense", family: position, store, cells, live }),
      sparse: (rows) => report({ kind: "sparse", family: position, store, rows }),
      page: (cells, indices) => report({ kind: "page", family: position, store, cells, indices }),
    });
    family.share(listenerOf, (index) => report({ kind: "dropped", family: position, index }));
    family.onRemove((location, isReset) => {
      if (!isReset) report({ kind: "removed", family: position, location });
    });
  });
}
