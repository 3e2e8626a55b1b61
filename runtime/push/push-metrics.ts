import { metricsFault, type NamesOf, type OptionNames, optionsFault } from "../arguments.js";
import { type ClientRegistry, defaultLabelsOf } from "../client/registry.js";
import { messageOf, quoted } from "../family/rejection.js";
import type { Metrics } from "../metrics.js";
import { signalsFault, workAtSignals } from "../process/signals.js";
import { type ServedMetrics, servedMetrics } from "../served-metrics.js";
import { checkRegistry, createScrape, observeProcessBeside, type Scrape } from "../server/scrape.js";
import {
  PUSH_OPTION_NAMES,
  PushError,
  type PushGroup,
  type PushOptions,
  type PushRequest,
  resolvePushGroup,
} from "./push-options.js";
import { sendToGateway, settleWithin } from "./send-to-gateway.js";

/** How a push or a deletion ended. */
export type PushResult = { readonly ok: true } | { readonly ok: false; readonly error: PushError };

/**
 * Pushes metrics to a group of a Pushgateway. No method rejects: one that fails resolves to `{ ok: false, error }`, and the
 * first failure is a warning, as is the first after a success. One request follows another, in the order of the calls.
 */
export interface MetricsPush {
  /** Replaces all metrics of the group (PUT). */
  push(): Promise<PushResult>;
  /** Replaces those metrics of the group that are pushed now, and keeps the others (POST). */
  add(): Promise<PushResult>;
  /** Deletes the group with all its metrics (DELETE). */
  delete(): Promise<PushResult>;
  /**
   * Deletes the group when the process has nothing more to do, and at signals; the process then ends by the signal, unless
   * the application listens to it too. `process.exit` and an error that nobody catches end a process at once: the group
   * stays.
   *
   * @param signals `["SIGTERM", "SIGINT"]` by default
   * @returns a function that undoes it
   * @throws PushError if a name is not that of a signal
   */
  deleteAtExit(signals?: readonly NodeJS.Signals[]): () => void;
}

/** A job that pushes at its end. */
export interface PushedJobOptions extends PushOptions {
  /**
   * What is done at the end of the job, whether it succeeds or fails, and at `signals`: `push` by default. `add` keeps
   * metrics that earlier jobs have pushed, and this one does not have. `delete` is for a job that pushes while it runs.
   */
  readonly atEnd?: "push" | "add" | "delete";
  /**
   * Signals at which the end comes early: `["SIGTERM", "SIGINT"]` by default. The process then ends by the signal, unless
   * the application listens to it too.
   */
  readonly signals?: readonly NodeJS.Signals[];
}

const DEFAULT_SIGNALS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT"];

const JOB_OPTION_NAMES: NamesOf<PushedJobOptions> = { ...PUSH_OPTION_NAMES, atEnd: true, signals: true };

/**
 * Prepares pushes to a Pushgateway. Nothing is sent until one is asked for.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @throws PushError if an option is not valid, if a family has a label of the group, or if several schemas declare one
 * name differently
 */
export function pushMetrics(metrics: Metrics | readonly Metrics[], options: PushOptions): MetricsPush {
  checkArguments("pushMetrics", { metrics, options, names: PUSH_OPTION_NAMES });
  return createPush(metrics, options);
}

function createPush(metrics: Metrics | readonly Metrics[], options: PushOptions): MetricsPush {
  const group = resolvePushGroup(options);
  const { registry } = options;
  try {
    const served = servedMetrics(metrics);
    checkRegistry(served, registry);
    const processMetrics = observeProcessBeside({
      ...(registry === undefined ? {} : { registry }),
      defaultMetrics: options.defaultMetrics ?? false,
    });
    const scrape = createScrape({ metrics: served, registry, processMetrics, aboutScrapes: false });
    const check = () => checkGroupLabels([...served.families, ...(processMetrics?.families ?? [])], group);
    check();
    return new GroupPush({ metrics: served, group, registry, scrape, check });
  } catch (cause) {
    throw cause instanceof PushError ? cause : new PushError(messageOf(cause), { cause });
  }
}

/**
 * Runs a job, and pushes its metrics at its end, also if it fails. A push that fails is a warning, and changes nothing of
 * how the job ends.
 *
 * @param job receives the pushes, for a job that pushes while it runs
 * @returns what the job returns
 * @throws PushError before the job begins, where `pushMetrics` throws it; otherwise what the job throws
 */
export async function pushedJob<Result>(
  metrics: Metrics | readonly Metrics[],
  options: PushedJobOptions,
  job: (push: MetricsPush) => Result | Promise<Result>,
): Promise<Result> {
  checkArguments("pushedJob", { metrics, options, names: JOB_OPTION_NAMES });
  const { atEnd = "push", signals = DEFAULT_SIGNALS } = options;
  if (!["push", "add", "delete"].includes(atEnd)) {
    throw new PushError(`the option atEnd is ${quoted(atEnd)}; expected push, add or delete`);
  }
  checkSignals(signals);
  const push = createPush(metrics, options);
  const end = async (): Promise<void> => {
    await push[atEnd]();
  };
  const forget = workAtSignals(signals, end);
  try {
    return await job(push);
  } finally {
    await end();
    forget();
  }
}

