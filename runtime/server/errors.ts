import { metricsFault, type OptionNames, optionsFault } from "../arguments.js";
import { quoted } from "../family/rejection.js";
import type { Metrics } from "../metrics.js";
import { type ServedMetrics, servedMetrics } from "../served-metrics.js";

/** Says why the metrics server cannot start, and what to do about it. */
export class MetricsServerError extends Error {
  /** Also for an error of another copy of this package: the copies share their servers. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "MetricsServerError";
  }

  override readonly name = "MetricsServerError";
}

/** The error for an option that is not valid. */
export function optionError(option: string, value: unknown, expected: string): MetricsServerError {
  return new MetricsServerError(`the option ${option} is ${quoted(value)}; expected ${expected}`);
}

/** @throws MetricsServerError if a function was called with other values than metrics and known options */
export function checkArguments(
  caller: string,
  {
    metrics,
    options,
    names,
  }: { readonly metrics: unknown; readonly options: unknown; readonly names: OptionNames },
): void {
  const fault = metricsFault(caller, metrics) ?? optionsFault(caller, options, names);
  if (fault !== undefined) throw new MetricsServerError(fault);
}

/** The metrics to serve. @throws MetricsServerError if several schemas declare one name differently */
export function serveTogether(metrics: Metrics | readonly Metrics[]): ServedMetrics {
  try {
    return servedMetrics(metrics);
  } catch (cause) {
    throw new MetricsServerError(cause instanceof Error ? cause.message : quoted(cause), { cause });
  }
}
