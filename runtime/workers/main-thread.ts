import { randomUUID } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { metricsFault } from "../arguments.js";
import { inBatches, runAll } from "../family/cell-range.js";
import { CombinedCells } from "../family/combined-cells.js";
import type { RemovalSink } from "../family/family-base.js";
import type { GaugeFamily } from "../family/gauge.js";
import { locateExposed } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Vector } from "../labels.js";
import type { Metrics } from "../metrics.js";
import { processState } from "../process-state.js";
import { servedMetrics } from "../served-metrics.js";
import {
  openVectors,
  publishProgram,
  type SharedProgram,
  type ThreadEvent,
  type ThreadMessage,
} from "./messages.js";
import { type ReadMessages, RecordingThread } from "./recording-thread.js";

/**
 * Exposes in the main thread what worker threads record, as if the main thread had recorded it. Call it before worker
 * threads are created; each of them calls `joinMetrics`. Counters and histograms are added up. The values of a gauge
 * that running threads have for a series are combined as the gauge's `combine` says. A second call does nothing.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 */
export function shareMetrics(metrics: Metrics | readonly Metrics[]): void {
  const fault = metricsFault("shareMetrics", metrics);
  if (fault !== undefined) throw new Error(fault);
  for (const member of servedMetrics(metrics).members) shareMember(member);
}

function shareMember(metrics: Metrics): void {
  if (shared.has(metrics)) return;
  shared.add(metrics);
  const dropped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const collector = new ThreadCollector(metrics, publish(metrics, dropped), () => Atomics.add(dropped, 0, 1));
  process.on("worker", (worker) => {
    const thread = worker.threadId; // an ended worker no longer has it
    worker.once("exit", () => void collector.end(thread));
  });
  let families = metrics.ownFamilies;
  metrics.onRedefine(() => {
    if (metrics.ownFamilies.every((family, at) => family === families[at])) return;
    families = metrics.ownFamilies;
    collector.follow(publish(metrics, dropped)); // threads that are created from now on have the newer copy
  });
}

/** Metrics that are shared with worker threads. */
const shared = processState("shared metrics", () => new WeakSet<Metrics>());

/** Makes the families known to threads that are created from now on. @returns passes on the threads' messages */
function publish(metrics: Metrics, dropped: Int32Array): Receive {
  const program: SharedProgram = {
    channel: `metricsmith ${randomUUID()}`,
    sent: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    dropped,
  };
  publishProgram(metrics, program);
  return createReceiver(program);
}

interface Receive {
  /** Passes on the messages that have arrived since its last call. @returns whether there were some */
  (accept: (message: ThreadMessage) => void): boolean;
  /** Resolves when all messages have arrived that were sent by now. Only where messages cannot be read at once. */
  readonly arrival?: () => Promise<void>;
}

/** What one copy of the generated code shares. Threads name families and open vectors by their positions. */
interface SharedFamilies {
  readonly families: readonly MetricFamily[];
  readonly openVectors: readonly Vector[];
  readonly receive: Receive;
}

/** Creates a function that passes on the messages that have arrived since its last call. */
function createReceiver({ channel, sent }: SharedProgram): Receive {
  const port = new BroadcastChannel(channel);
  const waiting: ThreadMessage[] = [];
  const isImmediate = givesAtOnce();
  let received = 0;
  // The event loop takes messages from the port, too.
  port.onmessage = (event) => waiting.push((event as { readonly data: ThreadMessage }).data); // sent by `joinMetrics`
  port.unref();
  const receive = (accept: (message: ThreadMessage) => void) => {
    if (waiting.length === 0 && Atomics.load(sent, 0) === received) return false;
    const before = received;
    if (isImmediate) {
      for (let next = receiveNext(port); next !== undefined; next = receiveNext(port)) waiting.push(next);
    }
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      received += 1;
      accept(next);
    }
    return received > before;
  };
  if (isImmediate) return receive;
  const arrival = async () => {
    const wanted = Atomics.load(sent, 0);
    const deadline = performance.now() + LONGEST_ARRIVAL;
    while (received + waiting.length < wanted && performance.now() < deadline) {
      await setTimeout(1, undefined, { ref: false });
    }
    received = Math.max(received, wanted - waiting.length); // the others were never posted
  };
  return Object.assign(receive, { arrival });
}

