import type { HistogramFamily } from "../family/histogram.js";
import { AdoptedSeries } from "./adopted-series.js";
import type { ClientMetricObject, GivenLabels, LabelsOrValue, StoredSeries } from "./client-store.js";

/** Makes the method `observe` of one histogram. Code that is generated for each family has it. */
export type HistogramRecording = (series: HistogramSeries) => Observe;

/** A histogram's method `observe`: labels and a value, or a value alone. */
export type Observe = (labels?: LabelsOrValue, value?: unknown) => unknown;

/** The series of a histogram. */
export class HistogramSeries extends AdoptedSeries<HistogramFamily> {
  /** The metric's method `observe`. */
  own: Observe = () => undefined;
  readonly #clientObserve: Observe;

  /** @param clientObserve the client's own method, bound to the metric */
  constructor(metric: ClientMetricObject, family: HistogramFamily, source: object, clientObserve: Observe) {
    super(metric, family, source);
    this.#clientObserve = clientObserve;
  }

  /** Observes a value of whatever type in a label set, as the client does it. */
  observe(labels: unknown, value: unknown): unknown {
    const hasLabels = typeof labels === "object" && labels !== null;
    return this.record(
      hasLabels ? (labels as GivenLabels) : {}, // every object can be read by every key
      (given) =>
        hasLabels ? this.#clientObserve(given, value) : this.#clientObserve(labels as number, value), // which it checks
      (index) => {
        const observed = hasLabels || !labels ? value : labels; // the client takes 0 for a value, and no label set
        this.family.record(index, (labels === 0 ? 0 : observed) as number, labels); // the client has checked it
      },
    );
  }

  /** Runs the client's method that also takes an exemplar. */
  observeWithExemplar(labels: unknown, value: unknown, clientObserve: (labels: unknown) => unknown): unknown {
    const given = typeof labels === "object" && labels !== null ? labels : {};
    return this.record(given as GivenLabels, clientObserve, (index) => {
      this.family.record(index, value as number, labels); // the client has checked it
    });
  }

  /** Has the client set a series to 0. */
  zero(labels: GivenLabels, clientZero: () => unknown): unknown {
    const result = this.run(clientZero);
    this.hasZeros = true;
    const index = this.find(labels);
    if (index >= 0) this.forget(index);
    return result;
  }

  protected override isRecorded(index: number): boolean {
    return this.family.has(index);
  }

  protected override walk(visit: (index: number, write: (series: StoredSeries) => void) => void): void {
    const { bounds } = this.family;
    const visitRow = (index: number, cells: Float64Array, first: number) =>
      visit(index, (series) => {
        const { bucketValues = {} } = series;
        for (const [bucket, bound] of bounds.entries()) bucketValues[bound] = cells[first + bucket] ?? 0;
        series.sum = cells[first + bounds.length + 1] ?? 0;
        series.count = cells[first + bounds.length + 2] ?? 0;
      });
    if (this.family.initialize && this.family.vectors.length > 0) this.family.forEach(visitRow);
    else this.family.forEachRecorded(visitRow);
  }

  protected override emptySeries(labels: GivenLabels): StoredSeries {
    const { bounds } = this.family;
    const bucketValues = Object.fromEntries(Array.from(bounds, (bound) => [bound, 0]));
    return { labels, bucketValues, sum: 0, count: 0, ...this.exemplarSlots() };
  }

  /** The client has them for each bucket where exemplars are enabled. */
  protected exemplarSlots(): object {
    const slots: unknown = Reflect.get(this.metric, "bucketExemplars");
    return typeof slots === "object" && slots !== null ? { bucketExemplars: { ...slots } } : {};
  }
}

/** The method `observe` of a histogram without labels. */
export function unlabelledObserve(series: HistogramSeries): Observe {
  return function observe(labels, value) {
    const isGood = typeof labels === "number" && labels - labels === 0;
    if (isGood && series.family.observeRecorded(0, labels)) return undefined;
    return series.observe(labels, value);
  };
}

/** What `labels` of a histogram returns. */
interface HistogramChild {
  observe(value?: unknown): unknown;
  startTimer(): (endLabels?: object) => number;
}

/** One label set of a histogram, whose index is found once. */
export function histogramChild(
  series: HistogramSeries,
  labels: GivenLabels,
  metric: { readonly observe: Observe },
): HistogramChild {
  let index = -1;
  const record = (value: unknown): unknown => {
    const isGood = index >= 0 && typeof value === "number" && value - value === 0;
    if (isGood && series.family.observeRecorded(index, value)) return undefined;
    const result = series.observe(labels, value);
    index = series.isExpiring ? -1 : series.lastIndex;
    return result;
  };
  const observe = (value?: unknown): unknown => {
    series.outermost = observe;
    return record(value);
  };
  return {
    observe,
    startTimer() {
      const start = process.hrtime();
      return function end(endLabels) {
        const seconds = secondsSince(start);
        series.outermost = end;
        const isOwn = metric.observe === series.own || series.methods.includes(metric.observe);
        if (endLabels === undefined && isOwn) record(seconds);
        else metric.observe({ ...labels, ...endLabels }, seconds);
        return seconds;
      };
    },
  };
}

/** The seconds since a time of `process.hrtime`, which is looked up at each call: tests replace it. */
export function secondsSince(start: [number, number]): number {
  const [seconds, nanoseconds] = process.hrtime(start);
  return seconds + nanoseconds / 1e9;
}
