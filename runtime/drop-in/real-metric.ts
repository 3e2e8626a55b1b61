import type { MetricFamily } from "../family/metric-family.js";
import type { AdoptedSeries } from "./adopted-series.js";
import type { GivenLabels } from "./client-store.js";

/** A metric of a client. Versions differ in which of the methods they have. */
export interface RealMetric {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly registers?: unknown;
  /** A function that the client calls before it reads the metric. */
  readonly collect?: unknown;
  reset(): void;
  get(): Promise<unknown>;
  labels(...labels: readonly unknown[]): object;
  remove(...labels: readonly unknown[]): unknown;
}

/** A class of a client. */
export type RealClass<Metric extends RealMetric> = new (configuration: unknown) => Metric;

/** Where an adopted metric has its series. It is absent from metrics that are the client's alone. */
export const SERIES = Symbol("series");

/** The names that the clients have for the object with a metric's series, and where it is if nobody has adopted it. */
const SOURCES = { hashMap: Symbol("hashMap"), store: Symbol("store") } as const;

/** The client's own object with the series of a metric that is not adopted yet; `undefined` of what is no metric. */
export function sourceOf(metric: object): object | undefined {
  const source: unknown = Reflect.get(metric, SOURCES.hashMap) ?? Reflect.get(metric, SOURCES.store);
  return typeof source === "object" && source !== null ? source : undefined;
}

/** Has a class of metrics read and write the object with all series through the series of an adopted metric. */
export function defineSources(prototype: object): void {
  for (const name of ["hashMap", "store"] as const) {
    const key = SOURCES[name];
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: object) {
        const own: unknown = Reflect.get(this, key);
        return own === undefined ? undefined : (seriesOf(this)?.source ?? own);
      },
      set(this: object, source: object) {
        const series = seriesOf(this);
        if (series !== undefined) series.source = source;
        Object.defineProperty(this, key, { value: source, configurable: true, writable: true });
      },
    });
  }
}

/** The series of an adopted metric; `undefined` of one that is the client's alone. */
export function seriesOf(metric: object): Pick<AdoptedSeries<MetricFamily>, "family" | "source"> | undefined {
  return Reflect.get(metric, SERIES) as AdoptedSeries<MetricFamily> | undefined; // this file alone sets it
}

/** Adopts a metric: its series are found from now on. */
export function setSeries(metric: object, series: object): void {
  Object.defineProperty(metric, SERIES, { value: series });
}

/** The labels that were passed to `labels` or `remove`; `undefined` where the client throws, or has none. */
export function labelsOfCall(
  labels: readonly unknown[],
  { labelNames }: Pick<RealMetric, "labelNames">,
): GivenLabels | undefined {
  const [first] = labels;
  if (typeof first === "object") {
    for (const name in first) if (!labelNames.includes(name)) return undefined;
    return first === null ? undefined : (first as GivenLabels); // every object can be read by every key
  }
  if (labels.length !== labelNames.length) return undefined;
  const named: Record<string, unknown> = {};
  for (let at = 0; at < labels.length; at++) named[labelNames[at] ?? ""] = labels[at];
  return named;
}
