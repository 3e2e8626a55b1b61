import cluster from "node:cluster";
import type { Metrics } from "../../metrics.js";
import type { ClientModule } from "../installed-client.js";
import { MetricsServerError } from "../metrics-server-error.js";
import type { ScrapeSources } from "../scrape.js";
import { type ClusterOptions, clusterTimeout } from "./cluster-options.js";
import { collectFamilies, collectRegistries } from "./collect-families.js";
import type { CollectedFamily } from "./collected-family.js";
import { decideGauges } from "./gauge-samples.js";
import { type Turnout, WorkerAnswers } from "./worker-answers.js";
import { type Aggregate, WorkerSlots } from "./worker-slots.js";

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
