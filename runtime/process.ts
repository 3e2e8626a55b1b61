/** `@metricsmith/runtime/process`: the metrics of the Node process, `process_*` and `nodejs_*`. */

export { observeProcess, type ProcessMetrics } from "./process/process-metrics.js";
