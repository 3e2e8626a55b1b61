import type { RateLimit } from "./read-rate-limit.js";

/** A bucket of tokens, full at the start: each request takes one, and each interval adds one. */
export class RateLimiter {
  readonly limit: RateLimit;
  #tokens: number;
  #at: number;

  /** @param now in milliseconds of a clock that never goes back */
  constructor(limit: RateLimit, now: number) {
    this.limit = limit;
    this.#tokens = limit.burst;
    this.#at = now;
  }

  /** Whether a request is answered, which takes a token. */
  allows(now: number): boolean {
    const { interval, burst } = this.limit;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#at) / interval);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
