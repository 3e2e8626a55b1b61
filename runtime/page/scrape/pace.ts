/** What the scrapes until now tell of how often to scrape. */
export interface Effort {
  /** How many have failed since the last that did not. */
  readonly failures: number;
  /** What the last one took, in milliseconds, the page's own work included. */
  readonly duration: number;
}

const SHORTEST = 2_000;
const LONGEST = 60_000;

/** How much longer a pause is than the scrape before it: a page that is looked at must not be a load. */
const REST = 5;

/** How long to wait for the next scrape, in milliseconds. */
export function pauseAfter({ failures, duration }: Effort): number {
  const pause = Math.max(SHORTEST, duration * REST) * 2 ** Math.min(failures, 10);
  return Math.min(pause, LONGEST);
}
