import { metricsFault, type OptionNames, optionsFault } from "../arguments.js";
import { quoted } from "../family/rejection.js";

/** Says why the metrics server cannot start, and what to do about it. */
export class MetricsServerError extends Error {
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
