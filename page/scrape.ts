/** Told of each scrape. */
export interface ScrapeWatcher {
  /** @throws an error if the text cannot be read */
  taken(text: string): void;
  /** A scrape has ended, well or not. */
  ended(result: ScrapeResult): void;
}

/** How a scrape went. */
export interface ScrapeResult {
  /** What went wrong; `undefined` if nothing did. */
  readonly error: string | undefined;
  /** In milliseconds, the page's own work included. */
  readonly duration: number;
  /** In characters. */
  readonly size: number;
  /** How long until the next one, in milliseconds. */
  readonly pause: number;
}

const TIMEOUT = 30_000;

/** Scrapes again and again, while the page is visible and not paused. */
export class Scraper {
  #url: string;
  #watcher: ScrapeWatcher;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #paused = false;
  #failures = 0;

  constructor(url: string, watcher: ScrapeWatcher) {
    this.#url = url;
    this.#watcher = watcher;
    document.addEventListener("visibilitychange", () => this.#resume());
  }

  get paused(): boolean {
    return this.#paused;
  }

  start(): void {
    this.#resume();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#resume();
  }

  #resume(): void {
    clearTimeout(this.#timer);
    if (!this.#running && !this.#paused && !document.hidden) void this.#scrape();
  }

  async #scrape(): Promise<void> {
    this.#running = true;
    const begin = performance.now();
    let size = 0;
    let error: string | undefined;
    try {
      const text = await fetchText(this.#url);
      size = text.length;
      this.#watcher.taken(text);
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause);
    }
    this.#failures = error === undefined ? 0 : this.#failures + 1;
    const duration = performance.now() - begin;
    const pause = pauseAfter({ failures: this.#failures, duration });
    this.#running = false;
    this.#watcher.ended({ error, duration, size, pause });
    if (!this.#paused && !document.hidden) this.#timer = setTimeout(() => void this.#scrape(), pause);
  }
}

async function fetchText(url: string): Promise<string> {
  const headers = { Accept: "text/plain;version=0.0.4" };
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, { headers, cache: "no-store", signal });
    const text = await response.text();
    return response.ok ? text : refused(response, text);
  } catch (cause) {
    if (signal.aborted) throw new Error(`no answer within ${TIMEOUT / 1000} s`);
    throw cause instanceof TypeError ? new Error("the program does not answer") : cause; // so says `fetch`
  }
}

function refused({ status, statusText }: Response, text: string): never {
  throw new Error(`${status} ${statusText}: ${text.trim().slice(0, 300)}`);
}

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
