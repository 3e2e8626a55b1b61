import { metricsFault } from "./arguments.js";
import { openMetricsFamilies } from "./exposition/openmetrics.js";
import type { Exemplar } from "./family/exemplars.js";
import type { MetricFamily } from "./family/metric-family.js";
import { messageOf } from "./family/rejection.js";
import type { Metrics } from "./metrics.js";
import { checkPackage, type LoadedPackage, loadBeside, type OptionalPackage } from "./optional-packages.js";
import { processState } from "./process-state.js";
import { servedMetrics } from "./served-metrics.js";

export type { MetricProducer } from "./opentelemetry/metric-data.js";
export { type MetricProducerOptions, metricProducer } from "./opentelemetry/metric-producer.js";

/**
 * Makes the active OpenTelemetry span the exemplar of whatever is recorded without one, from now on, in a histogram or
 * in a counter that ends in `_total`. A span that is not sampled is left out, since it leads to no trace. Each such
 * record then looks for the active span, which takes about 0.1 µs, and stores its ids, which takes about 0.5 µs more. An
 * application that does not call this function pays nothing. A second call does nothing.
 *
 * Resolves when it is in effect: await it before the first record. If `@opentelemetry/api`
 * cannot be loaded, it warns and has no effect.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @throws Error if the argument is something else, or if several schemas declare one name differently
 */
export async function exemplarsFromActiveSpan(metrics: Metrics | readonly Metrics[]): Promise<void> {
  const fault = metricsFault("exemplarsFromActiveSpan", metrics);
  if (fault !== undefined) throw new Error(fault);
  const served = servedMetrics(metrics);
  const loaded = await loadOpenTelemetry();
  if (loaded.module === undefined) {
    const message = `metricsmith: exemplarsFromActiveSpan needs the package @opentelemetry/api, which ${loaded.reason}`;
    served.warn("no @opentelemetry/api", message);
    return;
  }
  const { trace, TraceFlags } = loaded.module as typeof import("@opentelemetry/api"); // its exports were checked
  const { SAMPLED } = TraceFlags;
  const sampledSpan = (): Exemplar | undefined => {
    try {
      const context = trace.getActiveSpan()?.spanContext();
      return context !== undefined && (context.traceFlags & SAMPLED) !== 0 ? context : undefined;
    } catch (error) {
      served.warn("active span", `metricsmith: the active span cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  };
  for (const member of served.members) {
    if (taking.has(member)) continue;
    taking.add(member);
    takeExemplars(member, sampledSpan);
    member.onRedefine(() => takeExemplars(member, sampledSpan)); // also for families of a newer copy of the generated code
  }
}

/** Metrics, and their families, that have the active span as exemplar: each further source would slow down a record. */
const taking = processState("exemplars from spans", () => new WeakSet<Metrics | MetricFamily>());

function takeExemplars(metrics: Metrics, sampledSpan: () => Exemplar | undefined): void {
  for (const { family: exposed, type } of openMetricsFamilies(metrics.families)) {
    const family = exposed.original;
    if (family.type === "gauge" || type === "unknown") continue; // their exemplars would not be exposed
    if (taking.has(family)) continue;
    taking.add(family);
    family.takeExemplarsFrom(sampledSpan);
  }
}

const OPENTELEMETRY: OptionalPackage = { name: "@opentelemetry/api", exports: ["trace", "TraceFlags"] };

async function loadOpenTelemetry(): Promise<LoadedPackage> {
  try {
    return checkPackage(OPENTELEMETRY, await import("@opentelemetry/api"));
  } catch (error) {
    return loadBeside(OPENTELEMETRY, error);
  }
}
