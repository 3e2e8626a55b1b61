/** Says why the metrics server cannot start, and what to do about it. */
export class MetricsServerError extends Error {
  override readonly name = "MetricsServerError";
}
