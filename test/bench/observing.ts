import {
  bindRequestDurationOpenidConnect,
  recordRequestDurationOpenidConnect,
} from "../../generated/recorders.js";
import { CLIENTS, SDK } from "./clients.js";
import { BOUNDS, histogramLabels, PASS, seconds } from "./inputs.js";
import { openTelemetry } from "./open-telemetry.js";
import { inTurns, type Result, type Subject } from "./result.js";

/** The physical limit: a bucket, a sum and a count in an array, though it is known which. */
export const BARE_OBSERVATION = "three bare typed-array increments";

/** Observes in a histogram with 17 buckets and two labels, label sets and values in no order. */
export function histograms(): readonly Result[] {
  const labelSets = histogramLabels;
  const values = seconds; // an imported constant is looked up anew each time
  const attributes = labelSets.map(({ endpoint, code }) => ({ endpoint, code }));
  const bound = bindRequestDurationOpenidConnect({ endpoint: "token", code: 200 });
  const subjects: Subject[] = [
    bare(values),
    {
      name: "metricsmith",
      call: () => {
        for (let at = 0; at < values.length; at++) {
          const labels = labelSets[at];
          if (labels !== undefined) recordRequestDurationOpenidConnect(labels, values[at] ?? 0);
        }
      },
    },
    {
      name: "metricsmith, bound",
      call: () => {
        for (let at = 0; at < values.length; at++) bound.record(values[at] ?? 0);
      },
    },
  ];
  const NAMED = { name: "benchmark", help: "Benchmark.", registers: [] };
  for (const { name, client } of CLIENTS) {
    const histogram = new client.Histogram({ ...NAMED, labelNames: ["endpoint", "code"], buckets: BOUNDS });
    subjects.push({
      name,
      call: () => {
        for (let at = 0; at < values.length; at++) {
          const labels = attributes[at];
          if (labels !== undefined) histogram.observe(labels, values[at] ?? 0);
        }
      },
    });
  }
  const histogram = openTelemetry().meter.createHistogram("benchmark");
  subjects.push({
    name: SDK,
    call: () => {
      for (let at = 0; at < values.length; at++) histogram.record(values[at] ?? 0, attributes[at]);
    },
  });
  return inTurns(PASS, subjects);
}

function bare(values: Float64Array): Subject {
  const array = new Float64Array(1 << 12);
  const rows = Int32Array.from(values, (_, at) => ((at * 37) % 200) * 20);
  return {
    name: BARE_OBSERVATION,
    call: () => {
      for (let at = 0; at < values.length; at++) {
        const row = rows[at] ?? 0;
        array[row + (at & 15)] = (array[row + (at & 15)] ?? 0) + 1;
        array[row + 18] = (array[row + 18] ?? 0) + (values[at] ?? 0);
        array[row + 19] = (array[row + 19] ?? 0) + 1;
      }
    },
  };
}
