import cluster from "node:cluster";
import type { ClientRegistry } from "../../client/registry.js";
import type { Metrics } from "../../metrics.js";
import { MetricsServerError } from "../errors.js";
import { chooseClient, defaultMetricsRegistry } from "../installed-client.js";
import { checkRegistry } from "../scrape.js";
import {
  type CollectedFamily,
  type CollectedSample,
  collectFamilies,
  collectRegistries,
} from "./cluster-families.js";

/** What a worker has beside the families. */
export interface AnswerOptions {
  /** The application's own registry of `prom-client` or `@prometheus-io/client`. */
  readonly registry?: ClientRegistry;
  /**
   * Whether to add Node's process metrics, if a client is installed, but for those that `registry` has. True by
   * default.
   */
  readonly defaultMetrics?: boolean;
}

/** A worker that answers its primary. */
export interface AnsweringWorker {
  /**
   * Says for the last time what was recorded, however much, and resolves when that is sent. To be called when a worker
   * that ends in good order has done its work: what it records afterwards is not exposed. May be called again.
   */
  close(): Promise<void>;
}

/**
 * In a worker of a cluster: has what is recorded here exposed by the primary, which has called
 * `startMetricsServer(metrics, { cluster: true })`. The primary asks at each scrape. When the process disconnects or
 * ends by itself, by `process.exit` or by an error, it says what was recorded until then, if that is not too much
 * to be sent at once (some 100 kB); when it is killed, what it recorded since it was asked last is lost.
 *
 * @param metrics what the generated recorders export
 * @throws MetricsServerError in a process that is no worker, if it answers with other metrics already, or if the
 * registry cannot be served with the families
 */
export async function answerPrimary(metrics: Metrics, options: AnswerOptions = {}): Promise<AnsweringWorker> {
  if (!cluster.isWorker) {
    throw new MetricsServerError(
      "answerPrimary is for the workers of a cluster; " +
        "the primary calls startMetricsServer(metrics, { cluster: true })",
    );
  }
  const { registry } = options;
  checkRegistry(metrics, registry);
  const { defaultMetrics = true } = options;
  const client = defaultMetrics ? await chooseClient(metrics, registry) : undefined;
  const defaults = defaultMetricsRegistry(client, registry);
  if (current !== undefined && current.metrics !== metrics) {
    throw new MetricsServerError("answerPrimary was called with other metrics; call it once in each worker");
  }
  current ??= { metrics, answers: new Answers(metrics, [registry, defaults]) };
  return current.answers;
}

let current: { readonly metrics: Metrics; readonly answers: Answers } | undefined;

class Answers implements AnsweringWorker {
  readonly #metrics: Metrics;
  readonly #registries: readonly (ClientRegistry | undefined)[];
  /** What the registries had when they were last asked. */
  #ofRegistries: readonly CollectedFamily[] = [];
  #asked = 0;
  #answering = false;
  #closed: Promise<void> | undefined;

  constructor(metrics: Metrics, registries: readonly (ClientRegistry | undefined)[]) {
    this.#metrics = metrics;
    this.#registries = registries;
    process.on("message", (message) => {
      if (!isCollectRequest(message)) return;
      this.#asked = Math.max(this.#asked, message.request);
      this.#answer();
    });
    process.on("exit", () => this.#leave());
    const { disconnect } = process;
    process.disconnect = () => {
      this.#leave(); // Node tells no one before it disconnects, only after
      disconnect?.call(process);
    };
    this.#answer(); // the primary then knows that there is someone to wait for
  }

  close(): Promise<void> {
    this.#closed ??= this.#collect().then((answer) => send({ ...answer, last: true }));
    return this.#closed;
  }

  /** Answers what was asked until now at once: after a while of silence there may be many requests. */
  async #answer(): Promise<void> {
    if (this.#answering) return;
    this.#answering = true;
    for (let answered = -1; answered < this.#asked; ) {
      const answer = await this.#collect();
      if (this.#closed !== undefined) break;
      send(answer);
      answered = answer.request;
    }
    this.#answering = false;
  }

  async #collect(): Promise<WorkerAnswer> {
    const request = this.#asked;
    try {
      const families = collectFamilies(this.#metrics);
      const names = families.map(({ name }) => name);
      this.#ofRegistries = await collectRegistries(this.#registries, names);
      return answerOf(request, [...families, ...this.#ofRegistries]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: "metricsmith:collected", request, error: reason, last: false };
    }
  }

  /** The channel is about to be closed, and nothing can be waited for: what the registries had before has to do. */
  #leave(): void {
    if (this.#closed !== undefined) return;
    this.#closed = Promise.resolve();
    try {
      const families = [...collectFamilies(this.#metrics), ...this.#ofRegistries];
      send({ ...answerOf(this.#asked, families), last: true });
    } catch {
      // Strict mode throws; the primary has what was said before.
    }
  }
}

function answerOf(request: number, families: readonly CollectedFamily[]): WorkerAnswer {
  return { type: "metricsmith:collected", request, families: toSend(families), last: false };
}

/** Resolves when the message is sent, or cannot be: the primary then has what was said before. */
function send(answer: WorkerAnswer): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(answer, undefined, undefined, () => resolve());
  });
}

/** The primary asks a worker for what it has. Numbered, so that an answer says which requests it is for. */
interface CollectRequest {
  readonly type: "metricsmith:collect";
  readonly request: number;
}

/** What a worker has to say: its families, or why it cannot give them. */
export interface WorkerAnswer {
  readonly type: "metricsmith:collected";
  /** The latest request that it answers, and with it all before; 0 for an answer that was not asked for. */
  readonly request: number;
  readonly families?: readonly SentFamily[];
  readonly error?: string;
  /** Whether the worker will say nothing more. */
  readonly last: boolean;
}

/** A family as it is sent. */
interface SentFamily extends Omit<CollectedFamily, "values"> {
  readonly values: readonly SentSample[];
}

/** A sample as it is sent: messages between processes are JSON by default, which has no NaN and no infinity. */
interface SentSample extends Omit<CollectedSample, "value"> {
  readonly value: number | string;
}

export function collectRequest(request: number): CollectRequest {
  return { type: "metricsmith:collect", request };
}

/** Whether a message is the primary's request; other messages are the application's own. */
export function isCollectRequest(message: unknown): message is CollectRequest {
  return typeOf(message) === "metricsmith:collect";
}

export function isWorkerAnswer(message: unknown): message is WorkerAnswer {
  return typeOf(message) === "metricsmith:collected";
}

export function toSend(families: readonly CollectedFamily[]): readonly SentFamily[] {
  return families.map((family) => ({ ...family, values: family.values.map(sampleToSend) }));
}

export function received(families: readonly SentFamily[]): readonly CollectedFamily[] {
  return families.map((family) => ({
    ...family,
    values: family.values.map((sample) => ({ ...sample, value: Number(sample.value) })),
  }));
}

function sampleToSend(sample: CollectedSample): SentSample {
  return Number.isFinite(sample.value) ? sample : { ...sample, value: String(sample.value) };
}

function typeOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
}
