// What a MetricProducer gives, as the interfaces of @opentelemetry/sdk-metrics describe it, and no more of it than
// families have. The SDK itself is never loaded: an application brings its own version.

/** Seconds since 1970, and nanoseconds of that second. */
export type HrTime = [number, number];

/** The SDK's `DataPointType`. */
export const DATA_POINT_TYPES = { histogram: 0, gauge: 2, sum: 3 } as const;

/** The SDK's `AggregationTemporality`. */
export const TEMPORALITIES = { delta: 0, cumulative: 1 } as const;

/** `ValueType.DOUBLE` of the API. */
export const DOUBLE = 1;

/** A source of metrics for the option `metricProducers` of the SDK's metric readers. */
export interface MetricProducer {
  /**
   * Reads the families.
   *
   * @param options `timeoutMillis`: how long callbacks of sampled gauges are waited for, in milliseconds; 10,000 by default
   */
  collect(options?: { timeoutMillis?: number }): Promise<CollectionResult>;
}

/** What was collected, and the errors of sampled gauges in strict mode. */
export interface CollectionResult {
  resourceMetrics: {
    resource: ProducedResource;
    scopeMetrics: { scope: { readonly name: string; readonly version: string }; metrics: MetricData[] }[];
  };
  errors: unknown[];
}

/** A resource without attributes: a metric reader uses that of its MeterProvider. */
export interface ProducedResource {
  readonly attributes: Record<string, never>;
  merge(other: ProducedResource | null): ProducedResource;
  getRawAttributes(): [string, undefined][];
}

/** A family at one time. */
export type MetricData = SumData | GaugeData | HistogramData;

/** A counter. */
export interface SumData {
  readonly descriptor: MetricDescriptor;
  readonly aggregationTemporality: (typeof TEMPORALITIES)[Temporality];
  readonly dataPointType: typeof DATA_POINT_TYPES.sum;
  readonly isMonotonic: true;
  readonly dataPoints: DataPoint<number>[];
}

/** A gauge. */
export interface GaugeData {
  readonly descriptor: MetricDescriptor;
  readonly aggregationTemporality: typeof TEMPORALITIES.cumulative;
  readonly dataPointType: typeof DATA_POINT_TYPES.gauge;
  readonly dataPoints: DataPoint<number>[];
}

/** A histogram. */
export interface HistogramData {
  readonly descriptor: MetricDescriptor;
  readonly aggregationTemporality: (typeof TEMPORALITIES)[Temporality];
  readonly dataPointType: typeof DATA_POINT_TYPES.histogram;
  readonly dataPoints: DataPoint<HistogramValue>[];
}

/** Whether a point has what was recorded since the start, or since the collection before. */
export type Temporality = keyof typeof TEMPORALITIES;

export interface MetricDescriptor {
  readonly name: string;
  readonly description: string;
  /** In UCUM; empty for none. */
  readonly unit: string;
  readonly valueType: typeof DOUBLE;
}

/** A series, or a label set of a histogram. */
export interface DataPoint<Value> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  /** The labels with their values as they are exposed. */
  readonly attributes: Record<string, string>;
  readonly value: Value;
  /** The exemplars since the last collection. The exporters of the SDK do not send them. */
  readonly exemplars?: ProducedExemplar[];
}

/** It has no minimum and no maximum, as the family does not know them. */
export interface HistogramValue {
  /** Finite upper bounds, and the number of observations in each bucket, `+Inf` last; not cumulative. */
  buckets: { boundaries: number[]; counts: number[] };
  /** Left out if it is not finite. */
  sum?: number;
  count: number;
}

/** An exemplar in the form of the SDK. */
export interface ProducedExemplar {
  readonly filteredAttributes: Record<string, never>;
  readonly value: number;
  readonly timestamp: HrTime;
  readonly traceId: string;
  readonly spanId: string;
}
