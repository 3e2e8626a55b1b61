/**
 * `@metricsmith/runtime/codegen`: what generated code imports. Do not import it by hand: its names and parameters change
 * with the generator, which always has the version of the runtime.
 */

export type { Exemplar } from "./exemplars.js";
export { type BoundCounter, CounterFamily } from "./family/counter.js";
export { type BoundGauge, GaugeFamily } from "./family/gauge.js";
export { type BoundHistogram, HistogramFamily, monotonicClock } from "./family/histogram.js";
export { booleanVector, closedVector, integerVector, openVector } from "./labels.js";
export { Metrics } from "./metrics.js";
