import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, MessagePort, threadId } from "node:worker_threads";
import { onEnd } from "./end-of-process.js";
import { type Definition, defineMetric, type MetricObject, placeOfCreation } from "./new-metric.js";
import { newSeries, type RecordedSeries } from "./record-series.js";

/** Starts to record the metrics of this thread. The series are written each second, and when the thread ends. */
export function startRecorder(directory: string): MetricRecorder {
  const recorder = new MetricRecorder(directory);
  setInterval(() => recorder.writeSeries(), isMainThread ? 1_000 : 100).unref();
  onEnd(() => recorder.writeSeries(), isMainThread);
  if (!isMainThread) recordBeforeMessages(recorder);
  return recorder;
}

/** A thread is often terminated when its result has arrived, and is not asked before. */
function recordBeforeMessages(recorder: MetricRecorder): void {
  const { prototype } = MessagePort;
  const { postMessage } = prototype;
  let last = 0;
  prototype.postMessage = function (...args: Parameters<typeof postMessage>) {
    const now = performance.now();
    if (now - last > SHORTEST_PAUSE) {
      recorder.writeSeries();
      last = performance.now();
    }
    return postMessage.apply(this, args);
  };
}

/** In milliseconds, between two messages before which series are written. */
const SHORTEST_PAUSE = 20;

/** The metrics that this thread creates, and the series that they have, written to a file. */
export class MetricRecorder {
  readonly #file: ObservationFile;
  readonly #written = new Map<string, WrittenMetric>();
  readonly #metrics = new WeakMap<object, WrittenMetric>();
  #tracked: TrackedMetric[] = [];
  readonly #wrapped = new WeakSet<object>();

  /** @param directory for the file */
  constructor(directory: string) {
    this.#file = new ObservationFile(directory);
  }

  /** Writes the series that are new since the last call. */
  writeSeries(): void {
    const now = performance.now();
    this.#tracked = this.#tracked.filter((tracked) => {
      const metric = tracked.metric ?? tracked.weak.deref();
      if (metric === undefined) return false;
      guard(() => this.#writeNew(metric, tracked.written));
      if (now - tracked.since > LONGEST_KEPT) tracked.metric = undefined;
      return isComplete(metric);
    });
  }

  /** The metric is written before its constructor is done, so that it is known if the process dies. */
  add(metric: object): void {
    const definition = defineMetric(metric as MetricObject, placeOfCreation(metric));
    const key = JSON.stringify(definition);
    let written = this.#written.get(key);
    if (written === undefined) {
      written = { id: this.#written.size, series: new Set(), isComplete: false };
      this.#written.set(key, written);
      this.#file.write({ define: written.id, metric: definition });
    }
    this.#metrics.set(metric, written);
    this.#tracked.push({ metric, weak: new WeakRef(metric), since: performance.now(), written });
    this.#recordBeforeReset(metric);
  }

  /** Notes a file with a client whose metrics are not published. */
  addUnknownClient(file: string): void {
    this.#file.write({ unknown: file });
  }

  #writeNew(metric: object, written: WrittenMetric): void {
    if (!written.isComplete) {
      written.isComplete = isComplete(metric);
      if (!written.isComplete) this.#file.write({ drop: written.id });
    }
    const series = newSeries(metric as MetricObject, written.series);
    if (series.length > 0) this.#file.write({ of: written.id, series });
  }

  /** Tests reset all metrics between each other. */
  #recordBeforeReset(metric: object): void {
    let owner: object | null = metric;
    while (owner !== null && !Object.hasOwn(owner, "reset")) owner = Object.getPrototypeOf(owner);
    if (owner === null || this.#wrapped.has(owner)) return;
    this.#wrapped.add(owner);
    const { reset } = owner as { reset: (...args: unknown[]) => unknown };
    const record = (self: object) => {
      const written = this.#metrics.get(self);
      if (written !== undefined && isComplete(self)) guard(() => this.#writeNew(self, written));
    };
    const value = function (this: object, ...args: unknown[]) {
      record(this);
      return reset.apply(this, args);
    };
    Object.defineProperty(owner, "reset", { value, configurable: true, writable: true });
  }
}

/** A metric that is in the file. Objects that are created alike are one. */
interface WrittenMetric {
  readonly id: number;
  /** The series that are in the file. */
  readonly series: Set<string>;
  /** Whether a constructor came to its end: the client throws if the name is not valid. */
  isComplete: boolean;
}

interface TrackedMetric {
  /** Unset after a while: a metric of a test refers to all that the test has loaded. */
  metric: object | undefined;
  readonly weak: WeakRef<object>;
  /** In milliseconds. */
  readonly since: number;
  readonly written: WrittenMetric;
}

/** In milliseconds. */
const LONGEST_KEPT = 2_000;

function isComplete(metric: object): boolean {
  const { hashMap, store } = metric as MetricObject;
  return hashMap !== undefined || store !== undefined;
}

/** What cannot be observed is left out; the program goes on. */
function guard(action: () => void): void {
  try {
    action();
  } catch {}
}

/** A line of a file of observations, in JSON. */
export type Observation =
  | { readonly define: number; readonly metric: Definition }
  | { readonly of: number; readonly series: readonly RecordedSeries[] }
  /** The constructor threw. */
  | { readonly drop: number }
  /** A file with a client that cannot be instrumented. */
  | { readonly unknown: string };

/** The file of a thread: `<pid>-<thread>-<time>.jsonl`. It is made when there is something to write. */
class ObservationFile {
  readonly #directory: string;
  #descriptor: number | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Writes at once, so that what was written survives a crash. What cannot be written is lost. */
  write(observation: Observation): void {
    try {
      this.#descriptor ??= openSync(join(this.#directory, this.#name()), "a", 0o600);
      writeSync(this.#descriptor, `${JSON.stringify(observation)}\n`);
    } catch {
      // The program goes on.
    }
  }

  #name(): string {
    return `${process.pid}-${threadId}-${process.hrtime.bigint().toString(36)}.jsonl`;
  }
}
