/** Called by a `Scraper` for each scrape. */
interface ScrapeListener {
  /** Takes the text of a successful scrape. @throws an error if the text cannot be read */
  onText(text: string): void;
  /** A scrape has ended, with or without an error. */
  onEnd(result: ScrapeResult): void;
}

/** How a scrape ended. */
export interface ScrapeResult {
  /** The message of the error; `undefined` if the scrape succeeded. */
  readonly error: string | undefined;
  /** Milliseconds, including the time in which the page reads and draws. */
  readonly duration: number;
  /** Length of the text in characters. */
  readonly size: number;
  /** Milliseconds until the next scrape. */
  readonly nextDelay: number;
}

/** Milliseconds after which a scrape fails. */
const SCRAPE_TIMEOUT = 30_000;

/** Scrapes repeatedly while the page is visible and not paused. */
export class Scraper {
  #url: string;
  #listener: ScrapeListener;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #paused = false;
  #failures = 0;

  constructor(url: string, listener: ScrapeListener) {
    this.#url = url;
    this.#listener = listener;
    document.addEventListener("visibilitychange", () => this.start());
  }

  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.start();
  }

  /** Scrapes now, without waiting for the next scrape that is due. */
  start(): void {
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
      this.#listener.onText(text);
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause);
    }
    this.#failures = error === undefined ? 0 : this.#failures + 1;
    const duration = performance.now() - begin;
    const nextDelay = scrapeInterval({ failures: this.#failures, duration });
    this.#running = false;
    this.#listener.onEnd({ error, duration, size, nextDelay });
    if (!this.#paused && !document.hidden) this.#timer = setTimeout(() => void this.#scrape(), nextDelay);
  }
}

/** Milliseconds. */
const SHORTEST_INTERVAL = 2_000;
const LONGEST_INTERVAL = 60_000;

/** The interval is at least this many times as long as the last scrape, so that an open page causes little load. */
const LOAD_FACTOR = 5;

/** Milliseconds to wait after a scrape of `duration` milliseconds. Each failure in a row doubles them. */
export function scrapeInterval(last: { readonly failures: number; readonly duration: number }): number {
  const { failures, duration } = last;
  const interval = Math.max(SHORTEST_INTERVAL, duration * LOAD_FACTOR) * 2 ** Math.min(failures, 10);
  return Math.min(interval, LONGEST_INTERVAL);
}

async function fetchText(url: string): Promise<string> {
  const headers = { Accept: "text/plain;version=0.0.4" };
  const signal = AbortSignal.timeout(SCRAPE_TIMEOUT);
  try {
    const response = await fetch(url, { headers, cache: "no-store", signal });
    const text = await response.text();
    if (response.ok) return text;
    throw new Error(`${response.status} ${response.statusText}: ${text.trim().slice(0, 300)}`);
  } catch (cause) {
    if (signal.aborted) throw new Error(`no answer within ${SCRAPE_TIMEOUT / 1000} s`);
    throw cause instanceof TypeError ? new Error("the program does not answer") : cause; // `fetch` throws a TypeError then
  }
}
