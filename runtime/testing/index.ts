/**
 * `@metricsmith/runtime/testing`: matchers and a strict mode for the tests of applications. What `testing.ts`, the output
 * of `outputs.testing`, imports is here, too: `openTesting` and types.
 */

import { metricsFault } from "../arguments.js";
import type { Metrics } from "../metrics.js";
import { collectChanges, sampleGauges } from "./metric-changes.js";
import { createRead, type MetricRead } from "./metric-reads.js";
import { type PlacedRejection, rejectionLog } from "./rejection-log.js";

export { type MetricMatchers, metricMatchers } from "./matchers.js";
export type { CounterChange, GaugeChange, HistogramChange, MetricChange } from "./metric-changes.js";
export type { CounterRead, GaugeRead, HistogramRead, HistogramReading } from "./metric-reads.js";
export { type AfterEach, failOnRejections } from "./rejection-log.js";
export type { MetricRead, PlacedRejection };

/** What the tests of an application do with the metrics of a schema. */
export interface MetricsTesting {
  /** The function that reads a metric, by its exposed name. Its type is that which the schema has. */
  read<Read extends MetricRead>(metric: string): Read;
  /** Runs a function and returns how the metrics changed; their type is that of the schema. */
  withMetrics<Change>(run: () => unknown): Promise<readonly Change[]>;
  sampleMetrics(): Promise<void>;
  resetMetrics(): void;
  expectNoRejections(): void;
  takeRejections(): readonly PlacedRejection[];
}

/**
 * Opens the metrics of a schema for tests, for one copy of `testing.ts`. From now on, rejected samples are logged.
 *
 * @throws Error if the argument is something else than what the generated recorders export
 */
export function openTesting(metrics: Metrics): MetricsTesting {
  const fault = metricsFault("openTesting", metrics);
  if (fault !== undefined) throw new Error(fault);
  const log = rejectionLog(metrics);
  return {
    // The generated code has the types of the schema.
    read: <Read extends MetricRead>(metric: string) => createRead(metrics, metric) as Read,
    withMetrics: async <Change>(run: () => unknown) =>
      (await collectChanges(metrics, run)) as readonly Change[], // as above
    sampleMetrics: () => sampleGauges(metrics),
    resetMetrics() {
      metrics.reset();
      log.take();
    },
    expectNoRejections: () => log.expectNone(),
    takeRejections: () => log.take(),
  };
}
