import type { IncomingMessage } from "node:http";
import type { Slices } from "./scrape.js";
import { ScrapeRefusal } from "./scrape-refusal.js";

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
