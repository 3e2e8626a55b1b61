/**
 * `@metricsmith/runtime/codegen`: what generated code is made of. It is not for hands: its names and parameters change
 * with the generator, whose version is always the runtime's.
 */

export { monotonicClock } from "./clock.js";
export type { Exemplar } from "./exemplars.js";
export { type BoundCounter, CounterFamily } from "./family/counter.js";
export { type BoundGauge, GaugeFamily } from "./family/gauge.js";
export { type BoundHistogram, HistogramFamily } from "./family/histogram.js";
export { booleanVector, closedVector, integerVector, openVector } from "./labels.js";
export { Metrics } from "./metrics.js";
