import {
  recordRequestDurationOpenidConnect,
  startRequestDurationOpenidConnectTimer,
} from "../../generated/recorders.js";
import { CLIENTS } from "./clients.js";
import { BOUNDS, histogramLabels, PASS } from "./inputs.js";
import { inTurns, type Result, type Subject } from "./result.js";

/** The physical limits. */
export const TWO_CLOCKS = "two calls of `performance.now()`";
export const TWO_CLOCKS_AND_RECORD = "two calls of `performance.now()` and a record";

/** Starts a timer and stops it, which observes in a histogram with 17 buckets and two labels. */
export function timers(): readonly Result[] {
  const labelSets = histogramLabels;
  const subjects: Subject[] = [
    {
      name: TWO_CLOCKS,
      call: () => {
        let sum = 0;
        for (let at = 0; at < PASS; at++) sum += performance.now() - performance.now();
        return sum;
      },
    },
    {
      name: TWO_CLOCKS_AND_RECORD,
      call: () => {
        for (const labels of labelSets) {
          const start = performance.now();
          recordRequestDurationOpenidConnect(labels, (performance.now() - start) / 1000);
        }
      },
    },
    {
      name: "metricsmith",
      call: () => {
        for (const labels of labelSets) startRequestDurationOpenidConnectTimer()(labels);
      },
    },
  ];
  const NAMED = { name: "benchmark", help: "Benchmark.", registers: [] };
  for (const { name, client } of CLIENTS) {
    const histogram = new client.Histogram({ ...NAMED, labelNames: ["endpoint", "code"], buckets: BOUNDS });
    subjects.push({
      name,
      call: () => {
        for (const { endpoint, code } of labelSets) histogram.startTimer()({ endpoint, code });
      },
    });
  }
  return inTurns(PASS, subjects);
}