/** What a push is made of. */
interface PushSources {
  readonly metrics: ServedMetrics;
  readonly group: PushGroup;
  readonly registry: ClientRegistry | undefined;
  readonly scrape: Scrape;
  /** @throws PushError if a family has a label of the group */
  readonly check: () => void;
}

class GroupPush implements MetricsPush {
  readonly #sources: PushSources;
  #last: Promise<unknown> = Promise.resolve();
  /** The number of successes: a failure after one is another warning. */
  #successes = 0;

  constructor(sources: PushSources) {
    this.#sources = sources;
  }

  push(): Promise<PushResult> {
    return this.#enqueue("PUT");
  }

  add(): Promise<PushResult> {
    return this.#enqueue("POST");
  }

  delete(): Promise<PushResult> {
    return this.#enqueue("DELETE");
  }

  deleteAtExit(signals: readonly NodeJS.Signals[] = DEFAULT_SIGNALS): () => void {
    checkSignals(signals);
    const work = async (): Promise<void> => {
      await this.delete();
      forget();
    };
    const forgetSignals = workAtSignals(signals, work);
    process.once("beforeExit", work);
    const forget = () => {
      forgetSignals();
      process.off("beforeExit", work);
    };
    return forget;
  }

  /** The time counts from now, so that calls do not pile up while a gateway is away. */
  #enqueue(method: PushRequest["method"]): Promise<PushResult> {
    const deadline = performance.now() + this.#sources.group.timeout;
    const result = this.#last.then(() => this.#send(method, deadline));
    this.#last = result;
    return result;
  }

  async #send(method: PushRequest["method"], deadline: number): Promise<PushResult> {
    const { group, metrics } = this.#sources;
    try {
      const body = method === "DELETE" ? undefined : await this.#collect(deadline);
      await sendToGateway(group, { method, body, deadline });
      this.#successes += 1;
      return { ok: true };
    } catch (cause) {
      const error = cause instanceof PushError ? cause : new PushError(messageOf(cause), { cause });
      const what = method === "DELETE" ? "the group was not deleted" : "the metrics were not pushed";
      metrics.warn(`push ${group.url} ${this.#successes}`, `metricsmith: ${what}: ${error.message}.`);
      return { ok: false, error };
    }
  }

  async #collect(deadline: number): Promise<string> {
    const { scrape, registry, check, group } = this.#sources;
    check(); // a newer copy of the schema may have other families
    const left = Math.max(1, deadline - performance.now());
    const slices = await settleWithin(scrape({ samplingTimeout: left / 2 }), left, () => {
      throw new PushError(`the metrics could not be collected within ${(left / 1000).toFixed(1)} s`);
    });
    const decoder = new TextDecoder();
    let text = "";
    for (let next = slices.next(); next.done !== true; next = slices.next()) {
      text += decoder.decode(next.value, { stream: true });
    }
    if (registry !== undefined) checkSampleLabels(text, { ...group, registry });
    return text;
  }
}

/** The parts of a family that have labels. */
interface LabelledFamily {
  readonly name: string;
  readonly vectors: readonly { readonly label: string }[];
}

/** A gateway overwrites labels of the group in what is pushed, so that series of a family become one, and are refused. */
function checkGroupLabels(families: readonly LabelledFamily[], { labels }: PushGroup): void {
  for (const { name, vectors } of families) {
    const vector = vectors.find(({ label }) => Object.hasOwn(labels, label));
    if (vector !== undefined) throw clashOf(name, vector.label);
  }
}

function clashOf(name: string, label: string): PushError {
  const option = label === "job" ? "the job" : `the option grouping.${label}`;
  return new PushError(
    `metric ${name} has the label ${label}, which ${option} sets for all metrics of the group; ` +
      "expose the label by another name (the key label of its vector in the schema), or group by another",
  );
}

/** Checks the samples of a registry, whose labels are not declared. */
function checkSampleLabels(
  text: string,
  { labels, registry }: { readonly labels: PushGroup["labels"]; readonly registry: ClientRegistry },
): void {
  const label = Object.keys(defaultLabelsOf(registry)).find((name) => Object.hasOwn(labels, name));
  if (label !== undefined)
    throw new PushError(`the registry has the default label ${label}, which the group sets`);
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) continue;
    for (const name of labelNamesOf(line)) {
      if (Object.hasOwn(labels, name)) throw clashOf(line.slice(0, line.indexOf("{")), name);
    }
  }
}

/** The names of the labels of a sample. */
function* labelNamesOf(line: string): Generator<string, void> {
  for (let start = line.indexOf("{") + 1; start > 0; ) {
    const equals = line.indexOf('="', start);
    if (equals < 0) return;
    yield line.slice(start, equals);
    let end = equals + 2;
    while (end < line.length && line[end] !== '"') end += line[end] === "\\" ? 2 : 1;
    start = line[end + 1] === "," ? end + 2 : 0;
  }
}

function checkSignals(signals: readonly NodeJS.Signals[]): void {
  const fault = signalsFault(signals);
  if (fault !== undefined) throw new PushError(fault);
}

function checkArguments(
  caller: string,
  {
    metrics,
    options,
    names,
  }: { readonly metrics: unknown; readonly options: unknown; readonly names: OptionNames },
): void {
  const fault = metricsFault(caller, metrics) ?? optionsFault(caller, options, names);
  if (fault !== undefined) throw new PushError(fault);
}
