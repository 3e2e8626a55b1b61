// Worker processes record: one scrape of the primary has the sums of all.
import cluster from "node:cluster";
import { once } from "node:events";
import { answerPrimary, startMetricsServer } from "@metricsmith/runtime/server";
import * as shop from "./generated/recorders.js";

const PLACES = ["card", "paypal", "card"];

if (cluster.isPrimary) await main();
else await work();

async function main() {
  shop.metrics.configure({ warn: (message) => console.error(message) });
  shop.recordOrdersTotal({ payment: "card", express: true });
  const server = await startMetricsServer(shop.metrics, {
    host: "127.0.0.1",
    port: 0,
    cluster: { timeout: 10_000 },
    defaultMetrics: false,
  });
  const workers = PLACES.map((payment, at) => cluster.fork({ PAYMENT: payment, AT: String(at) }));
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise((resolve) => worker.on("message", (message) => message === "done" && resolve())),
    ),
  );
  const deadline = Date.now() + 10_000;
  let running;
  do {
    running = values(await scrape(server.url));
  } while (running['metricsmith_cluster_workers{state="answered"}'] < PLACES.length && Date.now() < deadline);
  const disconnected = once(cluster, "disconnect");
  workers[0].disconnect();
  await disconnected;
  const ended = values(await scrape(server.url));
  for (const worker of workers.slice(1)) worker.kill("SIGKILL");
  await server.close();
  console.log(JSON.stringify({ running, ended }));
  process.exit(0);
}

async function work() {
  await answerPrimary(shop.metrics, { defaultMetrics: false });
  const { PAYMENT: payment, AT: at } = process.env;
  for (let turn = 0; turn < 1000; turn++) {
    shop.recordOrdersTotal({ payment, express: true });
    shop.recordRequestDurationSeconds({ status: 200 }, 0.25);
  }
  shop.setQueueDepth({ payment }, 10);
  shop.setLargestOrder(Number(at));
  process.send("done");
}

async function scrape(url) {
  return (await fetch(url)).text();
}

function values(text) {
  const lines = text.split("\n").filter((line) => /^(?:shop_|metricsmith_cluster)(?!.*_bucket)/.test(line));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}
