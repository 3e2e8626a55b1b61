/**
 * `@metricsmith/runtime/codegen`: what generated code imports, which is `openSchema` and types. Do not import it by hand:
 * its names and parameters change with the generator, which always has the version of the runtime. The classes are for
 * programs that have no schema, such as benchmarks.
 */

export { type BoundCounter, CounterFamily } from "./family/counter.js";
export type { Exemplar } from "./family/exemplars.js";
export { type BoundGauge, GaugeFamily } from "./family/gauge.js";
export { type BoundHistogram, HistogramFamily } from "./family/histogram.js";
export {
  booleanVector,
  closedVector,
  integerVector,
  openVector,
  statusClassVector,
  statusVector,
} from "./labels.js";
export { Metrics, metricsOf } from "./metrics.js";
export { openSchema } from "./schemas.js";
