import { setTimeout as delay } from "node:timers/promises";
import {
  LONGEST_TIMER,
  type ReadSource,
  readSource,
  type SourceOptions,
  SourceUnreadableError,
} from "./read-source.js";

/** When a source is read. */
export interface Schedule {
  /** When it is read for the last time, in milliseconds after the first; 0 for once. */
  readonly duration: number;
  /** Between the beginnings of two scrapes, in milliseconds. One that takes longer puts the next off to its turn. */
  readonly interval: number;
}

/** What a source gives each time: an exposition, or why there is none. The signal of the options ends it. */
export async function* scrapes(
  source: string,
  { duration, interval }: Schedule,
  options: SourceOptions,
): AsyncGenerator<ReadSource | SourceUnreadableError, void, undefined> {
  const start = performance.now();
  for (let due = 0; ; ) {
    const scrape = await readSource(source, options).catch(unreadable);
    if (options.signal?.aborted) return;
    yield scrape;
    if (due >= duration) return;
    const elapsed = performance.now() - start;
    const reached = Math.max(due, elapsed); // a timer may go off a fraction of a millisecond early
    due = Math.min(duration, (Math.floor(reached / interval) + 1) * interval);
    if (!(await isPassed(due - elapsed, options.signal))) return;
  }
}

function unreadable(error: unknown): SourceUnreadableError {
  if (error instanceof SourceUnreadableError) return error;
  throw error;
}

/** Waits; `false` if it is told to stop meanwhile. */
async function isPassed(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    for (let left = Math.max(0, milliseconds); ; left -= LONGEST_TIMER) {
      await delay(Math.min(left, LONGEST_TIMER), undefined, signal === undefined ? {} : { signal });
      if (left <= LONGEST_TIMER) return true;
    }
  } catch {
    return false; // nothing but the signal ends a delay
  }
}
