import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

/** A password and the bcrypt hash that it is held against. */
export interface Comparison {
  readonly password: string;
  readonly hash: string;
}

/** In milliseconds. The thread takes some megabytes, and Prometheus' own password is soon known. */
const IDLE_LIMIT = 10_000;

const ENDED = "the thread that compares passwords has ended";

/** By how much the thread gives way to the application's: on Linux, where that can be said of a thread alone. */
const NICENESS = 10;

/** Of a hash, `$2y$10$` and 22 characters of salt; the digest follows. */
const SALT_END = 29;

/**
 * What the thread runs: a text, so that no bundler can leave it behind; it gets the place of `bcryptjs`. Only the
 * digests are compared, in constant time, as there are several ways to write a salt.
 */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const { timingSafeEqual } = require("node:crypto");
const { getPriority, setPriority } = require("node:os");
const { hashSync } = require(workerData);
try {
  if (process.platform === "linux") setPriority(Math.min(getPriority() + ${NICENESS}, 19));
} catch {} // it is not permitted everywhere
parentPort.on("message", ({ password, hash }) => {
  const computed = hashSync(password, hash.slice(0, ${SALT_END}));
  const [left, right] = [computed, hash].map((text) => Buffer.from(text.slice(${SALT_END})));
  parentPort.postMessage(left.length === right.length && timingSafeEqual(left, right));
});
`;

/**
 * Compares passwords with bcrypt hashes, one at a time, in a thread of its own: the event loop would stand still
 * for it, at cost 10 for a tenth of a second or more. The thread is started when it is needed, and ends when it has
 * not been for a while.
 */
export class PasswordWorker {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** Whether a password is the one of a hash. Not to be called again before it has resolved. */
  async matches(comparison: Comparison): Promise<boolean> {
    if (this.#closed) throw new Error(ENDED);
    clearTimeout(this.#idle);
    this.#worker ??= startWorker();
    const worker = this.#worker;
    try {
      return await answerOf(worker, comparison);
    } catch (error) {
      this.#end(worker);
      throw error;
    } finally {
      this.#idle = setTimeout(() => this.#end(worker), IDLE_LIMIT).unref();
    }
  }

  /** Ends the thread; what it is asked then, and what is asked later, fails. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#idle);
    if (this.#worker !== undefined) this.#end(this.#worker);
  }

  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
    void worker.terminate();
  }
}

/** Whether the optional peer `bcryptjs` is installed. */
export function isBcryptInstalled(): boolean {
  try {
    return bcryptPath() !== "";
  } catch {
    return false;
  }
}

function bcryptPath(): string {
  return createRequire(import.meta.url).resolve("bcryptjs");
}

function startWorker(): Worker {
  // Without the application's own flags, which may preload modules.
  const worker = new Worker(PROGRAM, { eval: true, workerData: bcryptPath(), execArgv: [] });
  worker.on("error", () => {}); // `answerOf` tells of it; unhandled, it would end the application
  worker.unref();
  return worker;
}

function answerOf(worker: Worker, comparison: Comparison): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      outcome();
    };
    const onMessage = (matches: unknown) => settle(() => resolve(matches === true));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error(ENDED)));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(comparison);
  });
}
