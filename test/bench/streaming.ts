import { fork } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startMetricsServer } from "@metricsmith/runtime/server";
import { LARGE_SAMPLES, largeFamilies } from "./large.js";

/**
 * Processes of their own: one serves a million samples and watches its event loop, the other reads them
 * slowly, twice at the same time.
 */
if (process.send === undefined) await serve();
else process.once("message", (url) => void readTwice(String(url)));

async function serve(): Promise<void> {
  const { metrics } = largeFamilies();
  const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, defaultMetrics: false });
  for (let round = 0; round < 3; round++) for (const _ of metrics.slices()); // compiled, as in a program that runs
  await setTimeout(100);
  const before = process.memoryUsage().rss;
  let most = before;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const reader = fork(fileURLToPath(import.meta.url));
  await once(reader, "spawn");
  delay.enable();
  reader.send(server.url);
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const [{ bytes, seconds }] = (await once(reader, "message")) as [{ bytes: number; seconds: number }];
  delay.disable();
  clearInterval(watch);
  await server.close();
  const samples = LARGE_SAMPLES.toLocaleString("en");
  console.log(
    `A server with two slow readers of ${samples} samples each, ${Math.round(bytes / 1e6)} MB in ${seconds.toFixed(1)} s:\n`,
  );
  console.log(`- event loop delay: ${ms(delay.percentile(99))} in 99 of 100, ${ms(delay.max)} at most`);
  console.log(`- memory: ${Math.round((most - before) / 1e6)} MB more at most`);
}

async function readTwice(url: string): Promise<void> {
  const start = performance.now();
  const read = await Promise.all([readSlowly(url), readSlowly(url)]);
  process.send?.({ bytes: read[0] + read[1], seconds: (performance.now() - start) / 1000 });
  process.disconnect();
}

/** Reads a response with a pause behind every 256 kB, and returns its length. */
async function readSlowly(url: string): Promise<number> {
  const [response] = (await once(get(url), "response")) as [AsyncIterable<Buffer>];
  let bytes = 0;
  let unpaused = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    unpaused += chunk.length;
    if (unpaused < 1 << 18) continue;
    unpaused = 0;
    await setTimeout(10);
  }
  return bytes;
}

function ms(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(1)} ms`;
}
