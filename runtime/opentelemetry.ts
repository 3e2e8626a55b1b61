import { TraceFlags, trace } from "@opentelemetry/api";
import type { Exemplar } from "./exemplars.js";
import { openMetricsFamilies } from "./exposition/openmetrics.js";
import type { Metrics } from "./metrics.js";

/**
 * From now on, whatever is recorded in a histogram, or in a counter that ends in `_total`, without an exemplar has the span of OpenTelemetry as
 * one that is active then, if it is sampled: one that is not leads to no trace. Each such record then looks
 * for the active span, for about 0.1 µs, and keeps its ids, for about 0.5 µs more; an application that does not call
 * this pays nothing.
 *
 * @param metrics what the generated recorders export
 */
export function exemplarsFromActiveSpan(metrics: Metrics): void {
  for (const { family, type } of openMetricsFamilies(metrics.families)) {
    if (family.type === "gauge" || type === "unknown") continue; // of which none would be exposed
    family.takeExemplarsFrom(sampledSpan);
  }
}

function sampledSpan(): Exemplar | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  return context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0 ? context : undefined;
}
