import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { inBatches } from "../family/cell-range.js";
import { CombinedCells } from "../family/combined-cells.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import {
  openVectors,
  publishProgram,
  type SharedProgram,
  type ThreadEvent,
  type ThreadMessage,
} from "./messages.js";
import { RecordingThread } from "./recording-thread.js";

/**
 * In the main thread, before worker threads are created: has what they record, once they have called
 * `joinMetrics`, exposed here, as if this thread had recorded it. Counters and histograms are added up; of a
 * gauge, the values that the threads which run have for a series make one as its `combine` says.
 *
 * @param metrics what the generated recorders export
 */
export function shareMetrics(metrics: Metrics): void {
  if (shared.has(metrics)) return;
  shared.add(metrics);
  const program: SharedProgram = {
    channel: `metricsmith ${randomUUID()}`,
    sent: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const collector = new ThreadCollector(metrics, createReceiver(program));
  process.on("worker", (worker) => {
    const thread = worker.threadId; // which it has no longer when it has ended
    worker.once("exit", () => collector.end(thread));
  });
  publishProgram(metrics, program);
}

const shared = new WeakSet<Metrics>();

/** Gives a function that hands over the messages which have arrived since it was last called. */
function createReceiver({
  channel,
  sent,
}: SharedProgram): (accept: (message: ThreadMessage) => void) => void {
  const port = new BroadcastChannel(channel);
  const waiting: ThreadMessage[] = [];
  let received = 0;
  // The event loop takes messages from the port whether or not they were asked for.
  port.onmessage = (event) => waiting.push((event as { readonly data: ThreadMessage }).data); // `joinMetrics` sends
  port.unref();
  return (accept) => {
    if (waiting.length === 0 && Atomics.load(sent, 0) === received) return;
    for (let next = receiveNext(port); next !== undefined; next = receiveNext(port)) waiting.push(next);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      received += 1;
      accept(next);
    }
  };
}

function receiveNext(port: BroadcastChannel): ThreadMessage | undefined {
  const received = receiveMessageOnPort(port as unknown as MessagePort); // Node takes either; its types do not say so
  return received?.message as ThreadMessage | undefined; // `joinMetrics` sends
}

/** Brings what worker threads have recorded into the families of this one. */
export class ThreadCollector {
  readonly #metrics: Metrics;
  readonly #takeMessages: (accept: (message: ThreadMessage) => void) => void;
  readonly #threads = new Map<number, RecordingThread>();
  /** The thread that has started another, which ends with it. */
  readonly #parents = new Map<number, number>();
  readonly #readMessages = () => this.#takeMessages((message) => this.#applyMessage(message));

  /** @param receive hands over the messages that have arrived since it was last called */
  constructor(metrics: Metrics, receive: (accept: (message: ThreadMessage) => void) => void) {
    this.#metrics = metrics;
    this.#takeMessages = receive;
    for (const family of metrics.families)
      family.setSource({ pullInBatches: () => this.#pullInBatches(family) });
  }

  /** A worker thread has ended: what it recorded stays, but for the values of gauges, which say what is now. */
  end(ended: number): void {
    this.#readMessages();
    this.#end(ended);
  }

  #applyMessage({ thread, events }: ThreadMessage): void {
    for (const event of events) this.#applyEvent(thread, event);
  }

  #applyEvent(thread: number, event: ThreadEvent): void {
    if (event.kind === "started") this.#parents.set(event.thread, thread);
    else if (event.kind === "ended") this.#end(event.thread);
    else this.#threadOf(thread).apply(event);
  }

  #threadOf(thread: number): RecordingThread {
    const known = this.#threads.get(thread);
    if (known !== undefined) return known;
    const made = new RecordingThread(this.#metrics.families, openVectors(this.#metrics));
    this.#threads.set(thread, made);
    return made;
  }

  #end(ended: number): void {
    for (const [child, parent] of this.#parents) if (parent === ended) this.#end(child);
    this.#parents.delete(ended);
    const thread = this.#threads.get(ended);
    if (thread === undefined || thread.ended) return;
    for (const family of this.#gauges) {
      if (family.combine === "last") thread.handOver(family, this.#readMessages);
      family.generation += 1; // it may lose series
    }
    thread.end();
    void this.#release(ended, thread);
  }

  /** Takes the rest of what a thread has recorded, between other things that the program does. */
  async #release(ended: number, thread: RecordingThread): Promise<void> {
    for (const family of this.#metrics.families) {
      if (family.type === "gauge") continue;
      for (const _step of thread.addInBatches(family, this.#readMessages)) await setImmediate();
    }
    this.#threads.delete(ended);
  }

  get #gauges(): readonly GaugeFamily[] {
    return this.#metrics.families.filter((family) => family.type === "gauge");
  }

  get #running(): readonly RecordingThread[] {
    return [...this.#threads.values()].filter(({ ended }) => !ended);
  }

  *#pullInBatches(family: MetricFamily): Generator<void, void> {
    this.#readMessages();
    if (family.type === "gauge") {
      if (this.#threads.size === 0 && family.combined === undefined) return;
      yield* combineGauge(family, () => this.#running, this.#readMessages);
      return;
    }
    for (const thread of this.#threads.values()) yield* thread.addInBatches(family, this.#readMessages);
  }
}

/**
 * Combines what all threads have in a gauge, and then has that exposed: what is exposed until then stays as it is.
 *
 * @param threads those that run
 * @param catchUp has this thread told of label values that were taken up meanwhile
 */
export function* combineGauge(
  family: GaugeFamily,
  threads: () => readonly RecordingThread[],
  catchUp: () => void,
): Generator<void, void> {
  for (let generation = -1; generation !== family.generation; ) {
    generation = family.generation; // series that go away in the meantime make another attempt necessary
    const { combined: before } = family;
    const combined = new CombinedCells(family.combine, family.labelSets);
    if (before !== undefined) {
      yield* inBatches(1, (range) => combined.copyPositions({ cells: before, range }));
    }
    yield* inBatches(1, (range) => family.combineInto(combined, range));
    for (const thread of threads()) yield* thread.combineInBatches(family, combined, catchUp);
    const isFirst = family.combined === before; // of two under way, one is as good as the other
    if (isFirst && generation === family.generation) family.combined = combined;
  }
}
