import type { ExposedSample } from "../exposition/exposition.js";

/** So many series of counters are compared with the scrape before, all families together. */
const MOST = 100_000;

/** A series that is less than it was in the scrape before. */
export interface Decrease {
  readonly series: string;
  readonly before: number;
  readonly after: number;
}

/** The values that counters had in the scrape before. */
export class CounterValues {
  private before = new Map<string, number>();
  private present = new Map<string, number>();

  /** Takes up a sample that only goes up while a process runs. */
  take(sample: ExposedSample): Decrease | undefined {
    if (this.present.size === MOST) return undefined;
    const series = seriesOf(sample);
    const before = this.before.get(series);
    const after = sample.value;
    this.present.set(series, after);
    return before !== undefined && after < before ? { series, before, after } : undefined;
  }

  endScrape(): void {
    this.before = this.present;
    this.present = new Map();
  }
}

/** A series as it is written, whatever the order of its labels. */
function seriesOf({ name, labels }: ExposedSample): string {
  const written = labels.map((label) => `${label.name}=${JSON.stringify(label.value)}`).sort();
  return written.length === 0 ? name : `${name}{${written.join(",")}}`;
}

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
