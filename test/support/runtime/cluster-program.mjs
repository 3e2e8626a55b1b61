// A program with a primary and workers, which does what the test tells it; see cluster-program.ts.
import cluster from "node:cluster";
import { once } from "node:events";
import {
  CounterFamily,
  closedVector,
  GaugeFamily,
  HistogramFamily,
  Metrics,
  openVector,
} from "@metricsmith/runtime/codegen";
import { answerPrimary, startMetricsServer } from "@metricsmith/runtime/server";

const client = process.env.CLIENT === "" ? undefined : await import(process.env.CLIENT);
const slot = closedVector("slot", ["0", "1", "2", "3"]);
const jobs = new CounterFamily({ name: "jobs_total", help: "Jobs.", vectors: [slot] });
const duration = new HistogramFamily({ name: "job_seconds", help: "J.", vectors: [slot], buckets: [0.1, 1] });
const combined = ["sum", "max", "min", "average", "last"].map(
  (combine) => new GaugeFamily({ name: combine, help: combine, vectors: [], combine }),
);
const gauges = new Map(combined.map((gauge) => [gauge.name, gauge]));
const guest = openVector("guest", { maxValues: 1, otherwise: "other", expireAfter: 1000 });
const visits = new CounterFamily({ name: "visits_total", help: "V.", vectors: [guest] });
const metrics = new Metrics({ address: "", families: [jobs, duration, ...combined, visits] });
metrics.configure({ warn: (message) => process.send?.({ warning: message }) });
const own = client && new client.Counter({ name: "own_total", help: "Own." });
const place = Number(process.env.SLOT ?? 0);

const commands = {
  setup: ({ settings }) => cluster.setupPrimary(settings),
  start: async ({ options }) => {
    const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, ...optionsOf(options) });
    commands.stop = () => server.close();
    return server.url;
  },
  fork: async ({ place, answers = true }) => {
    const worker = cluster.fork({ SLOT: String(place), ANSWERS: answers ? "1" : "" });
    worker.on("message", (message) => process.send(message));
    for (let message; message?.ready !== true; ) [message] = await once(worker, "message");
    return { worker: worker.id, pid: worker.process.pid };
  },
  tell: ({ worker, id, message }) => {
    cluster.workers[worker].send({ ...message, id });
    return NO_REPLY;
  },
  disconnect: async ({ worker }) => {
    cluster.workers[worker].disconnect();
    await once(cluster, "disconnect");
  },
  disconnectSelf: () => {
    setImmediate(() => cluster.worker.disconnect());
  },
  record: ({ times, seconds = 0.5 }) => {
    for (let time = 0; time < times; time += 1) record(Number(seconds));
  },
  visit: ({ by }) => visits.record(guest.ordinalOf(by), 1, undefined),
  remove: ({ slot }) => jobs.remove({ slot }),
  clear: () => duration.clear(),
  reset: () => metrics.reset(),
  set: ({ values }) => {
    for (const [name, value] of Object.entries(values)) gauges.get(name).set(0, Number(value), undefined);
  },
  /** Records until a command ends it or it is killed; reports the expected count before each record. */
  load: async () => {
    let done = 0;
    for (finished = false; !finished; done += 1000) {
      process.send({ about: place, times: done + 1000 });
      commands.record({ times: 1000, seconds: 0.25 });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return done;
  },
  finish: () => {
    finished = true;
  },
  close: () => answering.close(),
  /** Answers the primary again, as a module that is loaded twice does. */
  answer: async ({ options }) => ({ same: (await answerPrimary(metrics, optionsOf(options))) === answering }),
  fail: () => {
    new client.Gauge({
      name: "failing",
      help: "F",
      collect() {
        throw new Error("out of order");
      },
    });
  },
  exit: () => process.exit(0),
  throw: () => {
    setImmediate(() => {
      throw new Error("of the test");
    });
  },
  stop: () => {},
};
let finished = false;
const NO_REPLY = Symbol();

function record(seconds) {
  jobs.record(place, 1, undefined);
  duration.record(place, seconds, undefined);
  own?.inc();
}

function optionsOf({ registry, ...options }) {
  return registry === true ? { ...options, registry: client.register } : options;
}

let answering;
if (cluster.isWorker && process.env.ANSWERS !== "") {
  answering = await answerPrimary(metrics, { registry: client.register });
}

process.on("message", async (message) => {
  if (message.command === undefined) return;
  const result = await Promise.resolve(message)
    .then(commands[message.command])
    .catch((error) => ({ error: `${error.name}: ${error.message}` }));
  if (result !== NO_REPLY) process.send({ id: message.id, result });
});
process.send({ ready: true });
