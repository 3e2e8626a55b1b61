/**
 * `@metricsmith/runtime/codegen`: what generated code is made of. It is not for hands: its names and parameters change
 * with the generator, whose version is always the runtime's.
 */

export { monotonicClock } from "./clock.js";
export type { Exemplar } from "./exemplar/exemplar.js";
export { type BoundCounter, CounterFamily } from "./family/counter.js";
export { type BoundGauge, GaugeFamily } from "./family/gauge.js";
export { type BoundHistogram, HistogramFamily } from "./family/histogram.js";
export { Metrics } from "./metrics.js";
export { booleanVector } from "./vector/boolean-vector.js";
export { closedVector } from "./vector/closed-vector.js";
export { integerVector } from "./vector/integer-vector.js";
export { openVector } from "./vector/open-vector.js";
