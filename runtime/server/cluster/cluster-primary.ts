import type { Cluster, Worker } from "node:cluster";
import cluster from "node:cluster";
import { defaultLabelsOf } from "../../client/registry.js";
import { processState } from "../../process-state.js";
import type { ServedMetrics } from "../../served-metrics.js";
import { MetricsServerError } from "../errors.js";
import type { ClientModule } from "../installed-client.js";
import { clusterTimeout } from "../limits.js";
import type { ClusterOptions } from "../options.js";
import type { ScrapeSources } from "../scrape.js";
import {
  type CollectedFamily,
  collectFamilies,
  collectRegistry,
  dropExpired,
  type SeriesName,
  withOldNames,
  withProcess,
} from "./cluster-families.js";
import { SeriesSet } from "./cluster-series.js";
import {
  collectRequest,
  decodeFamilies,
  isPm2Worker,
  isWorkerAnswer,
  PM2_ADVICE,
  type WorkerAnswer,
} from "./cluster-worker.js";
import { isRemoval, type Removal, RemovalRelay } from "./removals.js";
import { type Aggregate, decideGauges, PRIMARY, WorkerSlots } from "./worker-slots.js";

/**
 * Makes the function that aggregates the metrics of this process, the primary, and of all workers into one text in the
 * format 0.0.4.
 *
 * @throws MetricsServerError in a worker, if an option is not valid, or if no client can be loaded
 */
export function createClusterScrape(
  sources: ScrapeSources,
  option: true | ClusterOptions,
  client: ClientModule | undefined,
): () => Promise<string> {
  const timeout = clusterTimeout(option);
  if (!cluster.isPrimary) {
    throw new MetricsServerError(
      "the option cluster is for the primary of a cluster; this process is a worker, which calls answerPrimary(metrics)",
    );
  }
  if (client === undefined) {
    throw new MetricsServerError(
      "the option cluster needs a Prometheus client, which adds the workers up, and none can be loaded: " +
        "run npm install prom-client (or @prometheus-io/client)",
    );
  }
  const { slots, answers } = workersOf(client, sources);
  return async () => {
    const [collect, countWorkers] = await Promise.all([
      startCollecting(sources, timeout),
      answers.collect(timeout),
    ]);
    // Nothing is awaited from here on: a worker that ends meanwhile would be counted twice, or not at all.
    const dropped = dropExpired(sources.metrics.ownFamilies, answers.expired);
    slots.setAnswer(PRIMARY, collect(), dropped);
    answers.expired = slots.expire();
    const processes = decideGauges([...slots.processes(), [workersFamily(countWorkers())]]);
    const exposed = processes.map((families) => withOldNames(families, sources.metrics));
    return client.AggregatorRegistry.aggregate(exposed).metrics();
  };
}

/**
 * Warns of a server in a worker: it has the metrics of one worker alone, and the workers of a cluster share one port.
 *
 * @param ownAddress whether the server has an address of its own, which may be another one in each worker
 */
export function warnOfWorker(metrics: ServedMetrics, ownAddress: boolean): void {
  if (!cluster.isWorker) return;
  if (isPm2Worker()) {
    if (ownAddress || !isOneOfSeveral()) return;
    metrics.warn(
      "server in a worker",
      `metricsmith: PM2 runs several processes of this application, and each scrape reaches one of them. ${PM2_ADVICE}`,
    );
    return;
  }
  metrics.warn(
    "server in a worker",
    "metricsmith: the metrics server was started in a worker of a cluster: each scrape has the metrics of one worker, " +
      "not always of the same one. Call startMetricsServer(metrics, { cluster: true }) in the primary, " +
      "and answerPrimary(metrics) in the workers.",
  );
}

/** Whether PM2 runs several processes of the application. It counts them from 0, and may add some later. */
function isOneOfSeveral(): boolean {
  const { instances, NODE_APP_INSTANCE } = process.env;
  return Number(instances ?? 1) > 1 || Number(NODE_APP_INSTANCE ?? 0) > 0;
}

