import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { startMetricsServer } from "@metricsmith/runtime/server";
import { shareMetrics } from "@metricsmith/runtime/workers";
import { emptyTally, exposedTally, metrics, recordThousand, type Tally } from "./soak-program.js";

/** How often the worker threads are replaced, one of them by `terminate()`. */
const ROUNDS = 20;
const WORKERS = 3;
/** In seconds; two minutes, unless the argument says otherwise. */
const duration = Number(process.argv[2] ?? 120);

/** The main thread and three workers record while another scrapes without pause. */
shareMetrics(metrics);
const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, defaultMetrics: false });
const scraper = new Worker(new URL("soak-scraper.js", import.meta.url), { workerData: server.url });
const recorded = emptyTally();
const used: number[] = [];
const start = performance.now();
console.log(`${WORKERS + 1} threads record, another scrapes without pause:\n`);
console.log("| second | samples recorded | heap and buffers, kB | resident, MB |");
console.log("| -----: | ---------------: | -------------------: | -----------: |");
for (let round = 1; round <= ROUNDS; round++) {
  const workers = Array.from({ length: WORKERS }, startWorker);
  await recordUntil(start + (round * duration * 1000) / ROUNDS);
  add(recorded, await stop(workers));
  used.push(memory());
  report();
}
scraper.postMessage("stop");
const [scrapes] = (await once(scraper, "message")) as [number];
await server.close();
conclude();

function startWorker(): Worker {
  return new Worker(new URL("soak-worker.js", import.meta.url));
}

async function recordUntil(end: number): Promise<void> {
  while (performance.now() < end) {
    recordThousand(recorded);
    await setImmediate();
  }
}

/** Has threads stop, and gives what they have recorded together: the first is terminated, the others end. */
async function stop(workers: readonly Worker[]): Promise<Tally> {
  const total = emptyTally();
  for (const [at, worker] of workers.entries()) {
    worker.postMessage("stop");
    const [tally] = (await once(worker, "message")) as [Tally];
    add(total, tally);
    const ended = once(worker, "exit");
    if (at === 0) await worker.terminate();
    else worker.postMessage("end");
    await ended;
  }
  return total;
}

function add(total: Tally, tally: Tally): void {
  total.calls += tally.calls;
  total.tenants += tally.tenants;
  total.observations += tally.observations;
  total.observed += tally.observed;
}

function memory(): number {
  if (globalThis.gc === undefined) throw new Error("node needs --expose-gc to measure memory");
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function report(): void {
  const cells = [
    ((performance.now() - start) / 1000).toFixed(0).padStart(6),
    (recorded.calls + recorded.tenants / 2 + recorded.observations).toLocaleString("en").padStart(16),
    ((used.at(-1) ?? 0) / 1000).toFixed(0).padStart(20),
    (process.memoryUsage().rss / 1e6).toFixed(0).padStart(12),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

/** Sets the exit code to 1 if a total is not exact. */
function conclude(): void {
  const exposed = exposedTally(new TextDecoder().decode(metrics.expose()));
  const exact = JSON.stringify(exposed) === JSON.stringify(recorded);
  const quarter = ROUNDS / 4;
  const growth = mean(used.slice(-quarter)) - mean(used.slice(quarter, 2 * quarter));
  console.log(
    `\n- ${scrapes.toLocaleString("en")} scrapes; ${ROUNDS * WORKERS} worker threads came and went`,
  );
  console.log(`- memory in the last quarter against the second: ${(growth / 1000).toFixed(0)} kB`);
  console.log(`- recorded: ${JSON.stringify(recorded)}`);
  console.log(`- exposed:  ${JSON.stringify(exposed)}${exact ? ", exact" : ", NOT EXACT"}`);
  process.exitCode = exact ? 0 : 1;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
