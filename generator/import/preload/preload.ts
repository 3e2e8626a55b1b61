import { channel } from "node:diagnostics_channel";
import { hookEsModules } from "./hook-es-modules.js";
import { CHANNEL, hookModules } from "./hook-modules.js";
import { hookProcesses, removeOption } from "./hook-processes.js";
import type { MetricRecorder } from "./record-metrics.js";

/**
 * Observes the metrics that this process creates, and has the processes and threads that it starts do the same. It is
 * loaded before the program. It never throws, and the program sees no difference.
 *
 * @param directory where the observations are written
 * @param option the part of `NODE_OPTIONS` that loads it
 */
export function observe(directory: string, option: string): void {
  try {
    removeOption(option);
    hookModules();
    hookEsModules();
    hookProcesses(option);
    observer = (metric) => addMetric(metric, directory);
    channel(CHANNEL).subscribe(observer);
  } catch {
    // The program runs without being observed.
  }
}

/** A channel may be forgotten while nobody refers to its subscriber. */
let observer: ((metric: unknown) => void) | undefined;

let recorder: MetricRecorder | undefined;

/** What records is loaded with the first metric: most processes have none. */
function addMetric(metric: unknown, directory: string): void {
  try {
    const isFile = typeof metric === "string";
    if (!isFile && (typeof metric !== "object" || metric === null)) return;
    recorder ??= (require("./record-metrics.js") as typeof import("./record-metrics.js")).startRecorder(
      directory,
    );
    if (isFile) recorder.addUnknownClient(metric);
    else recorder.add(metric);
  } catch {
    // The metric is not observed.
  }
}
