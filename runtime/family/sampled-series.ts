import { quoted } from "./rejection.js";

/** Reads a series: returns its value, or a promise of it. */
export type ReadSample = () => number | PromiseLike<number>;

/** The value that a callback has given, or a text that says what it did instead. */
type Outcome = number | string;

/** Receives the outcome of a reading. */
type Visit = (index: number, outcome: Outcome) => void;

interface Sampler {
  readonly read: ReadSample;
  /** The reading that is under way; settles when `outcome` is set. */
  pending: Promise<void> | undefined;
  /** Whether an exposition has gone on without the reading that is under way. Later ones do not wait for it, either. */
  isLate: boolean;
  outcome: Outcome | undefined;
}

/** The callbacks of a gauge's sampled series. While a callback is under way, it is not called again. */
export class SampledSeries {
  readonly #samplers = new Map<number, Sampler>();

  /** Sets the callback of a series, in place of the one before. */
  set(index: number, read: ReadSample): void {
    this.#samplers.set(index, { read, pending: undefined, isLate: false, outcome: undefined });
  }

  has(index: number): boolean {
    return this.#samplers.has(index);
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
      begin(sampler);
      visit(index, sampler.pending === undefined ? (sampler.outcome ?? NO_OUTCOME) : NOT_WAITED);
    }
  }

  /** Calls all callbacks. @returns the promises to wait for before `finish` */
  start(): readonly Promise<void>[] {
    return [...this.#samplers.values()].flatMap((sampler) => {
      begin(sampler);
      return sampler.pending === undefined || sampler.isLate ? [] : [sampler.pending];
    });
  }

  /** Visits the outcomes since `start`. @param timeout how long they were waited for, in milliseconds */
  finish(timeout: number, visit: Visit): void {
    for (const [index, sampler] of this.#samplers) {
      const { pending, outcome } = sampler;
      if (pending !== undefined) sampler.isLate = true;
      if (pending !== undefined) visit(index, `did not settle within ${timeout / 1000} s`);
      else if (outcome !== undefined) visit(index, outcome);
    }
  }
}

const NO_OUTCOME = "gave no number";
const NOT_WAITED = "gave a promise, for which expose() and slices() do not wait; call exposeAsync()";

function begin(sampler: Sampler): void {
  if (sampler.pending !== undefined) return;
  sampler.outcome = undefined;
  sampler.isLate = false;
  const settle = (outcome: Outcome) => {
    sampler.outcome = outcome;
    sampler.pending = undefined;
  };
  try {
    const value: unknown = sampler.read();
    if (!isPromise(value)) settle(outcomeOf(value));
    else {
      sampler.pending = Promise.resolve(value).then(
        (settled) => settle(outcomeOf(settled)),
        (error: unknown) => settle(`threw: ${messageOf(error)}`),
      );
    }
  } catch (error) {
    settle(`threw: ${messageOf(error)}`);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function outcomeOf(value: unknown): Outcome {
  return typeof value === "number" ? value : `gave ${quoted(value)}; expected a number`;
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : quoted(error);
  } catch {
    return "an error without a message";
  }
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