/** Waits for the callbacks of sampled gauges and of the registry. @returns a function that collects this process' metrics */
async function startCollecting(
  { metrics, registry, processMetrics }: ScrapeSources,
  timeout: number,
): Promise<() => CollectedFamily[]> {
  const finishSampling = await metrics.startSampling(timeout);
  const taken = [WORKERS, ...metrics.families.map(({ name }) => name)];
  const others = await collectRegistry(registry, taken);
  return () => {
    const labels = defaultLabelsOf(registry);
    const families = collectFamilies(metrics.ownFamilies, labels, finishSampling());
    return withProcess([...families, ...others], processMetrics, labels);
  };
}

interface Workers {
  readonly slots: WorkerSlots;
  readonly answers: WorkerAnswers;
  /** For the metrics of each server. */
  readonly relays: Map<ServedMetrics, RemovalRelay>;
}

const collecting = processState("workers of a primary", (): { workers?: Workers } => ({}));

/** One object for all servers of the process, also for later ones: the counts of ended workers stay. */
function workersOf(client: ClientModule, { metrics }: ScrapeSources): Workers {
  collecting.workers ??= createWorkers(client, metrics);
  const { answers, relays } = collecting.workers;
  if (!relays.has(metrics)) {
    relays.set(metrics, new RemovalRelay(metrics, (removal) => answers.remove(removal), true));
  }
  return collecting.workers;
}

function createWorkers(client: ClientModule, metrics: ServedMetrics): Workers {
  const slots = new WorkerSlots(aggregateOf(client));
  const relays: Workers["relays"] = new Map();
  const answers = new WorkerAnswers(cluster, slots, {
    onError: ({ id }, error) => {
      metrics.warn(
        "failing worker",
        `metricsmith: worker ${id} of the cluster cannot collect its metrics: ${error}. Its previous metrics are exposed.`,
      );
    },
    onRemove: (removal) => {
      for (const relay of relays.values()) relay.apply(removal);
    },
  });
  return { slots, answers, relays };
}

function aggregateOf({ AggregatorRegistry }: ClientModule): Aggregate {
  return (processes) =>
    AggregatorRegistry.aggregate([...processes]).getMetricsAsArray() as unknown as readonly CollectedFamily[]; // in both clients, the aggregated metrics are plain objects
}

const WORKERS = "metricsmith_cluster_workers";

function workersFamily({ answered, missing }: WorkerCount): CollectedFamily {
  return {
    name: WORKERS,
    help: "Worker processes of the cluster, by whether they answered this scrape in time.",
    type: "gauge",
    aggregator: "sum",
    values: [
      { value: answered, labels: { state: "answered" } },
      { value: missing, labels: { state: "missing" } },
    ],
  };
}

/** How many workers have answered a request in time, and how many have not. */
interface WorkerCount {
  readonly answered: number;
  readonly missing: number;
}

/** A request that some workers have not answered yet. */
interface Pending {
  readonly request: number;
  readonly waitedFor: Set<Worker>;
  readonly answered: Set<Worker>;
  readonly finish: () => void;
}

interface WorkerListener {
  /** Called when a worker cannot collect its metrics. */
  readonly onError: (worker: Worker, error: string) => void;
  /** Called when a worker has removed series. */
  readonly onRemove: (removal: Removal) => void;
}

/** Requests the metrics of the workers of a cluster, and stores the last answer of each. */
class WorkerAnswers {
  /** The series that each process has to drop with its next answer, unless it has recorded them meanwhile. */
  expired: readonly SeriesName[] = [];
  readonly #slots: WorkerSlots;
  readonly #listener: WorkerListener;
  /** Removals that a worker may not have received before its next answers, each with the last request before it. */
  readonly #removals = new Map<Worker, { readonly after: number; readonly series: SeriesSet }[]>();
  /** The connected workers, each with the number of the last request that it has answered; -1 without an answer. */
  readonly #connected = new Map<Worker, number>();
  readonly #pending = new Set<Pending>();
  #requests = 0;

