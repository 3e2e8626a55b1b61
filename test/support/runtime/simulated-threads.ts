import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { closedVector, integerVector, openVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { ThreadCollector } from "../../../runtime/workers/main-thread.js";
import type { ThreadEvent, ThreadMessage } from "../../../runtime/workers/messages.js";
import { reportRecordings } from "../../../runtime/workers/worker-thread.js";
import { indexOf } from "./label-set-index.js";

export type Labels = Readonly<Record<string, unknown>>;

/** The same families that each thread of a program has: dense and sparse ones, and some with an open vector. */
export function program(maxValues = 100) {
  const closed = [closedVector("method", ["GET", "PUT", "POST"]), closedVector("code", ["2", "5"])];
  const large = ["x", "y", "z"].map((name) => integerVector(name, { min: 0, max: 999 }));
  const open = [openVector("tenant", { maxValues, otherwise: "other" }), closedVector("kind", ["a", "b"])];
  const buckets = [1, 5, 10];
  const families = {
    plain: new CounterFamily({ name: "plain_total", help: "h", vectors: [] }),
    dense: new CounterFamily({ name: "dense_total", help: "h", vectors: closed }),
    sparse: new CounterFamily({ name: "sparse_total", help: "h", vectors: large }),
    open: new CounterFamily({ name: "open_total", help: "h", vectors: open }),
    seconds: new HistogramFamily({ name: "seconds", help: "h", vectors: closed, buckets }),
    sizes: new HistogramFamily({ name: "sizes", help: "h", vectors: large, buckets }),
    waits: new HistogramFamily({ name: "waits", help: "h", vectors: open, buckets }),
    sum: new GaugeFamily({ name: "sum", help: "h", vectors: open, combine: "sum" }),
    max: new GaugeFamily({ name: "max", help: "h", vectors: large, combine: "max" }),
    min: new GaugeFamily({ name: "min", help: "h", vectors: closed, combine: "min" }),
    average: new GaugeFamily({ name: "average", help: "h", vectors: closed, combine: "average" }),
    last: new GaugeFamily({ name: "last", help: "h", vectors: large, combine: "last" }),
    lastPlain: new GaugeFamily({ name: "last_plain", help: "h", vectors: [], combine: "last" }),
  };
  const metrics = new Metrics({ address: "", families: Object.values(families) });
  return { metrics, families };
}

export type Program = ReturnType<typeof program>;
export type FamilyName = keyof Program["families"];

/** Records as a generated recorder does: adds to a counter, observes, or sets a gauge. */
export function record({ families }: Program, name: FamilyName, labels: Labels, value: number): void {
  const family = families[name];
  const index = indexOf(family.vectors, labels);
  if (family.type === "gauge") family.set(index, value, labels);
  else family.record(index, value, labels);
}

/** A main thread and threads that it has started, as the messages between them make them; all in this thread. */
export class SimulatedThreads<Threads extends Pick<Program, "metrics"> = Program> {
  readonly main: Threads;
  readonly #create: () => Threads;
  readonly #waiting: ThreadMessage[] = [];
  readonly #collector: ThreadCollector;
  #started = 0;

  /** @param create creates the metrics of a thread */
  constructor(create: () => Threads) {
    this.#create = create;
    const main = create();
    this.main = main;
    this.#collector = new ThreadCollector(
      main.metrics,
      (accept) => {
        const hasRead = this.#waiting.length > 0;
        for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) accept(next);
        return hasRead;
      },
      () => {},
    );
  }

  start(thread = this.#create()): Threads & { readonly id: number } {
    this.#started += 1;
    const id = this.#started;
    reportRecordings(thread.metrics, (event) => this.send(id, event));
    return { ...thread, id };
  }

  send(thread: number, event: ThreadEvent): void {
    this.#waiting.push({ thread, events: [event] });
  }

  end(thread: number): void {
    this.#collector.end(thread);
  }
}

/** The samples of an exposition whose names begin so, as they are written. */
export function exposed({ metrics }: Pick<Program, "metrics">, prefix = ""): readonly string[] {
  return new TextDecoder()
    .decode(metrics.expose())
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && line.startsWith(prefix));
}
