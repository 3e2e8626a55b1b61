import type { ExposedSample } from "../exposition/exposition.js";

/** The most series of counters that are compared with the previous scrape, in all families together. */
const MOST_SERIES = 100_000;

/** A series whose value is less than in the last scrape that had it. */
export interface Decrease {
  readonly series: string;
  readonly before: number;
  readonly after: number;
  /** Whether scrapes between the two did not have it. */
  readonly wasGone: boolean;
}

export class CounterValues {
  /** The last value of each series of the process, and the scrape that had it. */
  private readonly last = new Map<string, { value: number; scrape: number }>();
  private scrape = 1;

  /** @param sample one whose value only goes up while a process runs */
  take(sample: ExposedSample): Decrease | undefined {
    const { scrape } = this;
    const series = seriesText(sample);
    const known = this.last.get(series);
    if (known === undefined) {
      if (this.last.size < MOST_SERIES) this.last.set(series, { value: sample.value, scrape });
      return undefined;
    }
    const { value: before, scrape: seen } = known;
    if (seen === scrape) return undefined;
    const after = sample.value;
    known.value = after;
    known.scrape = scrape;
    return after < before ? { series, before, after, wasGone: seen < scrape - 1 } : undefined;
  }

  /** @param isSameProcess whether the values of earlier scrapes are of the process, too */
  endScrape(isSameProcess: boolean): void {
    if (!isSameProcess) {
      for (const [series, { scrape }] of this.last) if (scrape < this.scrape) this.last.delete(series);
    }
    this.scrape += 1;
  }
}

/** A series as PromQL writes it, with its labels in alphabetical order. */
export function seriesText({ name, labels }: Pick<ExposedSample, "name" | "labels">): string {
  const matchers = labels.map((label) => `${label.name}=${JSON.stringify(label.value)}`).sort();
  return matchers.length === 0 ? name : `${name}{${matchers.join(",")}}`;
}

/** Tells by the start times that clients expose whether a process was restarted between two scrapes. */
export class ProcessStart {
  /** Whether a scrape after the first one could not be compared, because it or the one before had no start time. */
  isUnknown = false;
  private previous: string | undefined;
  private current: readonly string[] = [];
  private isFirst = true;

  take({ name, value }: ExposedSample): void {
    if (name === "process_start_time_seconds") this.current = [...this.current, String(value)];
  }

  /** @returns whether the process is certainly the one of the previous scrape */
  endScrape(): boolean {
    const current = this.current.length === 0 ? undefined : [...this.current].sort().join(" ");
    const isSame = current !== undefined && current === this.previous;
    if (!this.isFirst && (current === undefined || this.previous === undefined)) this.isUnknown = true;
    this.isFirst = false;
    this.previous = current;
    this.current = [];
    return isSame;
  }
}
