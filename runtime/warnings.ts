import { exemplarFault } from "./exemplars.js";
import type { MetricFamily } from "./family/metric-family.js";
import type { RejectedSample } from "./family/rejection.js";

/** Told of what goes wrong. What it throws, at once or later, is ignored. */
export type Warn = (message: string, sample?: RejectedSample) => void;

/** Warns once about each thing. A metric must never take the application down, nor may a warning. */
export class Warnings {
  readonly #warned = new Set<string>();
  #warn: Warn = (message) => console.warn(message);

  configure(warn: Warn | undefined): void {
    this.#warn = warn ?? this.#warn;
  }

  /** @param about tells apart what is warned about */
  warn(about: string, message: string, sample?: RejectedSample): void {
    if (this.#warned.has(about)) return;
    this.#warned.add(about);
    try {
      const told: unknown = sample === undefined ? this.#warn(message) : this.#warn(message, sample);
      if (told instanceof Promise) told.catch(() => {});
    } catch {
      // As above.
    }
  }

  /** Forgets what was warned about. */
  reset(): void {
    this.#warned.clear();
  }
}

/**
 * Warns once for each metric of an exemplar with a bad id. It is dropped and its sample is recorded, so that it is
 * no rejected sample: it is neither counted nor, in strict mode, thrown.
 */
export function warnOfBadExemplars(families: readonly MetricFamily[], warnings: Warnings): void {
  for (const family of families) {
    const { name } = family;
    family.onBadExemplar((exemplar) => {
      warnings.warn(
        `exemplar ${name}`,
        `metricsmith: an exemplar of ${name} was dropped: ${exemplarFault(exemplar)}. Its sample was recorded.`,
      );
    });
  }
}
