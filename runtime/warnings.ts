import type { RejectedSample } from "./family/rejection.js";

/** Told of what goes wrong. What it throws, at once or later, is ignored. */
export type Warn = (message: string, sample?: RejectedSample) => void;

/** Warns once about each thing. A metric must never take the application down, nor may a warning. */
export class Warnings {
  readonly #given = new Set<string>();
  #warn: Warn = (message) => console.warn(message);

  configure(warn: Warn | undefined): void {
    this.#warn = warn ?? this.#warn;
  }

  /** @param about tells apart what is warned about */
  give(about: string, message: string, sample?: RejectedSample): void {
    if (this.#given.has(about)) return;
    this.#given.add(about);
    try {
      const told: unknown = sample === undefined ? this.#warn(message) : this.#warn(message, sample);
      if (told instanceof Promise) told.catch(() => {});
    } catch {
      // As above.
    }
  }

  /** Forgets what was warned about. */
  reset(): void {
    this.#given.clear();
  }
}
