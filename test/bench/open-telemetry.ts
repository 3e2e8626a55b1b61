import type { Meter } from "@opentelemetry/api";
import { AggregationType, InstrumentType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { BOUNDS } from "./inputs.js";

/** More label sets than any benchmark has; by default, the SDK merges those beyond 2,000 into one. */
const LABEL_SETS = 1_000_000;

/**
 * A meter whose histograms have the bounds of ours, and what reads all that it has: data points in memory, not text.
 */
export function openTelemetry(): { readonly meter: Meter; readonly collect: () => Promise<number> } {
  const reader = new Reader();
  const provider = new MeterProvider({
    readers: [reader],
    views: [
      { instrumentType: InstrumentType.COUNTER, aggregationCardinalityLimit: LABEL_SETS },
      {
        instrumentType: InstrumentType.HISTOGRAM,
        aggregationCardinalityLimit: LABEL_SETS,
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [...BOUNDS], recordMinMax: false },
        },
      },
    ],
  });
  return { meter: provider.getMeter("benchmark"), collect: () => labelSetsOf(reader) };
}

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Collects, and returns how many label sets were. */
async function labelSetsOf(reader: MetricReader): Promise<number> {
  const { resourceMetrics, errors } = await reader.collect();
  if (errors.length > 0) throw new AggregateError(errors, "OpenTelemetry could not collect");
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}
