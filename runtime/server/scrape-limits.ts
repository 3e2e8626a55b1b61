import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Slices } from "./scrape.js";

/** A scrape is refused now, but may be repeated later: status 503. The message says why. */
export class ScrapeRefusal extends Error {
  /** In seconds, for `Retry-After`. */
  readonly retryAfter = 1;
}

/** Limits how many scrapes a server makes at a time, and how long collecting the metrics takes. */
export class ScrapeLimiter {
  readonly #maxScrapes: number;
  readonly #timeout: number;
  readonly #endSlowest: EndSlowest;
  readonly #inFlight = new Set<ScrapeInFlight>();

  /**
   * @param maxScrapes at a time
   * @param timeout of collecting the metrics of one scrape, in milliseconds
   * @param endSlowest by default, no connection may be ended for another scrape
   */
  constructor({
    maxScrapes,
    timeout,
    endSlowest = () => undefined,
  }: {
    readonly maxScrapes: number;
    readonly timeout: number;
    readonly endSlowest?: EndSlowest;
  }) {
    this.#maxScrapes = maxScrapes;
    this.#timeout = timeout;
    this.#endSlowest = endSlowest;
  }

  /**
   * Runs a scrape. It is in flight until its response is closed, and until the metrics are collected or the server's
   * own time-out has passed. So a client that goes away, or does not wait for long, cannot make collectors pile up.
   * If there are too many, the one whose client reads the slowest is ended.
   *
   * @throws ScrapeRefusal if too many scrapes are in flight, or if the metrics are not collected in time
   */
  async run(
    request: IncomingMessage,
    response: ServerResponse,
    collect: (samplingTimeout: number) => Promise<Slices>,
  ): Promise<Slices> {
    if (this.#inFlight.size >= this.#maxScrapes) this.#makeRoom();
    if (this.#inFlight.size >= this.#maxScrapes) {
      throw new ScrapeRefusal(`${this.#inFlight.size} scrapes are in flight, which is the limit; try again`);
    }
    const scrape: ScrapeInFlight = { socket: request.socket, isCollected: false };
    this.#inFlight.add(scrape);
    const closed = untilClosed(response);
    const deadline = deadlineOf(request.headers[TIMEOUT_HEADER], this.#timeout);
    const collected = collect(samplingTimeoutOf(deadline));
    const inTime = collectWithin(collected, deadline);
    inTime.catch(() => collected.then((slices) => slices.return?.())).catch(() => {}); // nobody reads them
    const ended = deadline === this.#timeout ? inTime : collectWithin(collected, this.#timeout);
    const settled = ended
      .catch(() => {})
      .then(() => {
        scrape.isCollected = true;
      });
    void Promise.all([closed, settled]).then(() => this.#inFlight.delete(scrape));
    return inTime;
  }

  #makeRoom(): void {
    const collected = [...this.#inFlight].filter(({ isCollected }) => isCollected);
    const ended = this.#endSlowest(collected.map(({ socket }) => socket));
    for (const scrape of collected) if (scrape.socket === ended) this.#inFlight.delete(scrape);
  }
}

/** Ends one of some connections that are sent replies, if one may be ended. */
type EndSlowest = (sockets: readonly Socket[]) => Socket | undefined;

interface ScrapeInFlight {
  readonly socket: Socket;
  isCollected: boolean;
}

function untilClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.req.socket.destroyed) resolve();
    else response.once("close", resolve);
  });
}

/** In milliseconds: the server replies this long before a scraper gives up, so that the scraper reads the reason. */
const REPLY_AHEAD = 500;

/** The header in which a scraper states its time-out, in seconds. */
export const TIMEOUT_HEADER = "x-prometheus-scrape-timeout-seconds";

/**
 * Milliseconds that collecting may take for a request.
 *
 * @param header the value of `TIMEOUT_HEADER`
 * @param timeout the server's own, in milliseconds
 */
export function deadlineOf(header: unknown, timeout: number): number {
  const stated = Number(header ?? NaN) * 1000;
  if (!(stated > 0)) return timeout;
  return Math.min(timeout, Math.max(stated - REPLY_AHEAD, stated / 2));
}

/** Milliseconds that callbacks of sampled gauges may take for a scrape: the rest of the scrape follows. */
export function samplingTimeoutOf(deadline: number): number {
  return Math.max(deadline - 250, 0.75 * deadline);
}

/** @throws ScrapeRefusal if it takes longer than the time-out in milliseconds; the metrics are dropped then */
async function collectWithin(collected: Promise<Slices>, timeout: number): Promise<Slices> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ScrapeRefusal(lateMessage(timeout))), timeout).unref();
  });
  try {
    return await Promise.race([collected, late]);
  } finally {
    clearTimeout(timer);
  }
}

function lateMessage(timeout: number): string {
  return (
    `the metrics could not be collected within ${timeout / 1000} s; a collector of the application's registry is slow, ` +
    "or the time-out of the scrape is short (scrape_timeout in Prometheus, timeouts.scrape in the server)"
  );
}
