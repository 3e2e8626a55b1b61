import { messageOf, quoted } from "./rejection.js";

/** Reads a series: returns its value, or a promise of it. */
export type ReadSample = () => number | PromiseLike<number>;

/** The value that a callback has given, or a text that says what it did instead. */
type Outcome = number | string;

/** Receives the outcome of a reading. */
type Visit = (index: number, outcome: Outcome) => void;

/** One call of a callback. */
interface Reading {
  /** While it is under way; settles when `outcome` is set. */
  pending: Promise<void> | undefined;
  outcome: Outcome | undefined;
  /** Whether an exposition has gone on without it. Later ones do not wait for it, either. */
  isLate: boolean;
}

interface Sampler {
  readonly read: ReadSample;
  /** The last call of the callback; `undefined` before the first. */
  reading: Reading | undefined;
}

/** The readings of one exposition. Another one may start readings of its own meanwhile. */
export interface StartedSampling {
  /** To wait for before `finish`. */
  readonly pending: readonly Promise<void>[];
  /** Sets the series to what was read. @param timeout how long the readings were waited for, in milliseconds */
  finish(timeout: number): void;
}

/** The callbacks of a gauge's sampled series. While a callback is under way, it is not called again. */
export class SampledSeries {
  readonly #samplers = new Map<number, Sampler>();

  /** Sets the callback of a series, in place of the one before. */
  set(index: number, read: ReadSample): void {
    this.#samplers.set(index, { read, reading: undefined });
  }

  delete(index: number): void {
    this.#samplers.delete(index);
  }

  clear(): void {
    this.#samplers.clear();
  }

  /** The indices of all series that have a callback. */
  indices(): Iterable<number> {
    return this.#samplers.keys();
  }

  /** Calls all callbacks. A promise is not waited for. */
  readNow(visit: Visit): void {
    for (const [index, sampler] of this.#samplers) {
      const { pending, outcome } = begin(sampler);
      visit(index, pending === undefined ? (outcome ?? NO_OUTCOME) : NOT_WAITED);
    }
  }

  /** Calls all callbacks, and drops promises: the next reading calls those callbacks again. */
  readSettled(visit: Visit): void {
    for (const [index, sampler] of this.#samplers) {
      if (sampler.reading?.pending !== undefined) continue; // of a scrape
      const { outcome } = begin(sampler);
      if (outcome === undefined) sampler.reading = undefined;
      else visit(index, outcome);
    }
  }

  /** Calls all callbacks. @param visit receives the outcomes when the sampling is finished */
  start(visit: Visit): StartedSampling {
    const started = [...this.#samplers].map(([index, sampler]) => {
      return { index, sampler, reading: begin(sampler) };
    });
    return {
      pending: started.flatMap(({ reading }) => (reading.isLate ? [] : (reading.pending ?? []))),
      finish: (timeout) => {
        for (const { index, sampler, reading } of started) {
          if (this.#samplers.get(index) !== sampler) continue; // it was removed or replaced meanwhile
          if (reading.outcome !== undefined) {
            visit(index, reading.outcome);
            continue;
          }
          reading.isLate = true;
          visit(index, `did not settle within ${timeout / 1000} s`);
        }
      },
    };
  }
}

const NO_OUTCOME = "gave no number";
const NOT_WAITED = "gave a promise, for which expose() and slices() do not wait; call exposeAsync()";

/** Calls the callback, unless it is under way. */
function begin(sampler: Sampler): Reading {
  if (sampler.reading?.pending !== undefined) return sampler.reading;
  const reading: Reading = { pending: undefined, outcome: undefined, isLate: false };
  sampler.reading = reading;
  const settle = (outcome: Outcome) => {
    reading.outcome = outcome;
    reading.pending = undefined;
  };
  try {
    const value: unknown = sampler.read();
    if (!isPromise(value)) settle(outcomeOf(value));
    else {
      reading.pending = Promise.resolve(value).then(
        (settled) => settle(outcomeOf(settled)),
        (error: unknown) => settle(`threw: ${messageOf(error)}`),
      );
    }
  } catch (error) {
    settle(`threw: ${messageOf(error)}`);
  }
  return reading;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function outcomeOf(value: unknown): Outcome {
  return typeof value === "number" ? value : `gave ${quoted(value)}; expected a number`;
}

/** Waits for promises that are never rejected, but no longer than a time in milliseconds. */
export async function waitWithin(pending: readonly Promise<void>[], timeout: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout);
    if (typeof timer === "object") timer.unref(); // it must not keep the application alive
  });
  await Promise.race([Promise.all(pending), late]);
  clearTimeout(timer);
}
