import { metricsFault } from "../arguments.js";
import { findCallPlace } from "../call-place.js";
import type { RejectedSample } from "../family/rejection.js";
import type { Metrics } from "../metrics.js";
import { processState } from "../process-state.js";

/** A rejected sample, and the place of the recorder's call. */
export interface PlacedRejection extends RejectedSample {
  /** Such as `/app/orders.ts:12:5`; `undefined` for the callback of a sampled gauge, which a scrape calls. */
  readonly place: string | undefined;
}

/** Maximum number of rejected samples that a log has; further ones are counted. */
const LONGEST_LOG = 100;

/** The samples that the families of a schema have rejected, until they are taken. */
export class RejectionLog {
  #rejections: PlacedRejection[] = [];
  #dropped = 0;

  constructor(metrics: Metrics) {
    metrics.onReject((sample, entries) => {
      if (this.#rejections.length === LONGEST_LOG) this.#dropped += 1;
      else this.#rejections.push({ ...sample, place: findCallPlace(entries) });
    });
  }

  /** The samples that were rejected since they were last taken. */
  get rejections(): readonly PlacedRejection[] {
    return this.#rejections;
  }

  /** Returns the rejected samples, and forgets them. */
  take(): readonly PlacedRejection[] {
    const taken = this.#rejections;
    this.#rejections = [];
    this.#dropped = 0;
    return taken;
  }

  /** Takes the rejected samples. @throws Error that shows each with its place, if there is one */
  expectNone(): void {
    const dropped = this.#dropped;
    const rejections = this.take();
    if (rejections.length > 0) throw rejectionError(rejections, dropped);
  }
}

/** The log of a schema, which begins with the first call. All copies of this package have the same one. */
export function rejectionLog(metrics: Metrics): RejectionLog {
  const log = LOGS.get(metrics) ?? new RejectionLog(metrics);
  LOGS.set(metrics, log);
  return log;
}

const LOGS = processState("rejectionLogs", () => new WeakMap<Metrics, RejectionLog>());

/** The function of a test runner that registers a hook to run after each test: of vitest, Jest and `node:test`. */
export type AfterEach = (hook: () => void) => unknown;

/**
 * Fails each test during which a sample was rejected, with the place of the recorder's call. The recorder does not throw,
 * so that the application behaves as it does in production, and nothing can swallow the failure. To be called once, at the
 * top of a test file, or in a set-up file of the test runner. What was rejected before the first test fails that one.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @param afterEach the function of the test runner; the global one by default
 * @throws Error if an argument is something else
 */
export function failOnRejections(metrics: Metrics | readonly Metrics[], afterEach?: AfterEach): void {
  const fault = metricsFault("failOnRejections", metrics);
  if (fault !== undefined) throw new Error(fault);
  const register: unknown = afterEach ?? Reflect.get(globalThis, "afterEach");
  if (typeof register !== "function") {
    throw new Error(
      'failOnRejections: there is no global afterEach: pass the one of the test runner, as in import { afterEach } from "vitest"',
    );
  }
  const all: readonly Metrics[] = "members" in metrics ? [metrics] : metrics;
  const logs = all.map(rejectionLog);
  register(() => {
    for (const log of logs) log.expectNone();
  });
}

/** One sample and its place, in lines that begin with two spaces. */
export function describeRejection({ metric, detail, place }: PlacedRejection): string {
  return `  ${metric}: ${detail}\n    ${place === undefined ? "read by a scrape" : `recorded at ${place}`}`;
}

/** The first frames of its stack are the recorders' calls, so that a test runner shows their lines. */
function rejectionError(rejections: readonly PlacedRejection[], dropped: number): Error {
  const count = rejections.length + dropped;
  const lines = [
    count === 1 ? "1 sample was rejected:" : `${count} samples were rejected:`,
    ...rejections.map(describeRejection),
    ...(dropped > 0 ? [`  and ${dropped} more`] : []),
  ];
  const error = new Error(lines.join("\n"));
  error.name = "RejectedSamplesError";
  Error.captureStackTrace?.(error, RejectionLog.prototype.expectNone);
  const calls = rejections.flatMap(({ place }) => (place === undefined ? [] : `    at ${place}`));
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line));
  error.stack = [`${error.name}: ${error.message}`, ...new Set(calls), ...frames].join("\n");
  return error;
}
