import {
  type LabelSet,
  parseExposition,
  parseLabels,
  type ScrapedFamily,
  type ScrapedType,
} from "./exposition.js";

/** One sample of a family over the last scrapes. */
export interface SampleHistory {
  /** `x_bucket` and so on of a histogram `x`; otherwise the family's name. */
  readonly name: string;
  /** With `le`, if it has one. */
  readonly labels: LabelSet;
  /** The value at the last scrape; NaN if it was not in it. */
  latest: number;
  /** By slot; NaN where a scrape did not have it. Empty while the family's history is not kept. */
  values: Float64Array;
  /** The number of the last scrape that had it. */
  seen: number;
}

/** A family over the last scrapes. */
export interface FamilyHistory {
  readonly name: string;
  type: ScrapedType;
  help: string;
  readonly samples: SampleHistory[];
  /** The number of the first scrape of which the values are kept; `Infinity` while they are not. */
  since: number;
}

/** How many scrapes are remembered. */
export const CAPACITY = 300;

/** Up to this many samples, the history of every family is kept; it takes 2.4 kB for each. */
export const KEPT_SAMPLES = 40_000;

/** The last scrapes, in rings: the times of all, and the values of each sample by the same slots. */
export class History {
  readonly families = new Map<string, FamilyHistory>();
  /** How many scrapes there were. */
  scrapes = 0;
  /** How many samples the last one had. */
  sampleCount = 0;
  readonly #times = new Float64Array(CAPACITY);
  readonly #samples = new Map<string, { readonly sample: SampleHistory; readonly family: FamilyHistory }>();
  readonly #wanted = new Set<string>();
  /** The first scrape since which all families' histories are kept. */
  #allSince = 0;

  /**
   * Takes up a scrape.
   *
   * @param time in seconds
   * @throws an error that quotes the line, if it cannot be read; then nothing has been taken up
   */
  take(text: string, time: number): void {
    const read: { series: string; value: number; family: ScrapedFamily }[] = [];
    const scraped = parseExposition(text, (series, value, family) => read.push({ series, value, family }));
    this.sampleCount = read.length;
    this.#times[this.scrapes % CAPACITY] = time;
    for (const family of scraped) this.#family(family);
    this.#chooseKept();
    for (const { series, value, family } of read) this.#put(series, value, family);
    this.#forgetMissing();
    this.scrapes += 1;
  }

  /** Keeps the history of a family from now on, however many samples there are. */
  want(name: string, wanted: boolean): void {
    if (wanted) this.#wanted.add(name);
    else this.#wanted.delete(name);
  }

  /** Whether every family's history is kept, or only that of those that are wanted. */
  get keepsAll(): boolean {
    return this.sampleCount <= KEPT_SAMPLES;
  }

  /** The slots of the scrapes of which a family's values are kept, in the order of time. */
  slots(family: FamilyHistory): readonly number[] {
    const slots: number[] = [];
    for (let scrape = Math.max(family.since, this.scrapes - CAPACITY, 0); scrape < this.scrapes; scrape++) {
      slots.push(scrape % CAPACITY);
    }
    return slots;
  }

  /** The times of slots, in seconds. */
  times(slots: readonly number[]): Float64Array {
    return Float64Array.from(slots, (slot) => this.#times[slot] ?? Number.NaN);
  }

  #family({ name, type, help }: ScrapedFamily): FamilyHistory {
    const known = this.families.get(name);
    if (known !== undefined) {
      known.type = type;
      known.help = help;
      return known;
    }
    const family: FamilyHistory = { name, type, help, samples: [], since: Number.POSITIVE_INFINITY };
    this.families.set(name, family);
    return family;
  }

  /** A family that was in none of the scrapes before is kept as absent from them: its counters began at 0. */
  #chooseKept(): void {
    if (!this.keepsAll) this.#allSince = this.scrapes + 1;
    for (const family of this.families.values()) {
      const kept = this.keepsAll || this.#wanted.has(family.name);
      if (kept === Number.isFinite(family.since)) continue;
      family.since = kept ? Math.min(this.#allSince, this.scrapes) : Number.POSITIVE_INFINITY;
      for (const sample of family.samples) sample.values = kept ? empty() : NONE;
    }
  }

  #put(series: string, value: number, scraped: ScrapedFamily): void {
    let known = this.#samples.get(series);
    if (known === undefined) {
      const family = this.#family(scraped);
      const brace = series.indexOf("{");
      const labels = parseLabels(brace < 0 ? "" : series.slice(brace + 1, -1));
      const name = brace < 0 ? series : series.slice(0, brace);
      const values = Number.isFinite(family.since) ? empty() : NONE;
      known = { sample: { name, labels, latest: value, values, seen: 0 }, family };
      this.#samples.set(series, known);
      family.samples.push(known.sample);
    }
    const { sample } = known;
    sample.latest = value;
    sample.seen = this.scrapes;
    if (sample.values.length > 0) sample.values[this.scrapes % CAPACITY] = value;
  }

  #forgetMissing(): void {
    if (this.#samples.size === this.sampleCount) return;
    for (const [series, { sample, family }] of this.#samples) {
      if (sample.seen === this.scrapes) continue;
      sample.latest = Number.NaN;
      if (sample.values.length > 0) sample.values[this.scrapes % CAPACITY] = Number.NaN;
      if (this.scrapes - sample.seen < CAPACITY) continue;
      this.#samples.delete(series);
      family.samples.splice(family.samples.indexOf(sample), 1);
    }
  }
}

const NONE = new Float64Array(0);

function empty(): Float64Array {
  return new Float64Array(CAPACITY).fill(Number.NaN);
}
