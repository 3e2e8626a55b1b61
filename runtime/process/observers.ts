import {
  constants,
  type IntervalHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
} from "node:perf_hooks";
import { GaugeFamily } from "../family/gauge.js";
import { HistogramFamily } from "../family/histogram.js";
import { closedVector } from "../labels.js";

/** How often the delay of the event loop is sampled, in milliseconds. */
const RESOLUTION = 10;
const NANOSECONDS = 1e9;

/** Of Deno, Node's metrics that it does not have, or has wrong, are left out. */
export const DENO = process.versions["deno"] !== undefined;

/** The delay of the event loop. */
export class EventLoopLag {
  readonly #last = lagGauge("", "Delay of the event loop when the metrics were last read.", "average");
  readonly #min = lagGauge("min_", "Shortest delay of the event loop since the last scrape.", "min");
  readonly #max = lagGauge("max_", "Longest delay of the event loop since the last scrape.", "max");
  readonly #mean = lagGauge("mean_", "Mean delay of the event loop since the last scrape.", "average");
  readonly #deviation = lagGauge(
    "stddev_",
    "Standard deviation of the event loop's delay since the last scrape.",
    "average",
  );
  readonly #percentiles = [50, 90, 99].map((percent) => ({
    percent,
    gauge: lagGauge(
      `p${percent}_`,
      `Delay of the event loop that ${percent}% of all since the last scrape did not exceed.`,
      "average",
    ),
  }));
  /** Deno's histogram does not see what blocks its event loop: of a delay of 300 ms it said 0.1 ms. */
  readonly families = [
    this.#last,
    ...(DENO ? [] : [this.#min, this.#max, this.#mean, this.#deviation]),
    ...(DENO ? [] : this.#percentiles.map(({ gauge }) => gauge)),
  ];
  #histogram: IntervalHistogram | undefined;
  /** Whether the gauges have the values of an empty histogram. */
  #empty = false;

  start(): void {
    this.#empty = false;
    if (DENO) return;
    try {
      this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
      this.#histogram.enable();
    } catch {
      // Not every runtime that runs Node's programs has it: the gauges then stay at 0.
    }
  }

  stop(): void {
    this.#histogram?.disable();
    this.#histogram = undefined;
  }

  /** Reads the delays since the last call. Most of the time goes into the percentiles. */
  read(): void {
    const histogram = this.#histogram;
    if (histogram === undefined || (this.#empty && histogram.count === 0)) return;
    this.#empty = histogram.count === 0;
    this.#min.set(0, histogram.min / NANOSECONDS, undefined);
    this.#max.set(0, histogram.max / NANOSECONDS, undefined);
    this.#mean.set(0, histogram.mean / NANOSECONDS, undefined);
    this.#deviation.set(0, histogram.stddev / NANOSECONDS, undefined);
    for (const { percent, gauge } of this.#percentiles) {
      gauge.set(0, histogram.percentile(percent) / NANOSECONDS, undefined);
    }
    histogram.reset();
  }

  /** Sets the delay that a scrape measured itself, which the next scrape exposes. */
  setLast(seconds: number): void {
    this.#last.set(0, seconds, undefined);
  }
}

function lagGauge(part: string, help: string, combine: "average" | "min" | "max"): GaugeFamily {
  const name = `nodejs_eventloop_lag_${part}seconds`;
  return new GaugeFamily({ name, help, vectors: [], unit: "seconds", combine });
}

const KINDS = ["minor", "major", "incremental", "weakcb"] as const;

const KIND_OF: ReadonlyMap<unknown, (typeof KINDS)[number]> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weakcb"],
]);

/** An entry of the type `gc`. */
interface CollectionEntry {
  /** In milliseconds. */
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/** Bun does not report collections; Deno has the type of entry, but no kinds, and makes no entries. */
const REPORTS_COLLECTIONS =
  constants.NODE_PERFORMANCE_GC_MINOR !== undefined && supportedEntryTypes().includes("gc");

function supportedEntryTypes(): readonly string[] {
  return (
    (PerformanceObserver as { readonly supportedEntryTypes?: readonly string[] }).supportedEntryTypes ?? []
  ); // Node's types lack it
}

/** The pauses of the garbage collector. */
export class GarbageCollections {
  readonly #family = new HistogramFamily({
    name: "nodejs_gc_duration_seconds",
    help: "Duration of garbage collections.",
    vectors: [closedVector("kind", KINDS)],
    unit: "seconds",
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  });
  /** Node passes several collections at once; prom-client counts the first of them alone. */
  readonly #observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as readonly CollectionEntry[]) {
      const kind = KIND_OF.get(entry.detail?.kind);
      if (kind !== undefined) this.#family.record(KINDS.indexOf(kind), entry.duration / 1000, undefined);
    }
  });

  /** None where the runtime does not report collections. */
  get families(): readonly HistogramFamily[] {
    return REPORTS_COLLECTIONS ? [this.#family] : [];
  }

  start(): void {
    if (REPORTS_COLLECTIONS) this.#observer.observe({ entryTypes: ["gc"] });
  }

  stop(): void {
    this.#observer.disconnect();
  }
}
