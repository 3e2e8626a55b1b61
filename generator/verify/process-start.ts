import type { ExposedSample } from "../exposition/exposition.js";

const NAME = "process_start_time_seconds";

/** When the process that is scraped was started, as clients expose it. */
export class ProcessStart {
  private before: string | undefined;
  private present: readonly string[] = [];

  take({ name, value }: ExposedSample): void {
    if (name === NAME) this.present = [...this.present, String(value)];
  }

  /** @returns whether the process is surely that of the scrape before */
  endScrape(): boolean {
    const present = this.present.length === 0 ? undefined : [...this.present].sort().join(" ");
    const isSame = present !== undefined && present === this.before;
    this.before = present;
    this.present = [];
    return isSame;
  }
}
