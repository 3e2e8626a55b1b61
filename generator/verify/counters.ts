import type { ExposedSample } from "../exposition/exposition.js";

/** The most series of counters that are compared with the previous scrape, in all families together. */
const MOST_SERIES = 100_000;

/** A series whose value is less than in the previous scrape. */
export interface Decrease {
  readonly series: string;
  readonly before: number;
  readonly after: number;
}

export class CounterValues {
  private previous = new Map<string, number>();
  private current = new Map<string, number>();

  /** @param sample one whose value only goes up while a process runs */
  take(sample: ExposedSample): Decrease | undefined {
    if (this.current.size === MOST_SERIES) return undefined;
    const series = seriesText(sample);
    const before = this.previous.get(series);
    const after = sample.value;
    this.current.set(series, after);
    return before !== undefined && after < before ? { series, before, after } : undefined;
  }

  endScrape(): void {
    this.previous = this.current;
    this.current = new Map();
  }
}

/** A series as PromQL writes it, with its labels in alphabetical order. */
function seriesText({ name, labels }: ExposedSample): string {
  const matchers = labels.map((label) => `${label.name}=${JSON.stringify(label.value)}`).sort();
  return matchers.length === 0 ? name : `${name}{${matchers.join(",")}}`;
}

/** Tells by the start times that clients expose whether a process was restarted between two scrapes. */
export class ProcessStart {
  private previous: string | undefined;
  private current: readonly string[] = [];

  take({ name, value }: ExposedSample): void {
    if (name === "process_start_time_seconds") this.current = [...this.current, String(value)];
  }

  /** @returns whether the process is certainly the one of the previous scrape */
  endScrape(): boolean {
    const current = this.current.length === 0 ? undefined : [...this.current].sort().join(" ");
    const isSame = current !== undefined && current === this.previous;
    this.previous = current;
    this.current = [];
    return isSame;
  }
}
