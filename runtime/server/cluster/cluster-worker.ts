import cluster from "node:cluster";
import type { NamesOf } from "../../arguments.js";
import { type ClientRegistry, defaultLabelsOf } from "../../client/registry.js";
import type { Metrics } from "../../metrics.js";
import type { ProcessMetrics } from "../../process/process-metrics.js";
import { processState } from "../../process-state.js";
import type { ServedMetrics } from "../../served-metrics.js";
import { checkArguments, MetricsServerError, serveTogether } from "../errors.js";
import { chooseClient } from "../installed-client.js";
import { checkRegistry, observeProcessBeside } from "../scrape.js";
import {
  type CollectedFamily,
  type CollectedSample,
  collectFamilies,
  collectRegistry,
  dropExpired,
  type SeriesName,
  withProcess,
} from "./cluster-families.js";
import { isRemoval, type Removal, RemovalRelay } from "./removals.js";

/** What a worker exposes in addition to the families. */
export interface AnswerOptions {
  /** The application's own registry of `prom-client` or `@prometheus-io/client`. */
  readonly registry?: ClientRegistry;
  /**
   * Whether to add the metrics of the Node process, unless `registry` has those of its client. True by default.
   */
  readonly defaultMetrics?: boolean;
}

const ANSWER_OPTION_NAMES: NamesOf<AnswerOptions> = { registry: true, defaultMetrics: true };
const ANSWER_OPTIONS = ["registry", "defaultMetrics"] as const;

/** A worker that answers its primary. */
export interface AnsweringWorker {
  /**
   * Sends the metrics for the last time, however large they are, and resolves when they are sent. To be called when a
   * worker that ends in good order has done its work: what it records afterwards is not exposed. May be called again.
   */
  close(): Promise<void>;
}

/**
 * In a worker of a cluster: sends the metrics to the primary, which exposes them after
 * `startMetricsServer(metrics, { cluster: true })`. The primary requests them at each scrape. When the process
 * disconnects or ends by itself, by `process.exit` or by an error, it sends them once more, if they are not too large to
 * be sent at once (some 100 kB). When it is killed, what it recorded since the last request is lost.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @throws MetricsServerError if an option is not known, in a process that is not a worker, in a worker of PM2, whose
 * primary answers nobody, if it was called with other metrics or options before, if several schemas declare one name
 * differently, or if the registry cannot be served with the families
 */
export async function answerPrimary(
  metrics: Metrics | readonly Metrics[],
  options: AnswerOptions = {},
): Promise<AnsweringWorker> {
  checkArguments("answerPrimary", { metrics, options, names: ANSWER_OPTION_NAMES });
  if (!cluster.isWorker) {
    throw new MetricsServerError(
      "answerPrimary is for the workers of a cluster; " +
        "the primary calls startMetricsServer(metrics, { cluster: true })",
    );
  }
  if (isPm2Worker()) {
    throw new MetricsServerError(
      "answerPrimary is for a cluster whose primary runs the application; the primary of this process is PM2, which " +
        `collects no metrics. ${PM2_ADVICE}`,
    );
  }
  const served = serveTogether(metrics);
  const { current } = answering;
  if (current === undefined) return startAnswering(served, options);
  if (current.metrics !== served) {
    throw new MetricsServerError(
      "answerPrimary was called with other metrics; call it once in each worker, with those of all schemas in a list",
    );
  }
  const different = ANSWER_OPTIONS.filter(
    (name) => (current.options[name] ?? true) !== (options[name] ?? true),
  );
  if (different.length > 0) {
    throw new MetricsServerError(
      `answerPrimary was called with other options (${different.join(", ")}); call it once in each worker`,
    );
  }
  return current.answers;
}

/** @throws MetricsServerError if the registry cannot be served with the families */
function startAnswering(metrics: ServedMetrics, options: AnswerOptions): Promise<AnsweringWorker> {
  const { registry } = options;
  const open = async () => {
    checkRegistry(metrics, registry);
    if (registry !== undefined) await chooseClient(metrics, registry); // warns of metrics that another client has
    return new Answers(metrics, registry, observeProcessBeside(options));
  };
  const answers = open();
  answering.current = { metrics, options, answers };
  answers.catch(() => {
    answering.current = undefined;
  });
  return answers;
}

/** What to do where PM2 runs the application in several processes. */
export const PM2_ADVICE =
  "Give the metrics of each process a port of its own, as in " +
  "startMetricsServer(metrics, { port: 9959 + Number(process.env.NODE_APP_INSTANCE) }), and scrape each port.";

/**
 * Whether PM2 runs this process in cluster mode: its primary is PM2 itself, which runs no code of the application. PM2
 * gives a process its settings as variables: https://pm2.keymetrics.io/docs/usage/environment/
 */
export function isPm2Worker(): boolean {
  return (
    cluster.isWorker && process.env["pm_id"] !== undefined && process.env["exec_mode"] === "cluster_mode"
  );
}

interface Answering {
  current:
    | {
        readonly metrics: ServedMetrics;
        readonly options: AnswerOptions;
        readonly answers: Promise<AnsweringWorker>;
      }
    | undefined;
}

const answering = processState("answers of a worker", (): Answering => ({ current: undefined }));

/** In milliseconds: half of the time that the primary waits by default. */
const SAMPLING_TIMEOUT = 500;

class Answers implements AnsweringWorker {
  readonly #metrics: ServedMetrics;
  readonly #registry: ClientRegistry | undefined;
  readonly #processMetrics: ProcessMetrics | undefined;
  /** The families of the registry when they were last collected. */
  #registryFamilies: readonly CollectedFamily[] = [];
  /** The number of the last request. */
  #lastRequest = 0;
  /** Series that the primary has listed as expired, and those that this worker has dropped since its last answer. */
  #expired: readonly SeriesName[] = [];
  #dropped: readonly SeriesName[] = [];
  #answering = false;
  #closed: Promise<void> | undefined;

