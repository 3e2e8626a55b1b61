import type { Adoption } from "./adoption.js";
import type { LabelsOrValue } from "./client-store.js";
import {
  type CounterRecording,
  CounterSeries,
  counterChild,
  type Increase,
  unlabelledInc,
} from "./counter-series.js";
import { defineSources, labelsOfCall, type RealClass, type RealMetric, SERIES } from "./real-metric.js";

/** A client's counter. In version 15, `inc` is one of the other two methods. */
export interface RealCounter extends RealMetric {
  inc: Increase;
  incWithoutExemplar: Increase;
  incWithExemplar(sample?: ExemplarSample): unknown;
}

interface ExemplarSample {
  readonly labels?: unknown;
  readonly value?: unknown;
}

/** The class of counters that record into the families of the schema. */
export function counterClass(
  real: RealClass<RealCounter>,
  adoption: Adoption,
  recordings: Readonly<Record<string, CounterRecording>>,
): RealClass<RealCounter> {
  const method = "incWithoutExemplar" in real.prototype ? "incWithoutExemplar" : "inc"; // version 14 has one method
  const clientInc: Increase = Reflect.get(real.prototype, method);

  class Counter extends real {
    declare readonly [SERIES]: CounterSeries | undefined;

    constructor(configuration: unknown) {
      const prepared = adoption.prepare("counter", configuration, Counter);
      try {
        super(configuration);
      } catch (error) {
        prepared?.restore();
        throw error;
      }
      const series = adoption.adopt(this, prepared, (family, source) => {
        return new CounterSeries(this, family, source, clientInc.bind(this));
      });
      if (series === undefined) return;
      const { name } = series.family;
      const recording = Object.hasOwn(recordings, name) ? recordings[name] : undefined;
      series.own = (recording ?? unlabelledInc)(series);
      series.methods = [series.own, Counter.prototype[method], Counter.prototype.incWithExemplar];
      if (Object.hasOwn(this, "inc") && this.inc === Counter.prototype[method]) this.inc = series.own;
    }

    [method](labels?: LabelsOrValue, value?: unknown): unknown {
      const series = this[SERIES];
      if (series === undefined || series.running > 0) return super[method](labels, value);
      return series.own(labels, value);
    }

    override incWithExemplar(sample?: ExemplarSample): unknown {
      const series = this[SERIES];
      if (series === undefined) return super.incWithExemplar(sample);
      return series.incWithExemplar(sample?.labels, sample?.value, (labels) =>
        super.incWithExemplar({ ...sample, labels }),
      );
    }

    override labels(...values: readonly unknown[]): object {
      const series = this[SERIES];
      const isOwn = series !== undefined && (this.inc === series.own || this.inc === Counter.prototype.inc);
      const labels = isOwn ? labelsOfCall(values, this) : undefined;
      return series === undefined || labels === undefined
        ? super.labels(...values)
        : counterChild(series, labels);
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
  if (!("incWithExemplar" in real.prototype)) Reflect.deleteProperty(Counter.prototype, "incWithExemplar");
  defineSources(Counter.prototype);
  return Counter;
}
