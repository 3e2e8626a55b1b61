/**
 * `@metricsmith/runtime/http`: the types of the adapters, which are entries of their own, such as
 * `@metricsmith/runtime/http/express`.
 */

export type { HttpMetricsOptions, LabelMapping, LabelsOf, Recorder } from "./http-options.js";
export { CLIENT_CLOSED_REQUEST, UNMATCHED_ROUTE } from "./http-recorder.js";
