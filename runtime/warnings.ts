import { findCallPlace } from "./call-place.js";
import { exemplarFault } from "./family/exemplars.js";
import type { MetricFamily } from "./family/metric-family.js";
import type { RejectedSample } from "./family/rejection.js";

/** Receives warnings. An error that it throws, or a promise that it rejects, is ignored. */
export type Warn = (message: string, sample?: RejectedSample) => void;

/** Warns once about each subject. Neither a metric nor a warning may ever make the application fail. */
export class Warnings {
  readonly #warned = new Set<string>();
  #warn: Warn = (message) => console.warn(message);

  configure(warn: Warn | undefined): void {
    this.#warn = warn ?? this.#warn;
  }

  /**
   * @param subject identifies what the warning is about, or several do; it is dropped if all had a warning before
   * @param entries the functions of the runtime that the application may have called; the message names the place
   */
  warn(
    subject: string | readonly string[],
    text: string,
    sample?: RejectedSample,
    entries: Parameters<typeof findCallPlace>[0] = [],
  ): void {
    const subjects = typeof subject === "string" ? [subject] : subject;
    if (subjects.every((one) => this.#warned.has(one))) return;
    for (const one of subjects) this.#warned.add(one);
    try {
      const place = findCallPlace(entries);
      const message = place === undefined ? text : `${text} Called at ${place}.`;
      const result: unknown = sample === undefined ? this.#warn(message) : this.#warn(message, sample);
      if (result instanceof Promise) result.catch(() => {});
    } catch {
      // A warning must not make the application fail.
    }
  }

  /** Forgets all warnings, so that each can be given again. */
  reset(): void {
    this.#warned.clear();
  }
}

/** Warns once for each metric of a bad exemplar. Its sample is recorded, and so not counted as rejected. */
export function warnOfBadExemplars(families: readonly MetricFamily[], warnings: Warnings): void {
  for (const family of families) {
    const { name } = family;
    family.onBadExemplar((exemplar) => {
      warnings.warn(
        `exemplar ${name}`,
        `metricsmith: an exemplar of ${name} was dropped: ${exemplarFault(exemplar)}. Its sample was recorded.`,
        undefined,
        family.entries(),
      );
    });
  }
}
