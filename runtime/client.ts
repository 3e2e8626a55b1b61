/**
 * `@metricsmith/runtime/client`: what a generated drop-in client imports. Do not import it by hand: its names and
 * parameters change with the generator, which always has the version of the runtime.
 */

export { adoptClient, passOn } from "./drop-in/adopt-client.js";
export type { CounterRecording } from "./drop-in/counter-series.js";
export type { GaugeRecording } from "./drop-in/gauge-series.js";
export type { HistogramRecording } from "./drop-in/histogram-series.js";
export type {
  ExemplarData,
  FamilyConfiguration,
  LabelArguments,
  LabelSet,
  RecordedLabels,
  RecordedValue,
  StatusText,
} from "./drop-in/label-types.js";
export type { TextOrdinal } from "./drop-in/text-ordinals.js";
