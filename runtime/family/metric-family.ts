import type { CounterFamily } from "./counter.js";
import type { GaugeFamily } from "./gauge.js";
import type { HistogramFamily } from "./histogram.js";

/** A metric family: one name, one type, and a series for each label set that has been recorded. */
export type MetricFamily = CounterFamily | GaugeFamily | HistogramFamily;
