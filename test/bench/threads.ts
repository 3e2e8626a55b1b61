import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";
import { joinMetrics, shareMetrics } from "@metricsmith/runtime/workers";
import {
  metrics,
  recordAuthnSecondFactor,
  recordRequestDurationOpenidConnect,
} from "../../generated/recorders.js";
import { counterLabels, histogramLabels, PASS, seconds } from "./inputs.js";
import { alone, type Result } from "./result.js";
import { table } from "./table.js";

/**
 * The cost of a record in the main thread, and in a worker thread whose records the main thread exposes. One after
 * the other, in one process, so that neither disturbs the other.
 */
const MAIN = "in the main thread";
const WORKER = "in a worker thread";

if (parentPort === null) await compare();
else {
  joinMetrics(metrics);
  parentPort.postMessage([counter(WORKER), histogram(WORKER)]);
}

async function compare(): Promise<void> {
  shareMetrics(metrics);
  const [mainCounter, mainHistogram] = [counter(MAIN), histogram(MAIN)];
  const worker = new Worker(new URL(import.meta.url));
  const [[workerCounter, workerHistogram]] = (await once(worker, "message")) as [[Result, Result]];
  console.log(
    `${table("a record in a counter with three labels, shared with worker threads", [mainCounter, workerCounter], [MAIN])}\n`,
  );
  console.log(
    `${table("an observation in a histogram with 17 buckets, shared with worker threads", [mainHistogram, workerHistogram], [MAIN])}\n`,
  );
}

function counter(name: string): Result {
  const labelSets = counterLabels;
  return alone(PASS, {
    name,
    call: () => {
      for (const labels of labelSets) recordAuthnSecondFactor(labels);
    },
  });
}

function histogram(name: string): Result {
  const labelSets = histogramLabels;
  const values = seconds;
  return alone(PASS, {
    name,
    call: () => {
      for (let at = 0; at < values.length; at++) {
        const labels = labelSets[at];
        if (labels !== undefined) recordRequestDurationOpenidConnect(labels, values[at] ?? 0);
      }
    },
  });
}
