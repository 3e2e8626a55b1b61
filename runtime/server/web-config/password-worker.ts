import { Worker } from "node:worker_threads";
import { findBcrypt } from "../../optional-packages.js";

/** A password, and the bcrypt hash to compare it with. */
export interface Comparison {
  readonly password: string;
  readonly hash: string;
}

/** In milliseconds. An idle thread takes some megabytes, and the result for Prometheus' own password is remembered. */
const IDLE_TIMEOUT = 10_000;

const ENDED = "the thread that compares passwords has ended";

/** The thread's niceness above that of the application: on Linux, where a thread can have its own. */
const NICENESS = 10;

/** Length of `$2y$10$` and 22 characters of salt in a hash; the digest follows. */
const SALT_END = 29;

/**
 * The program of the thread. It is a text, so that a bundler cannot leave it out, and gets the path of `bcryptjs` as
 * `workerData`. Only the digests are compared, in constant time: there are several spellings of one salt.
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
 * Compares passwords with bcrypt hashes, one at a time, in a thread of its own: at cost 10, a comparison would block the
 * event loop for a tenth of a second or more. The thread starts when it is needed, and ends after a while without work.
 */
export class PasswordWorker {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** Whether a password belongs to a hash. Must not be called again before it has resolved. */
  async matches(comparison: Comparison): Promise<boolean> {
    if (this.#closed) throw new Error(ENDED);
    clearTimeout(this.#idle);
    this.#worker ??= startWorker();
    const worker = this.#worker;
    try {
      return await resultOf(worker, comparison);
    } catch (error) {
      this.#end(worker);
      throw error;
    } finally {
      this.#idle = setTimeout(() => this.#end(worker), IDLE_TIMEOUT).unref();
    }
  }

  /** Ends the thread. The comparison that it works on fails, and so do later ones. */
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

function startWorker(): Worker {
  const { path } = findBcrypt();
  if (path === undefined) throw new Error("bcryptjs is no longer installed");
  // Without the application's flags, which may preload modules.
  const worker = new Worker(PROGRAM, { eval: true, workerData: path, execArgv: [] });
  worker.on("error", () => {}); // `resultOf` rejects with it; an unhandled error would end the application
  worker.unref();
  return worker;
}

function resultOf(worker: Worker, comparison: Comparison): Promise<boolean> {
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
