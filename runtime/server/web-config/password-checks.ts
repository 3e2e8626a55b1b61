import { createHmac, randomBytes } from "node:crypto";
import { type Comparison, PasswordWorker } from "./password-worker.js";

/** How many outcomes are remembered, of those that match and of those that do not. */
const REMEMBERED = 100;

/** How many checks may wait for one another: at cost 10 half a second, or some seconds on a busy machine. */
const WAITING = 8;

/** A check of a user's password. */
interface PasswordCheck extends Comparison {
  readonly user: string;
}

/**
 * Checks passwords one after the other, so that a flood of them takes one thread at most, and remembers the
 * outcomes. A wrong password cannot push out of memory a right one. What is remembered is keyed by a digest
 * that needs a key of this process: no password is held in clear.
 */
export class PasswordChecks {
  readonly #secret = randomBytes(32);
  readonly #worker = new PasswordWorker();
  readonly #right = new Set<string>();
  readonly #wrong = new Set<string>();
  readonly #waiting = new Map<string, Promise<boolean>>();
  #last: Promise<unknown> = Promise.resolve();

  /** Whether the password is the hash's; `undefined` if too many checks are waiting. */
  async check(check: PasswordCheck): Promise<boolean | undefined> {
    const key = this.digest(JSON.stringify([check.user, check.hash, check.password])).toString("base64");
    if (this.#right.has(key)) {
      remember(this.#right, key);
      return true;
    }
    if (this.#wrong.has(key)) return false;
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return waiting;
    if (this.#waiting.size >= WAITING) return undefined;
    const outcome = this.#afterOthers(check);
    this.#waiting.set(key, outcome);
    try {
      const matches = await outcome;
      remember(matches ? this.#right : this.#wrong, key);
      return matches;
    } finally {
      this.#waiting.delete(key);
    }
  }

  /** A digest that nobody outside of this process can compute. */
  digest(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }

  close(): void {
    this.#worker.close();
  }

  #afterOthers({ password, hash }: PasswordCheck): Promise<boolean> {
    const outcome = this.#last.then(() => this.#worker.matches({ password, hash }));
    this.#last = outcome.catch(() => {});
    return outcome;
  }
}

/** Adds a key as the latest, and forgets the earliest of too many. */
function remember(keys: Set<string>, key: string): void {
  keys.delete(key);
  keys.add(key);
  const [earliest] = keys;
  if (keys.size > REMEMBERED && earliest !== undefined) keys.delete(earliest);
}
