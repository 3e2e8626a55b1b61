import { TraceFlags, trace } from "@opentelemetry/api";
import type { Exemplar } from "./exemplars.js";
import { openMetricsFamilies } from "./exposition/openmetrics.js";
import type { Metrics } from "./metrics.js";

/**
 * Makes the active OpenTelemetry span the exemplar of whatever is recorded without one, from now on, in a histogram or
 * in a counter that ends in `_total`. A span that is not sampled is left out, since it leads to no trace. Each such
 * record then looks for the active span, which takes about 0.1 µs, and stores its ids, which takes about 0.5 µs more. An
 * application that does not call this function pays nothing.
 *
 * @param metrics what the generated recorders export
 */
export function exemplarsFromActiveSpan(metrics: Metrics): void {
  for (const { family, type } of openMetricsFamilies(metrics.families)) {
    if (family.type === "gauge" || type === "unknown") continue; // their exemplars would not be exposed
    family.takeExemplarsFrom(sampledSpan);
  }
}

function sampledSpan(): Exemplar | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  return context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0 ? context : undefined;
}
