import type { Adoption } from "./adoption.js";
import type { LabelsOrValue } from "./client-store.js";
import {
  type HistogramRecording,
  HistogramSeries,
  histogramChild,
  type Observe,
  secondsSince,
  unlabelledObserve,
} from "./histogram-series.js";
import { defineSources, labelsOfCall, type RealClass, type RealMetric, SERIES } from "./real-metric.js";

/** A client's histogram. In version 15, `observe` is one of the other two methods. */
export interface RealHistogram extends RealMetric {
  readonly enableExemplars?: boolean;
  observe: Observe;
  observeWithoutExemplar: Observe;
  observeWithExemplar(sample?: ExemplarSample): unknown;
  zero(labels: object): unknown;
  startTimer(labels?: object, exemplarLabels?: object): (endLabels?: object) => number;
}

interface ExemplarSample {
  readonly labels?: unknown;
  readonly value?: unknown;
}

/** The class of histograms that record into the families of the schema. */
export function histogramClass(
  real: RealClass<RealHistogram>,
  adoption: Adoption,
  recordings: Readonly<Record<string, HistogramRecording>>,
): RealClass<RealHistogram> {
  const method = "observeWithoutExemplar" in real.prototype ? "observeWithoutExemplar" : "observe"; // version 14 has one
  const clientObserve: Observe = Reflect.get(real.prototype, method);

  class Histogram extends real {
    declare readonly [SERIES]: HistogramSeries | undefined;

    constructor(configuration: unknown) {
      const prepared = adoption.prepare("histogram", configuration, Histogram);
      try {
        super(configuration);
      } catch (error) {
        prepared?.restore();
        throw error;
      }
      const series = adoption.adopt(this, prepared, (family, source) => {
        return new HistogramSeries(this, family, source, clientObserve.bind(this));
      });
      if (series === undefined) return;
      const { name } = series.family;
      const recording = Object.hasOwn(recordings, name) ? recordings[name] : undefined;
      series.own = (recording ?? unlabelledObserve)(series);
      series.methods = [series.own, Histogram.prototype[method], Histogram.prototype.observeWithExemplar];
      const isOwn = Object.hasOwn(this, "observe") && this.observe === Histogram.prototype[method];
      if (isOwn) this.observe = series.own;
    }

    [method](labels?: LabelsOrValue, value?: unknown): unknown {
      const series = this[SERIES];
      return series === undefined ? super[method](labels, value) : series.own(labels, value);
    }

    override observeWithExemplar(sample?: ExemplarSample): unknown {
      const series = this[SERIES];
      if (series === undefined) return super.observeWithExemplar(sample);
      return series.observeWithExemplar(sample?.labels, sample?.value, (labels) =>
        super.observeWithExemplar({ ...sample, labels }),
      );
    }

    override labels(...values: readonly unknown[]): object {
      const series = this[SERIES];
      const labels = series !== undefined && !this.enableExemplars ? labelsOfCall(values, this) : undefined;
      if (series === undefined || labels === undefined) return super.labels(...values);
      return histogramChild(series, labels, this);
    }

    override startTimer(labels?: object, exemplarLabels?: object): (endLabels?: object) => number {
      const series = this[SERIES];
      if (series === undefined || this.enableExemplars) return super.startTimer(labels, exemplarLabels);
      const start = process.hrtime();
      const stop = (endLabels?: object): number => {
        const seconds = secondsSince(start);
        series.outermost = stop;
        this.observe({ ...labels, ...endLabels }, seconds);
        return seconds;
      };
      return stop;
    }

    override zero(labels: object): unknown {
      const series = this[SERIES];
      return series === undefined
        ? super.zero(labels)
        : series.zero(labels as Record<string, unknown>, () => super.zero(labels)); // every object can be read by every key
    }

    override remove(...values: readonly unknown[]): unknown {
      const series = this[SERIES];
      const labels = labelsOfCall(values, this);
      if (series === undefined || labels === undefined) return super.remove(...values);
      return series.remove(labels, () => super.remove(...values));
    }

    override reset(): void {
      const series = this[SERIES];
      if (series === undefined) super.reset();
      else series.reset(() => super.reset());
    }

    override get(): Promise<unknown> {
      adoption.warnOfUnknownNames();
      return super.get();
    }
  }
  if (!("observeWithExemplar" in real.prototype))
    Reflect.deleteProperty(Histogram.prototype, "observeWithExemplar");
  defineSources(Histogram.prototype);
  return Histogram;
}
