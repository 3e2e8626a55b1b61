/** `@metricsmith/runtime/push`: pushes metrics of short-lived jobs to a Pushgateway. */

export {
  type MetricsPush,
  type PushedJobOptions,
  type PushResult,
  pushedJob,
  pushMetrics,
} from "./push-metrics.js";
export {
  PushError,
  type PushFetch,
  type PushOptions,
  type PushReply,
  type PushRequest,
} from "./push-options.js";