  constructor(primary: Cluster, slots: WorkerSlots, listener: WorkerListener) {
    this.#slots = slots;
    this.#listener = listener;
    for (const worker of Object.values(primary.workers ?? {})) {
      if (worker === undefined) continue;
      this.#connected.set(worker, -1);
      sendMessage(worker, collectRequest(0)); // it may have sent its first answer before this listened
    }
    primary.on("fork", (worker) => this.#connected.set(worker, -1));
    primary.on("message", (worker, message: unknown) => {
      if (isWorkerAnswer(message)) this.#accept(worker, message);
      else if (isRemoval(message)) {
        this.remove(message, worker);
        listener.onRemove(message);
      }
    });
    // Not at "exit": messages may arrive after it.
    primary.on("disconnect", (worker) => this.#end(worker));
  }

  /**
   * Requests the metrics of all workers and waits for their answers.
   *
   * @param timeout in milliseconds
   * @returns a function that counts the workers at the time of its call
   */
  async collect(timeout: number): Promise<() => WorkerCount> {
    this.#requests += 1;
    const request = this.#requests;
    const waitedFor = new Set<Worker>();
    for (const [worker, answered] of this.#connected) if (answered >= 0) waitedFor.add(worker);
    const answered = new Set<Worker>();
    if (waitedFor.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => pending.finish(), timeout);
        const finish = () => {
          clearTimeout(timer);
          this.#pending.delete(pending);
          resolve();
        };
        const pending: Pending = { request, waitedFor, answered, finish };
        this.#pending.add(pending);
        for (const worker of [...waitedFor]) sendMessage(worker, collectRequest(request, this.expired));
      });
    }
    return () => {
      const present = [...this.#connected.keys()].filter((worker) => answered.has(worker)).length;
      return { answered: present, missing: this.#connected.size - present };
    };
  }

  /** Removes series of all workers. @param remover the worker that has removed them, if it was one */
  remove(removal: Removal, remover?: Worker): void {
    this.#slots.remove(removal);
    for (const worker of this.#connected.keys()) {
      const removals = this.#removals.get(worker) ?? [];
      this.#removals.set(worker, removals);
      const last = removals.at(-1);
      if (last?.after === this.#requests) last.series.addOrWiden(removal);
      else removals.push({ after: this.#requests, series: new SeriesSet([removal]) });
      if (worker !== remover) sendMessage(worker, removal);
    }
  }

  /** What a worker has answered, without the series that it did not know yet to be removed. */
  #current(
    worker: Worker,
    request: number,
    families: readonly CollectedFamily[],
  ): readonly CollectedFamily[] {
    const removals = (this.#removals.get(worker) ?? []).filter(({ after }) => request <= after);
    this.#removals.set(worker, removals);
    return removals.reduce((left, { series }) => series.removeFrom(left), families);
  }

  #accept(worker: Worker, { request, families, dropped, error, last }: WorkerAnswer): void {
    const before = this.#connected.get(worker);
    if (before === undefined) return; // it counts as ended
    this.#connected.set(worker, Math.max(before, request));
    if (families !== undefined) {
      const current = this.#current(worker, request, decodeFamilies(families));
      this.#slots.setAnswer(worker.id, current, dropped);
    }
    if (error !== undefined) this.#listener.onError(worker, error);
    if (last) {
      this.#end(worker);
      return;
    }
    for (const pending of this.#pending) {
      if (pending.request > request) continue;
      if (families !== undefined) pending.answered.add(worker);
      this.#stopWaitingFor(worker, pending);
    }
  }

  #end(worker: Worker): void {
    if (!this.#connected.delete(worker)) return;
    this.#removals.delete(worker);
    this.#slots.end(worker.id);
    for (const pending of this.#pending) this.#stopWaitingFor(worker, pending);
  }

  #stopWaitingFor(worker: Worker, pending: Pending): void {
    if (pending.waitedFor.delete(worker) && pending.waitedFor.size === 0) pending.finish();
  }
}

/** Errors are ignored: a worker that cannot be reached is about to be disconnected. */
function sendMessage(worker: Worker, message: ReturnType<typeof collectRequest> | Removal): void {
  worker.send(message, () => {});
}
