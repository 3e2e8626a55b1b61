import { setImmediate } from "node:timers";
import { processState } from "../../process-state.js";

/** In milliseconds: after as much work of scrapes, a turn of the event loop does no more of it. */
const BUDGET = 0.2;

/** In milliseconds: less work counts for the next turn, too: to see where a turn ends takes a tenth of it. */
const LITTLE = BUDGET / 2;

/**
 * Shares out the event loop's time between all scrapes of a thread: they make, compress and hand over their bodies in
 * small pieces of work, some in each turn, in the order in which they asked. So the time for which the event loop waits
 * does not depend on how many scrapes are in flight.
 */
class WorkTurns {
  readonly #waiting: (() => void)[] = [];
  /** Milliseconds that the work of this turn has taken. */
  #spent = 0;
  #isScheduled = false;

  /** Does a piece of work in this turn if it has time left. Throws or rejects with what the work throws. */
  now<Result>(work: () => Result): Result | Promise<Result> {
    if (this.#waiting.length > 0 || this.#spent >= BUDGET) return this.later(work);
    const start = performance.now();
    try {
      return work();
    } finally {
      this.#spent += performance.now() - start;
      if (this.#spent > LITTLE) this.#schedule();
    }
  }

  /** Does a piece of work in a later turn. */
  later<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(settling(work, resolve, reject));
      this.#schedule();
    });
  }

  /** The next turn has time again, for what waits and for what is new. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#spent = 0;
      while (this.#spent < BUDGET) {
        const work = this.#waiting.shift();
        if (work === undefined) break;
        const start = performance.now();
        work();
        this.#spent += performance.now() - start;
      }
      if (this.#waiting.length > 0 || this.#spent > LITTLE) this.#schedule();
    });
  }
}

function settling<Result>(
  work: () => Result,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): () => void {
  return () => {
    try {
      resolve(work());
    } catch (error) {
      reject(error);
    }
  };
}

export const workTurns = processState("work of scrapes", () => new WorkTurns());
