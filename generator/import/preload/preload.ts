import { isMainThread } from "node:worker_threads";
import { onEnd } from "./end-of-process.js";
import { hookEsModules } from "./hook-es-modules.js";
import { hookModules } from "./hook-modules.js";
import { hookProcesses, removeOption } from "./hook-processes.js";
import { MetricRecorder } from "./record-metrics.js";

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
    const recorder = new MetricRecorder(directory, () => {
      setInterval(() => recorder.writeSeries(), isMainThread ? 1_000 : 100).unref();
      onEnd(() => recorder.writeSeries(), isMainThread);
    });
    recorder.start();
  } catch {
    // The program runs without being observed.
  }
}
