import type { IncomingMessage, ServerResponse } from "node:http";
import type { Slices } from "./scrape.js";
import { collectedWithin, deadlineOf } from "./scrape-deadline.js";
import { ScrapeRefusal } from "./scrape-refusal.js";

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
