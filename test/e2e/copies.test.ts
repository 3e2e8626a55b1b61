import { afterAll, beforeAll, expect, test } from "vitest";
import { generateOutputs } from "../../generator/emit/emit.js";
import { compileSchema } from "../../generator/schema/load-catalog.js";
import { InstalledRuntime } from "../support/compiled-packages.js";

const SCHEMA = `
version: 1
namespace: shop
outputs: { language: javascript }
counters:
  jobs_total: { vectors: [tenant], description: Jobs. }
histograms:
  job_seconds: { vectors: [], unit: seconds, buckets: [1, 5], description: Time. }
vectors:
  tenant: { type: string, max_values: 10, otherwise: other }
`;

/** How many copies of the generated code a process or thread loads: two as ES modules, one as CommonJS. */
const COPIES = `
import { createRequire } from "node:module";
const copies = [
  await import("./recorders.mjs?copy=1"),
  await import("./recorders.mjs?copy=2"),
  createRequire(import.meta.url)("./recorders.cjs"),
];
function recordInEach(who) {
  for (const { recordJobsTotal, recordJobSeconds } of copies) {
    recordJobsTotal({ tenant: who });
    recordJobsTotal({ tenant: "all" });
    recordJobSeconds(2);
  }
}
const metrics = copies.map((copy) => copy.metrics);
`;

const application = new InstalledRuntime();

beforeAll(async () => {
  await application.install();
  application.link("prom-client");
  const { catalog } = compileSchema({
    file: "metrics.schema.yaml",
    text: SCHEMA,
    readImport: () => undefined,
  });
  if (catalog === undefined) throw new Error("the schema is not valid");
  const code = (await generateOutputs(catalog)).find(({ text }) =>
    text.includes("\nexport function recordJobsTotal"),
  );
  if (code === undefined) throw new Error("there are no recorders");
  application.write("recorders.mjs", code.text);
  const commonJs = code.text
    .replace(/^import \{([^}]*)\} from ("[^"]*");/gm, "const {$1} = require($2);")
    .replace(/^export (function|const) /gm, "$1 ");
  application.write(
    "recorders.cjs",
    `${commonJs}\nmodule.exports = { metrics, recordJobsTotal, recordJobSeconds };\n`,
  );
});

afterAll(() => application.remove());

function samples(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^shop_(?:jobs_total|job_seconds_count)/.test(line));
}

test("copies in worker threads, as ES modules and as CommonJS, are counted exactly", () => {
  application.write(
    "thread.mjs",
    `${COPIES}
    import { parentPort, workerData } from "node:worker_threads";
    import * as workers from "@metricsmith/runtime/workers";
    const commonJs = createRequire(import.meta.url)("@metricsmith/runtime/workers");
    workers.joinMetrics(metrics[0]);
    commonJs.joinMetrics(metrics[2]);
    workers.joinMetrics(metrics);
    recordInEach("thread " + workerData);
    parentPort.postMessage("recorded");`,
  );
  const text = application.run(`${COPIES}
    import { once } from "node:events";
    import { Worker } from "node:worker_threads";
    import { shareMetrics } from "@metricsmith/runtime/workers";
    for (const one of metrics) shareMetrics(one);
    const threads = [1, 2].map((workerData) => new Worker(new URL("./thread.mjs", import.meta.url), { workerData }));
    await Promise.all(threads.map((thread) => once(thread, "message")));
    recordInEach("main");
    console.log(new TextDecoder().decode(metrics[1].expose()));
    await Promise.all(threads.map((thread) => thread.terminate()));
    console.log(new TextDecoder().decode(metrics[2].expose()));
    process.exit();`);
  const want = [
    'shop_jobs_total{tenant="main"} 3',
    'shop_jobs_total{tenant="all"} 9',
    'shop_jobs_total{tenant="thread 1"} 3',
    'shop_jobs_total{tenant="thread 2"} 3',
    "shop_job_seconds_count 9",
  ].sort();
  const found = samples(text);
  expect([...found.slice(0, 5)].sort()).toEqual(want);
  expect([...found.slice(5)].sort()).toEqual(want);
});

test("copies in the workers of a cluster are counted exactly, and every start gives one server", () => {
  const text = application.run(`${COPIES}
    import cluster from "node:cluster";
    import { once } from "node:events";
    import { answerPrimary, startMetricsServer } from "@metricsmith/runtime/server";
    const commonJs = createRequire(import.meta.url)("@metricsmith/runtime/server");
    if (cluster.isPrimary) {
      const options = { host: "127.0.0.1", port: 19_000 + (process.pid % 10_000), cluster: true };
      const server = await startMetricsServer(metrics[0], options);
      const again = await commonJs.startMetricsServer(metrics[2], options);
      if (again !== server) throw new Error("there are two servers");
      recordInEach("primary");
      const workers = [cluster.fork(), cluster.fork()];
      await Promise.all(workers.map((worker) => new Promise((resolve) => {
        worker.on("message", (message) => message === "recorded" && resolve());
      })));
      console.log(await (await fetch(server.url)).text());
      process.exit();
    } else {
      const answering = await answerPrimary(metrics[0]);
      if ((await commonJs.answerPrimary(metrics[2])) !== answering) throw new Error("there are two answers");
      recordInEach("worker");
      process.send("recorded");
    }`);
  expect([...samples(text)].sort()).toEqual(
    [
      'shop_jobs_total{tenant="primary"} 3',
      'shop_jobs_total{tenant="worker"} 6',
      'shop_jobs_total{tenant="all"} 9',
      "shop_job_seconds_count 9",
    ].sort(),
  );
});
