import type { IncomingMessage, ServerResponse } from "node:http";
import type { Slices } from "./scrape.js";

/** Bounds how many scrapes a server makes at a time, and how long they are collected. */
export class ScrapesInFlight {
  readonly #most: number;
  readonly #timeout: number;
  #count = 0;

  /** @param timeout of a scrape's collection, in milliseconds */
  constructor({ most, timeout }: { readonly most: number; readonly timeout: number }) {
    this.#most = most;
    this.#timeout = timeout;
  }

  /**
   * Begins a scrape, which is in flight until its response is closed and it has been collected, or the server's own
   * time-out has passed: a client that goes away, or does not wait for long, cannot have collectors pile up.
   *
   * @throws ScrapeRefusal if there are too many, or if it is not collected in time
   */
  async begin(
    request: IncomingMessage,
    response: ServerResponse,
    scrape: () => Promise<Slices>,
  ): Promise<Slices> {
    if (this.#count >= this.#most) {
      throw new ScrapeRefusal(`${this.#count} scrapes are in flight, which is the limit; try again`);
    }
    this.#count += 1;
    const closed = closeOf(response);
    const collected = scrape();
    const deadline = deadlineOf(request, this.#timeout);
    const answered = collectedWithin(collected, deadline);
    const ended = deadline === this.#timeout ? answered : collectedWithin(collected, this.#timeout);
    void Promise.all([closed, ended.catch(() => {})]).then(() => {
      this.#count -= 1;
    });
    return answered;
  }
}

function closeOf(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed || response.req.socket.destroyed) resolve();
    else response.once("close", resolve);
  });
}

/** In milliseconds: how long before a scraper gives up it is answered, so that it gets to know why. */
const AHEAD = 500;

/**
 * How long the metrics may take to be collected for a request, in milliseconds.
 *
 * @param most the server's own time-out
 */
export function deadlineOf({ headers }: IncomingMessage, most: number): number {
  const stated = Number(headers["x-prometheus-scrape-timeout-seconds"] ?? NaN) * 1000;
  if (!(stated > 0)) return most;
  return Math.min(most, Math.max(stated - AHEAD, stated / 2));
}

/**
 * What is collected, if that takes no longer than a time in milliseconds.
 *
 * @throws ScrapeRefusal if it does; what is collected then is dropped
 */
export async function collectedWithin(collected: Promise<Slices>, timeout: number): Promise<Slices> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ScrapeRefusal(tooLate(timeout))), timeout).unref();
  });
  try {
    return await Promise.race([collected, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(timeout: number): string {
  return (
    `the metrics could not be collected within ${timeout / 1000} s; a collector of the application's registry is slow, ` +
    "or the time-out of the scrape is short (scrape_timeout in Prometheus, timeouts.scrape in the server)"
  );
}

/** Says why a scrape is not answered now, though it could be later: 503. */
export class ScrapeRefusal extends Error {
  /** In seconds, for `Retry-After`. */
  readonly retryAfter = 1;
}
