import type { Cluster, Worker } from "node:cluster";
import cluster from "node:cluster";
import type { Metrics } from "../../metrics.js";
import { MetricsServerError } from "../errors.js";
import type { ClientModule } from "../installed-client.js";
import { clusterTimeout } from "../limits.js";
import type { ClusterOptions } from "../options.js";
import type { ScrapeSources } from "../scrape.js";
import { type CollectedFamily, collectFamilies, collectRegistries } from "./cluster-families.js";
import { collectRequest, isWorkerAnswer, received, type WorkerAnswer } from "./cluster-worker.js";
import { type Aggregate, decideGauges, WorkerSlots } from "./worker-slots.js";

/**
 * Gives a function that makes one text, in the format 0.0.4, of what this process, the primary, and all workers have recorded.
 *
 * @throws MetricsServerError in a worker, if an option is not valid, or if no client is installed
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
      "the option cluster needs a Prometheus client, which adds the workers up, and none is installed: " +
        "run npm install prom-client (or @prometheus-io/client)",
    );
  }
  const { slots, answers } = workersOf(client, sources);
  return async () => {
    const [own, turnout] = await Promise.all([collectOwn(sources), answers.collect(timeout)]);
    // From here on at once: a worker that ends meanwhile would be counted twice, or not at all.
    const processes = decideGauges([[...own, workersFamily(turnout())], ...slots.processes()]);
    return client.AggregatorRegistry.aggregate([...processes]).metrics();
  };
}

/** A server in a worker has what that worker alone has recorded, and the workers of a cluster share one port. */
export function warnOfWorker(metrics: Metrics): void {
  if (!cluster.isWorker) return;
  metrics.warn(
    "server in a worker",
    "metricsmith: the metrics server was started in a worker of a cluster: each scrape has the metrics of one worker, " +
      "now of this one, now of another. Call startMetricsServer(metrics, { cluster: true }) in the primary, " +
      "and answerPrimary(metrics) in the workers.",
  );
}

async function collectOwn({ metrics, registry, defaults }: ScrapeSources): Promise<CollectedFamily[]> {
  const families = collectFamilies(metrics);
  const names = [WORKERS, ...families.map(({ name }) => name)];
  return [...families, ...(await collectRegistries([registry, defaults], names))];
}

interface Workers {
  readonly slots: WorkerSlots;
  readonly answers: WorkerAnswers;
}

let workers: Workers | undefined;

/** One for all servers of the process, and for those after them: what ended workers have counted stays. */
function workersOf(client: ClientModule, { metrics }: ScrapeSources): Workers {
  if (workers !== undefined) return workers;
  const slots = new WorkerSlots(aggregateOf(client));
  const answers = new WorkerAnswers(cluster, slots, ({ id }, error) => {
    metrics.warn(
      "failing worker",
      `metricsmith: worker ${id} of the cluster cannot collect its metrics: ${error}. What it had before is exposed.`,
    );
  });
  workers = { slots, answers };
  return workers;
}

/** @param client of which both have the aggregated families in the registry that they make, as plain objects */
function aggregateOf({ AggregatorRegistry }: ClientModule): Aggregate {
  return (processes) =>
    AggregatorRegistry.aggregate([...processes]).getMetricsAsArray() as unknown as readonly CollectedFamily[]; // as above
}

const WORKERS = "metricsmith_cluster_workers";

function workersFamily(turnout: Turnout): CollectedFamily {
  return {
    name: WORKERS,
    help: "Worker processes of the cluster, by whether they answered this scrape in time.",
    type: "gauge",
    aggregator: "sum",
    values: [
      { value: turnout.answered, labels: { state: "answered" } },
      { value: turnout.missing, labels: { state: "missing" } },
    ],
  };
}

/** What the primary uses of `node:cluster`. */
type Primary = Pick<Cluster, "workers" | "on">;

/** How many workers have answered a request in time, and how many have not. */
export interface Turnout {
  readonly answered: number;
  readonly missing: number;
}

/** A request that workers have yet to answer. */
interface Pending {
  readonly request: number;
  readonly waitedFor: Set<Worker>;
  readonly answered: Set<Worker>;
  readonly finish: () => void;
}

/** Asks the workers of a cluster for what they have recorded, and keeps what each said last. */
export class WorkerAnswers {
  readonly #slots: WorkerSlots;
  readonly #failed: (worker: Worker, error: string) => void;
  /** Those that are connected, each with the latest request that it has answered; -1 if it has not spoken yet. */
  readonly #connected = new Map<Worker, number>();
  readonly #pending = new Set<Pending>();
  #requests = 0;

  /** @param failed is told that a worker cannot give what it has */
  constructor(primary: Primary, slots: WorkerSlots, failed: (worker: Worker, error: string) => void) {
    this.#slots = slots;
    this.#failed = failed;
    for (const worker of Object.values(primary.workers ?? {})) {
      if (worker === undefined) continue;
      this.#connected.set(worker, -1);
      ask(worker, 0); // it may have answered already, when no one listened
    }
    primary.on("fork", (worker) => this.#connected.set(worker, -1));
    primary.on("message", (worker, message: unknown) => {
      if (isWorkerAnswer(message)) this.#accept(worker, message);
    });
    // Not at "exit", before which not all messages may have arrived.
    primary.on("disconnect", (worker) => this.#end(worker));
  }

  /**
   * Has all workers say what they have recorded.
   *
   * @param timeout how long to wait for them, in milliseconds
   * @returns what counts the workers, at the moment when it is called
   */
  async collect(timeout: number): Promise<() => Turnout> {
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
        for (const worker of [...waitedFor]) ask(worker, request);
      });
    }
    return () => {
      const present = [...this.#connected.keys()].filter((worker) => answered.has(worker)).length;
      return { answered: present, missing: this.#connected.size - present };
    };
  }

  #accept(worker: Worker, { request, families, error, last }: WorkerAnswer): void {
    const before = this.#connected.get(worker);
    if (before === undefined) return; // what it had is counted among the ended
    this.#connected.set(worker, Math.max(before, request));
    if (families !== undefined) this.#slots.take(worker.id, received(families));
    if (error !== undefined) this.#failed(worker, error);
    if (last) {
      this.#end(worker);
      return;
    }
    for (const pending of this.#pending) {
      if (pending.request > request) continue;
      if (families !== undefined) pending.answered.add(worker);
      this.#noLongerWaitedFor(worker, pending);
    }
  }

  #end(worker: Worker): void {
    if (!this.#connected.delete(worker)) return;
    this.#slots.end(worker.id);
    for (const pending of this.#pending) this.#noLongerWaitedFor(worker, pending);
  }

  #noLongerWaitedFor(worker: Worker, pending: Pending): void {
    if (pending.waitedFor.delete(worker) && pending.waitedFor.size === 0) pending.finish();
  }
}

/** A worker that cannot be told is about to be disconnected. */
function ask(worker: Worker, request: number): void {
  worker.send(collectRequest(request), () => {});
}
