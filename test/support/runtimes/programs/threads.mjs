// Worker threads record: the totals of the main thread are exact, also of threads that were terminated or ended.
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { startMetricsServer } from "@metricsmith/runtime/server";
import { joinMetrics, shareMetrics } from "@metricsmith/runtime/workers";
import * as shop from "./generated/recorders.js";

const TURNS = 20_000;

if (isMainThread) await main();
else work();

async function main() {
  shop.metrics.configure({ warn: (message) => console.error(message) });
  shareMetrics(shop.metrics);
  shop.recordOrdersTotal({ payment: "card", express: true }, 1);
  const server = await startMetricsServer(shop.metrics, {
    host: "127.0.0.1",
    port: 0,
    defaultMetrics: false,
  });
  const workers = ["card", "paypal", "card"].map(
    (payment, at) => new Worker(new URL(import.meta.url), { workerData: { payment, at } }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const running = values(await scrape(server.url));
  const removed = once(workers[0], "message");
  workers[0].postMessage("remove");
  await removed;
  const afterRemoval = values(await scrape(server.url))['shop_logins_total{tenant="t0"}'];
  const exits = workers.map((worker) => once(worker, "exit"));
  void workers[0].terminate();
  workers[1].postMessage("end");
  workers[2].postMessage("exit");
  await Promise.all(exits);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const ended = values(await scrape(server.url));
  const again = values(await scrape(server.url));
  await server.close();
  console.log(
    JSON.stringify({ running, afterRemoval, ended, same: JSON.stringify(again) === JSON.stringify(ended) }),
  );
}

function work() {
  joinMetrics(shop.metrics, { sampleInterval: 20 });
  const { payment, at } = workerData;
  for (let turn = 0; turn < TURNS; turn++) {
    shop.recordOrdersTotal({ payment, express: turn % 2 === 0 });
    shop.recordRequestDurationSeconds({ status: 200 + 100 * (turn % 3) }, 0.5);
    shop.recordLoginsTotal({ tenant: `t${at}` });
  }
  shop.setQueueDepth({ payment }, 10);
  shop.sampleLargestOrder(() => at + 1);
  setTimeout(() => parentPort.postMessage("done"), 200);
  parentPort.on("message", (message) => {
    if (message === "remove") {
      shop.removeLoginsTotal({ tenant: "t0" });
      parentPort.postMessage("removed");
    } else if (message === "end")
      (parentPort.close ?? globalThis.close).call(parentPort); // Deno's has no such method
    else process.exit(0);
  });
}

async function scrape(url) {
  return (await fetch(url)).text();
}

function values(text) {
  const lines = text.split("\n").filter((line) => /^shop_(?!.*_bucket)/.test(line));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}