/** In milliseconds. A thread that was terminated has possibly counted a message, but not posted it. */
const LONGEST_ARRIVAL = 1000;

function receiveNext(port: BroadcastChannel): ThreadMessage | undefined {
  const received = receiveMessageOnPort(port as unknown as MessagePort); // Node accepts both; its types do not
  return received?.message as ThreadMessage | undefined; // sent by `joinMetrics`
}

/** Whether a channel gives a message without the event loop: it does in Node, but not in Bun and Deno. */
function givesAtOnce(): boolean {
  const name = `metricsmith ${randomUUID()}`;
  const [receiver, sender] = [new BroadcastChannel(name), new BroadcastChannel(name)];
  try {
    sender.postMessage(true);
    return receiveNext(receiver) !== undefined;
  } catch {
    return false; // Deno takes no such channel
  } finally {
    receiver.close();
    sender.close();
  }
}

/** Adds what worker threads have recorded to the families of this thread. */
export class ThreadCollector {
  readonly #metrics: Metrics;
  readonly #shared: SharedFamilies[] = [];
  readonly #threads = new Map<number, RecordingThread>();
  readonly #removalSinks = new Map<MetricFamily, RemovalSink>();
  /** For each thread that a worker has started: that worker. The thread ends with it. */
  readonly #parents = new Map<number, number>();
  readonly #onDrop: () => void;
  readonly #readMessages = () => {
    let hasRead = false;
    for (const shared of this.#shared) {
      const read = shared.receive(({ thread, events }) => {
        for (const event of events) this.#applyEvent(thread, event, shared);
      });
      hasRead ||= read;
    }
    return hasRead;
  };

  /** @param onDrop is called when there are series that threads have to drop */
  constructor(metrics: Metrics, receive: Receive, onDrop: () => void) {
    this.#metrics = metrics;
    this.#onDrop = onDrop;
    this.follow(receive);
  }

  /** Adds to the families that the metrics have now, also what threads send that have them. */
  follow(receive: Receive): void {
    const families = this.#metrics.ownFamilies;
    const known = new Set(this.#shared.flatMap(({ openVectors }) => openVectors));
    this.#shared.push({ families, openVectors: openVectors(this.#metrics), receive });
    for (const vector of openVectors(this.#metrics)) {
      if (known.has(vector) || vector.expireAfter === undefined) continue;
      vector.watch?.({
        onFree: () => {
          for (const thread of this.#threads.values()) thread.forgetOrdinals(vector);
        },
      });
    }
    for (const family of families) {
      family.setSource({
        pullInBatches: () => this.#pullInBatches(family),
        others: {
          takeMarksInBatches: () => this.#takeMarksInBatches(family),
          drop: (indices) => this.#drop(family, indices),
        },
      });
      const sink: RemovalSink = (location) => {
        if (location?.index === -1) return; // no thread has reported its label values
        for (const thread of this.#running) this.#removeIn(thread, family, location?.index);
      };
      this.#removalSinks.set(family, sink);
      family.onRemove(sink);
    }
  }

  /** Ends a worker thread. Its counters and histograms stay; of its gauges, those with `combine: last` do. */
  async end(ended: number): Promise<void> {
    for (const { receive } of this.#shared) if (receive.arrival !== undefined) await receive.arrival();
    this.#readMessages();
    this.#end(ended);
  }

  #applyEvent(thread: number, event: ThreadEvent, shared: SharedFamilies): void {
    if (event.kind === "started") this.#parents.set(event.thread, thread);
    else if (event.kind === "ended") this.#end(event.thread);
    else if (event.kind === "removed") this.#remove(this.#threadOf(thread, shared), event, shared);
    else this.#threadOf(thread, shared).apply(event);
  }

  /** Removes what a thread has removed, as far as this thread and the others have it. */
  #remove(
    remover: RecordingThread,
    event: Extract<ThreadEvent, { readonly kind: "removed" }>,
    { families }: SharedFamilies,
  ): void {
    const family = families[event.family];
    if (family === undefined) return;
    const { location } = event;
    if (location?.index !== -1) remover.forget(family, location?.index);
    const others = [...this.#threads.values()].filter((thread) => thread !== remover);
    for (const thread of others) {
      if (family.type === "gauge") thread.addLabelValues(family);
      else runAll(thread.addInBatches(family, () => false));
    }
    const found = location && locateExposed(family.vectors, location.values);
    if (location !== undefined && found === undefined) return;
    if (found?.index !== -1) {
      for (const thread of others) if (!thread.ended) this.#removeIn(thread, family, found?.index);
    }
    family.removeEverywhere(found, this.#removalSinks.get(family));
    if (family.expiry !== undefined) this.#onDrop(); // the remover can free the places of label values
  }

  /** Removes a series, or all of them, in a thread. What was added here of counters and histograms was removed here. */
  #removeIn(thread: RecordingThread, family: MetricFamily, index: number | undefined): void {
    if (family.type === "gauge") thread.removeValues(family, index);
    if (family.expiry === undefined) return;
    thread.markDropped(family, index);
    this.#onDrop();
  }

  *#takeMarksInBatches(family: MetricFamily): Generator<void, void> {
    for (const thread of this.#running) yield* thread.takeMarksInBatches(family, this.#readMessages);
  }

  /** Drops series in all threads. @returns those that no thread has recorded meanwhile */
  #drop(family: MetricFamily, indices: readonly number[]): readonly number[] {
    const unrecorded = new Set(indices);
    for (const thread of this.#running) {
      for (const index of thread.drop(family, unrecorded)) unrecorded.delete(index);
    }
    if (unrecorded.size > 0) this.#onDrop();
    return [...unrecorded];
  }

  #threadOf(thread: number, { families, openVectors }: SharedFamilies): RecordingThread {
    const existing = this.#threads.get(thread);
    if (existing !== undefined) return existing;
    const started = new RecordingThread(families, openVectors);
    this.#threads.set(thread, started);
    return started;
  }

  #end(ended: number): void {
    for (const [child, parent] of this.#parents) if (parent === ended) this.#end(child);
    this.#parents.delete(ended);
    const thread = this.#threads.get(ended);
    if (thread === undefined || thread.ended) return;
    for (const family of this.#families) runAll(thread.takeMarksInBatches(family, this.#readMessages));
    for (const family of this.#gauges) {
      if (family.combine === "last") thread.handOver(family, this.#readMessages);
      family.generation += 1; // series may be removed
    }
    thread.end();
    void this.#addRest(ended, thread);
  }

  /** Adds the rest of what an ended thread has recorded, in batches between other work of the program. */
  async #addRest(ended: number, thread: RecordingThread): Promise<void> {
    for (const family of this.#families) {
      if (family.type === "gauge") continue;
      for (const _batch of thread.addInBatches(family, this.#readMessages)) await setImmediate();
    }
    this.#threads.delete(ended);
  }

  get #gauges(): readonly GaugeFamily[] {
    return [...this.#families].filter((family) => family.type === "gauge");
  }

  get #families(): ReadonlySet<MetricFamily> {
    return new Set(this.#shared.flatMap(({ families }) => families));
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
 * Combines a gauge's values of all threads. What is exposed stays unchanged until all of them are combined.
 *
 * @param threads returns the running threads
 */
function* combineGauge(
  family: GaugeFamily,
  threads: () => readonly RecordingThread[],
  readMessages: ReadMessages,
): Generator<void, void> {
  for (let generation = -1; generation !== family.generation; ) {
    generation = family.generation; // if series are removed meanwhile, the values are combined again
    const previous = family.combined;
    const combined = new CombinedCells(family.combine, family.labelSets);
    if (previous !== undefined) {
      yield* inBatches(1, (range) => combined.copyPositions({ cells: previous, range }));
    }
    yield* inBatches(1, (range) => family.combineInto(combined, range));
    for (const thread of threads()) yield* thread.combineInBatches(family, combined, readMessages);
    const isFirst = family.combined === previous; // another run may have finished meanwhile: its result is as good
    if (isFirst && generation === family.generation) family.combined = combined;
  }
}
