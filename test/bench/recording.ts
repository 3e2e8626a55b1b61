import * as successor from "@prometheus-io/client";
import * as client from "prom-client";
import {
  bindAuthnSecondFactor,
  bindRequestDurationOpenidConnect,
  recordAuthnSecondFactor,
  recordRequestDurationOpenidConnect,
  startRequestDurationOpenidConnectTimer,
} from "../../generated/recorders.js";
import { BOUNDS, cells, counterLabels, histogramLabels, PASS, seconds } from "./inputs.js";
import { median, type Result } from "./result.js";

/** The names of the results that others are compared with. */
export const BARE = "`array[cell] += 1`, a bare typed array";
export const TWO_CLOCKS = "two calls of `performance.now()`";

type Client = typeof client | typeof successor;

/** Records into a counter with three labels. */
export async function counters(): Promise<readonly Result[]> {
  const array = new Float64Array(12);
  const order = cells; // an imported constant is looked up anew each time
  const labelSets = counterLabels;
  const bound = bindAuthnSecondFactor({ success: true, banned: false, type: "totp" });
  return [
    await median(BARE, PASS, () => {
      for (let at = 0; at < order.length; at++) {
        const cell = order[at] ?? 0;
        array[cell] = (array[cell] ?? 0) + 1;
      }
    }),
    await median("metricsmith, mixed label sets", PASS, () => {
      for (const labels of labelSets) recordAuthnSecondFactor(labels);
    }),
    await median("metricsmith, constant labels", PASS, () => {
      for (let at = 0; at < PASS; at++)
        recordAuthnSecondFactor({ success: true, banned: false, type: "totp" });
    }),
    await median("metricsmith, bound", PASS, () => {
      for (let at = 0; at < order.length; at++) bound.record();
    }),
    await clientCounter("prom-client, mixed label sets", client),
    await clientCounter("@prometheus-io/client, mixed label sets", successor),
  ];
}

/** Observes in a histogram with 17 buckets and two labels. */
export async function histograms(): Promise<readonly Result[]> {
  const bound = bindRequestDurationOpenidConnect({ endpoint: "token", code: 200 });
  const labelSets = histogramLabels;
  const values = seconds;
  return [
    await median("metricsmith, mixed label sets", PASS, () => {
      for (let at = 0; at < values.length; at++) {
        const labels = labelSets[at];
        if (labels !== undefined) recordRequestDurationOpenidConnect(labels, values[at] ?? 0);
      }
    }),
    await median("metricsmith, bound", PASS, () => {
      for (let at = 0; at < values.length; at++) bound.record(values[at] ?? 0);
    }),
    await clientHistogram("prom-client, mixed label sets", client),
    await clientHistogram("@prometheus-io/client, mixed label sets", successor),
  ];
}

/** Times and records. */
export async function timers(): Promise<readonly Result[]> {
  const labelSets = histogramLabels;
  return [
    await median(TWO_CLOCKS, PASS, () => {
      let sum = 0;
      for (let at = 0; at < PASS; at++) sum += performance.now() - performance.now();
      return sum;
    }),
    await median("metricsmith, timer", PASS, () => {
      for (const labels of labelSets) startRequestDurationOpenidConnectTimer()(labels);
    }),
  ];
}

function clientCounter(name: string, { Counter }: Client): Promise<Result> {
  const counter = new Counter({ ...NAMED, labelNames: ["success", "banned", "type"] });
  const labelSets = counterLabels.map(({ success, banned, type }) => ({
    success: String(success),
    banned: String(banned),
    type,
  }));
  return median(name, PASS, () => {
    for (const labels of labelSets) counter.inc(labels);
  });
}

function clientHistogram(name: string, { Histogram }: Client): Promise<Result> {
  const histogram = new Histogram({ ...NAMED, labelNames: ["endpoint", "code"], buckets: BOUNDS });
  return median(name, PASS, () => {
    for (let at = 0; at < PASS; at++) {
      const labels = histogramLabels[at];
      if (labels !== undefined)
        histogram.observe({ endpoint: labels.endpoint, code: labels.code }, seconds[at] ?? 0);
    }
  });
}

const NAMED = { name: "benchmark", help: "Benchmark.", registers: [] };
