import { type History, KEPT_SAMPLES } from "../history/history.js";
import type { ScrapeResult } from "../scrape/scraper.js";
import { byId, setText } from "./element.js";
import { formatSeconds, formatValue } from "./format.js";

/** What the head of the page says of the program and of the scrapes. */
export class Status {
  readonly #history: History;
  #failures = 0;

  constructor(history: History) {
    this.#history = history;
  }

  /** Says how the last scrape went. */
  show({ error, duration, size, pause }: ScrapeResult): void {
    this.#failures = error === undefined ? 0 : this.#failures + 1;
    const alert = byId("alert");
    alert.hidden = error === undefined;
    byId("retry").hidden = error === undefined;
    document.body.classList.toggle("stale", error !== undefined);
    if (error !== undefined) {
      const times = this.#failures === 1 ? "The last scrape" : `The last ${this.#failures} scrapes`;
      setText(
        byId("problem"),
        `${times} failed: ${error}. The next is due in ${formatSeconds(pause / 1000)}.`,
      );
      return;
    }
    setText(byId("program"), this.#programText());
    setText(byId("scrapes"), this.#scrapesText({ duration, size, pause }));
  }

  #programText(): string {
    const started = this.#latest("process_start_time_seconds");
    const memory = this.#latest("process_resident_memory_bytes");
    const version = this.#history.families.get("nodejs_version_info")?.samples[0]?.labels["version"];
    const parts = [location.host];
    if (started !== undefined) parts.push(`up ${formatSeconds(Math.max(0, Date.now() / 1000 - started))}`);
    if (version !== undefined) parts.push(`Node.js ${version.replace(/^v/, "")}`);
    if (memory !== undefined) parts.push(formatValue(memory, "bytes"));
    return parts.join(" · ");
  }

  #scrapesText({ duration, size, pause }: Omit<ScrapeResult, "error">): string {
    const { families, sampleCount, keepsAll } = this.#history;
    const found = `${families.size} families, ${sampleCount.toLocaleString("en")} samples, ${formatValue(size, "bytes")}`;
    const text = `${found}, in ${formatSeconds(duration / 1000)}, every ${formatSeconds(pause / 1000)}`;
    const limit = KEPT_SAMPLES.toLocaleString("en");
    return keepsAll ? text : `${text}. Over ${limit} samples, only open families are remembered`;
  }

  #latest(family: string): number | undefined {
    return this.#history.families.get(family)?.samples[0]?.latest;
  }
}