  constructor(
    metrics: ServedMetrics,
    registry: ClientRegistry | undefined,
    processMetrics: ProcessMetrics | undefined,
  ) {
    this.#metrics = metrics;
    this.#registry = registry;
    this.#processMetrics = processMetrics;
    const relay = new RemovalRelay(metrics, (removal) => send(removal), false);
    process.on("message", (message) => {
      if (isRemoval(message)) relay.apply(message);
      if (!isCollectRequest(message)) return;
      this.#lastRequest = Math.max(this.#lastRequest, message.request);
      this.#expired = message.expired;
      this.#answer();
    });
    process.on("exit", () => this.#sendLast());
    const { disconnect } = process;
    process.disconnect = () => {
      this.#sendLast(); // Node emits an event after it disconnects, and none before
      disconnect?.call(process);
    };
    this.#answer(); // the primary waits for this worker from then on
  }

  close(): Promise<void> {
    this.#closed ??= this.#collect().then((answer) => {
      this.#processMetrics?.close();
      return send({ ...answer, last: true });
    });
    return this.#closed;
  }

  /** One answer for all requests until now: after the event loop was blocked, there may be many. */
  async #answer(): Promise<void> {
    if (this.#answering) return;
    this.#answering = true;
    for (let answered = -1; answered < this.#lastRequest; ) {
      const answer = await this.#collect();
      if (this.#closed !== undefined) break;
      send(answer);
      answered = answer.request;
    }
    this.#answering = false;
  }

  async #collect(): Promise<WorkerAnswer> {
    const request = this.#lastRequest;
    try {
      const finishSampling = await this.#metrics.startSampling(SAMPLING_TIMEOUT);
      const labels = defaultLabelsOf(this.#registry);
      const expired = this.#expired;
      this.#expired = [];
      this.#dropped = [...this.#dropped, ...dropExpired(this.#metrics.ownFamilies, expired)];
      const families = collectFamilies(this.#metrics.ownFamilies, labels, finishSampling());
      const names = families.map(({ name }) => name);
      this.#registryFamilies = await collectRegistry(this.#registry, names);
      return this.#answerWith(
        request,
        withProcess([...families, ...this.#registryFamilies], this.#processMetrics, labels),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: "metricsmith:collected", request, error: reason, last: false };
    }
  }

  /** Synchronous, as the channel is about to be closed: so the registries are not collected again. */
  #sendLast(): void {
    if (this.#closed !== undefined) return;
    this.#closed = Promise.resolve();
    try {
      const labels = defaultLabelsOf(this.#registry);
      const families = [...collectFamilies(this.#metrics.ownFamilies, labels), ...this.#registryFamilies];
      const all = withProcess(families, this.#processMetrics, labels);
      send({ ...this.#answerWith(this.#lastRequest, all), last: true });
    } catch {
      // Strict mode throws; the primary has the previous answer.
    }
  }

  #answerWith(request: number, families: readonly CollectedFamily[]): WorkerAnswer {
    const dropped = this.#dropped;
    this.#dropped = [];
    return {
      type: "metricsmith:collected",
      request,
      families: encodeFamilies(families),
      dropped,
      last: false,
    };
  }
}

/** Resolves when the message is sent or cannot be sent: the primary then has the previous answer. */
function send(message: WorkerAnswer | Removal): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

/** The primary requests the metrics of a worker. Requests have numbers, so that an answer says which it is for. */
interface CollectRequest {
  readonly type: "metricsmith:collect";
  readonly request: number;
  /** The series that the worker has to drop, unless it has recorded them meanwhile. */
  readonly expired: readonly SeriesName[];
}

/** A worker's families, or the reason why it cannot collect them. */
export interface WorkerAnswer {
  readonly type: "metricsmith:collected";
  /** The number of the last request that this answers, with all before it; 0 if there was no request. */
  readonly request: number;
  readonly families?: readonly SentFamily[];
  /** The series that the worker has dropped since its last answer. */
  readonly dropped?: readonly SeriesName[];
  readonly error?: string;
  /** Whether this is the last answer of the worker. */
  readonly last: boolean;
}

/** A family in a message. */
interface SentFamily extends Omit<CollectedFamily, "values"> {
  readonly values: readonly SentSample[];
}

/** A sample in a message. By default, messages between processes are JSON, which has neither NaN nor infinity. */
interface SentSample extends Omit<CollectedSample, "value"> {
  readonly value: number | string;
}

export function collectRequest(request: number, expired: readonly SeriesName[] = []): CollectRequest {
  return { type: "metricsmith:collect", request, expired };
}

/** Whether a message is a request of the primary; other messages are those of the application. */
export function isCollectRequest(message: unknown): message is CollectRequest {
  return typeOf(message) === "metricsmith:collect";
}

export function isWorkerAnswer(message: unknown): message is WorkerAnswer {
  return typeOf(message) === "metricsmith:collected";
}

export function encodeFamilies(families: readonly CollectedFamily[]): readonly SentFamily[] {
  return families.map((family) => ({ ...family, values: family.values.map(encodeSample) }));
}

export function decodeFamilies(families: readonly SentFamily[]): readonly CollectedFamily[] {
  return families.map((family) => ({
    ...family,
    values: family.values.map((sample) => ({ ...sample, value: Number(sample.value) })),
  }));
}

function encodeSample(sample: CollectedSample): SentSample {
  return Number.isFinite(sample.value) ? sample : { ...sample, value: String(sample.value) };
}

function typeOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
}
