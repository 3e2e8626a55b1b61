import { parentPort } from "node:worker_threads";
import { joinMetrics } from "@metricsmith/runtime/workers";
import { emptyTally, metrics, recordThousand } from "./soak-program.js";

/** A thread that records until a message stops it, and then reports what it has recorded. */
joinMetrics(metrics);
const tally = emptyTally();
let stopped = false;
parentPort?.on("message", (message) => {
  if (message === "end") parentPort?.close();
  stopped = true;
});
work();

function work(): void {
  if (stopped) {
    parentPort?.postMessage(tally);
    return;
  }
  recordThousand(tally);
  setImmediate(work);
}
