import { BroadcastChannel, isMainThread, threadId, type Worker } from "node:worker_threads";
import type { SharedCellsListener } from "../family/shared-cells.js";
import type { Metrics } from "../metrics.js";
import {
  anyPublished,
  openVectors,
  publishedProgram,
  type SharedProgram,
  type Store,
  type ThreadEvent,
} from "./messages.js";

/** How a worker thread takes part. */
export interface JoinOptions {
  /**
   * How often the callbacks of sampled gauges are read, in milliseconds: nothing asks a worker thread at a
   * scrape. 1000 by default.
   */
  readonly sampleInterval?: number;
}

/**
 * In a worker thread: has everything that is recorded here, before and from now on, exposed by the thread that
 * called `shareMetrics`. It reads the memory that this thread records in; no message is sent for a record or a
 * scrape, and what was recorded stays when the thread ends, however it ends.
 *
 * @param metrics what the generated recorders export, compiled from the schema that the other thread has
 * @throws Error in a thread that is no worker, or that was created before `shareMetrics` was called
 */
export function joinMetrics(metrics: Metrics, options: JoinOptions = {}): void {
  if (joined.has(metrics)) return;
  const program = publishedProgram(metrics);
  if (program === undefined) throw new Error(reasonToFail());
  const interval = checkInterval(options.sampleInterval ?? 1000);
  joined.add(metrics);

  const events: ThreadEvent[] = [];
  let report = (event: ThreadEvent): unknown => events.push(event);
  reportRecordings(metrics, (event) => report(event));
  send(program, events);
  report = (event) => send(program, [event]);

  process.on("worker", (worker) => watchWorker(worker, (event) => report(event)));
  setInterval(() => readSampled(metrics), interval).unref();
}

const joined = new WeakSet<Metrics>();

function reasonToFail(): string {
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

/** The channel is open for a moment alone: what others send would wait in it. */
function send({ channel, sent }: SharedProgram, events: readonly ThreadEvent[]): void {
  Atomics.add(sent, 0, 1); // first: a thread that is ended in between must not be one that nobody looks for
  const port = new BroadcastChannel(channel);
  port.postMessage({ thread: threadId, events });
  port.close();
}

/** A worker of this worker: it ends when this one does, and the main thread is not told. */
function watchWorker(worker: Worker, report: (event: ThreadEvent) => unknown): void {
  const thread = worker.threadId; // which it has no longer when it has ended
  report({ kind: "started", thread });
  worker.once("exit", () => report({ kind: "ended", thread }));
}

/** Nobody is there to catch what strict mode throws. */
function readSampled(metrics: Metrics): void {
  try {
    metrics.readSampled();
  } catch {}
}

/** Tells another thread where this one's records lie and what its open vectors take up, from now on and for good. */
export function reportRecordings(metrics: Metrics, report: (event: ThreadEvent) => void): void {
  report({ kind: "joined", timeOrigin: performance.timeOrigin });
  openVectors(metrics).forEach((openVector, vector) => {
    openVector.watch?.({ onNewValue: (text) => report({ kind: "label-value", vector, text }) });
  });
  metrics.families.forEach((family, position) => {
    const outletOf = (store: Store): SharedCellsListener => ({
      dense: (cells, live) => report({ kind: "dense", family: position, store, cells, live }),
      sparse: (rows) => report({ kind: "sparse", family: position, store, rows }),
      page: (cells, indices) => report({ kind: "page", family: position, store, cells, indices }),
    });
    family.share(outletOf("values"), outletOf("times"));
  });
}
