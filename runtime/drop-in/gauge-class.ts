import type { Adoption } from "./adoption.js";
import { type GaugeRecording, GaugeSeries, gaugeChild } from "./gauge-series.js";
import { defineSources, labelsOfCall, type RealClass, type RealMetric, SERIES } from "./real-metric.js";

/** A client's gauge. */
export interface RealGauge extends RealMetric {
  set(labels?: unknown, value?: unknown): unknown;
  inc(labels?: unknown, value?: unknown): unknown;
  dec(labels?: unknown, value?: unknown): unknown;
  setToCurrentTime(labels?: unknown): unknown;
  startTimer(labels?: unknown): unknown;
}

/** The class of gauges that record into the families of the schema. */
export function gaugeClass(
  real: RealClass<RealGauge>,
  adoption: Adoption,
  recordings: Readonly<Record<string, GaugeRecording>>,
): RealClass<RealGauge> {
  class Gauge extends real {
    declare readonly [SERIES]: GaugeSeries | undefined;

    constructor(configuration: unknown) {
      const prepared = adoption.prepare("gauge", configuration, Gauge);
      try {
        super(configuration);
      } catch (error) {
        prepared?.restore();
        throw error;
      }
      const series = adoption.adopt(this, prepared, (family, source) => {
        return new GaugeSeries(this, family, source);
      });
      if (series === undefined) return;
      const { name } = series.family;
      const recording = Object.hasOwn(recordings, name) ? recordings[name] : undefined;
      if (recording !== undefined) series.indexOf = recording(series);
      series.methods = [Gauge.prototype.set, Gauge.prototype.inc, Gauge.prototype.dec];
    }

    override set(labels?: unknown, value?: unknown): unknown {
      const series = this[SERIES];
      if (series === undefined) return super.set(labels, value);
      if (series.setRecorded(labels, value)) return undefined;
      return series.set(labels, value, (given, to) => super.set(given, to));
    }

    override inc(labels?: unknown, value?: unknown): unknown {
      const series = this[SERIES];
      if (series === undefined) return super.inc(labels, value);
      if (series.addRecorded(labels, value, 1)) return undefined;
      return series.add(labels, value, 1, (given, by) => super.inc(given, by));
    }

    override dec(labels?: unknown, value?: unknown): unknown {
      const series = this[SERIES];
      if (series === undefined) return super.dec(labels, value);
      if (series.addRecorded(labels, value, -1)) return undefined;
      return series.add(labels, value, -1, (given, by) => super.dec(given, by));
    }

    override labels(...values: readonly unknown[]): object {
      const series = this[SERIES];
      const { set, inc, dec } = Gauge.prototype;
      const isOwn = series !== undefined && this.set === set && this.inc === inc && this.dec === dec;
      const labels = isOwn ? labelsOfCall(values, this) : undefined;
      if (series === undefined || labels === undefined) return super.labels(...values);
      return gaugeChild(series, labels, this);
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
  defineSources(Gauge.prototype);
  return Gauge;
}
