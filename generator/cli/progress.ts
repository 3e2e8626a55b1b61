import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

/*
 * A line on the terminal that says how long a command has been at work. Commands compute for seconds without a turn of the
 * event loop, so that a thread of its own writes it: this module is its program, too.
 */

/** In milliseconds. A command that takes less shows no line. */
const DELAY = 500;

/** In milliseconds. */
const INTERVAL = 250;

/** What the thread gets. */
interface ProgressStart {
  readonly program: typeof PROGRAM;
  /** See `LOCK`, `STOPPED` and `DRAWN`. */
  readonly state: Int32Array;
  /** The name of the command. */
  readonly label: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
}

/** Tells this thread from other threads that load the module, such as those of a test runner. */
const PROGRAM = "progress of metricsmith";

/** The elements of the shared state. Who writes to the terminal has the lock, so that no text mixes with another. */
const LOCK = 0;
const STOPPED = 1;
const DRAWN = 2;

/** The line that may be on the terminal. */
let current: ProgressStart | undefined;

/** Columns that the time takes at most, behind the name of the command. */
const TIME_WIDTH = 16;

/** Shows the line on standard error, which is a terminal, once half a second has passed. */
export function startProgress(label: string): void {
  stopProgress();
  const state = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  current = { program: PROGRAM, state, label, startedAt: performance.timeOrigin };
  const worker = new Worker(new URL(import.meta.url), { workerData: current });
  worker.on("error", () => {}); // a command does not fail for the want of this line
  worker.unref();
}

/** Clears the line, and writes it no more. To be called before anything else is written to the terminal. */
export function stopProgress(): void {
  if (current === undefined) return;
  const { state, label } = current;
  withLock(state, (shared) => {
    Atomics.store(shared, STOPPED, 1);
    if (Atomics.load(shared, DRAWN) === 1) write(`\r${" ".repeat(label.length + TIME_WIDTH)}\r`);
  });
  current = undefined;
}

/** The program of the thread. */
function drawUntilStopped({ state, label, startedAt }: ProgressStart): void {
  const draw = () => {
    withLock(state, (shared) => {
      if (Atomics.load(shared, STOPPED) === 1) return clearInterval(timer);
      write(`\r${label}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s `);
      Atomics.store(shared, DRAWN, 1);
    });
  };
  let timer = setTimeout(
    () => {
      timer = setInterval(draw, INTERVAL);
      draw();
    },
    startedAt + DELAY - Date.now(),
  );
}

function withLock(shared: Int32Array, act: (shared: Int32Array) => void): void {
  while (Atomics.compareExchange(shared, LOCK, 0, 1) !== 0) Atomics.wait(shared, LOCK, 1, INTERVAL);
  try {
    act(shared);
  } finally {
    Atomics.store(shared, LOCK, 0);
    Atomics.notify(shared, LOCK);
  }
}

/** Writes at once, also from a thread. */
function write(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // The terminal is busy or gone: the next line says the same.
  }
}

if (!isMainThread && isProgressStart(workerData)) drawUntilStopped(workerData);

function isProgressStart(data: unknown): data is ProgressStart {
  return typeof data === "object" && data !== null && "program" in data && data.program === PROGRAM;
}
