import { setImmediate } from "node:timers/promises";
import type { GaugeFamily } from "../family/gauge.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import { combineGauge } from "./combine-gauge.js";
import { RecordingThread } from "./recording-thread.js";
import { openVectors } from "./shared-program.js";
import type { ThreadMessage, ThreadNews } from "./thread-message.js";

/** Brings what worker threads have recorded into the families of this one. */
export class ThreadCollector {
  readonly #metrics: Metrics;
  readonly #receive: (accept: (message: ThreadMessage) => void) => void;
  readonly #threads = new Map<number, RecordingThread>();
  /** The thread that has started another, which ends with it. */
  readonly #parents = new Map<number, number>();
  readonly #catchUp = () => this.#receive((message) => this.#accept(message));

  /** @param receive hands over the messages that have arrived since it was last called */
  constructor(metrics: Metrics, receive: (accept: (message: ThreadMessage) => void) => void) {
    this.#metrics = metrics;
    this.#receive = receive;
    for (const family of metrics.families) family.receive({ absorbing: () => this.#absorbing(family) });
  }

  /** A worker thread has ended: what it recorded stays, but for the values of gauges, which say what is now. */
  end(ended: number): void {
    this.#catchUp();
    this.#end(ended);
  }

  #accept({ thread, news }: ThreadMessage): void {
    for (const piece of news) this.#acceptNews(thread, piece);
  }

  #acceptNews(thread: number, news: ThreadNews): void {
    if (news.kind === "started") this.#parents.set(news.thread, thread);
    else if (news.kind === "ended") this.#end(news.thread);
    else this.#threadOf(thread).accept(news);
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
      if (family.combine === "last") thread.leaveTo(family, this.#catchUp);
      family.generation += 1; // it may lose series
    }
    thread.end();
    void this.#release(ended, thread);
  }

  /** Takes the rest of what a thread has recorded, between other things that the program does. */
  async #release(ended: number, thread: RecordingThread): Promise<void> {
    for (const family of this.#metrics.families) {
      if (family.type === "gauge") continue;
      for (const _step of thread.addingTo(family, this.#catchUp)) await setImmediate();
    }
    this.#threads.delete(ended);
  }

  get #gauges(): readonly GaugeFamily[] {
    return this.#metrics.families.filter((family) => family.type === "gauge");
  }

  get #running(): readonly RecordingThread[] {
    return [...this.#threads.values()].filter(({ ended }) => !ended);
  }

  *#absorbing(family: MetricFamily): Generator<void, void> {
    this.#catchUp();
    if (family.type === "gauge") {
      if (this.#threads.size === 0 && family.combined === undefined) return;
      yield* combineGauge(family, () => this.#running, this.#catchUp);
      return;
    }
    for (const thread of this.#threads.values()) yield* thread.addingTo(family, this.#catchUp);
  }
}
