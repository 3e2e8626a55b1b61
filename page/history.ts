import {
  type LabelSet,
  parseExposition,
  parseLabels,
  type ScrapedFamily,
  type ScrapedType,
} from "./exposition.js";

/** One sample of a family over the last scrapes. */
export interface SampleHistory {
  /** The family's name; for a histogram `x`, `x_bucket`, `x_sum` or `x_count`. */
  readonly name: string;
  /** Includes `le` and `quantile`. */
  readonly labels: LabelSet;
  /** The value in the last scrape; NaN if the sample was missing from it. */
  latest: number;
  /** Values by slot; NaN for scrapes without the sample. Empty while the family's values are not stored. */
  values: Float64Array;
  /** The number of the last scrape with this sample. */
  lastScrape: number;
}

/** A family over the last scrapes. */
export interface FamilyHistory {
  readonly name: string;
  type: ScrapedType;
  help: string;
  readonly samples: SampleHistory[];
  /** The number of the first scrape whose values are stored; `Infinity` while none are stored. */
  firstStored: number;
}

/** Maximum number of scrapes that are stored. */
export const MOST_SCRAPES = 300;

/** Maximum number of samples in a scrape for which all families are stored. A sample takes 2.4 kB. */
export const MOST_STORED_SAMPLES = 40_000;

/** The last scrapes, in ring buffers: one of times, and one of values for each sample, with the same slots. */
export class History {
  readonly families = new Map<string, FamilyHistory>();
  /** The number of scrapes so far. */
  scrapes = 0;
  /** The number of samples in the last scrape. */
  sampleCount = 0;
  readonly #times = new Float64Array(MOST_SCRAPES);
  readonly #samples = new Map<string, { readonly sample: SampleHistory; readonly family: FamilyHistory }>();
  /** The families that are stored even if there are too many samples. */
  readonly #alwaysStored = new Set<string>();
  /** The first scrape from which on all families are stored. */
  #allStoredSince = 0;

  /**
   * Adds a scrape.
   *
   * @param time in seconds since 1970
   * @throws an error that quotes the line that cannot be read; the history is then unchanged
   */
  addScrape(text: string, time: number): void {
    const read: { series: string; value: number; family: ScrapedFamily }[] = [];
    const scraped = parseExposition(text, (series, value, family) => read.push({ series, value, family }));
    this.sampleCount = read.length;
    this.#times[this.scrapes % MOST_SCRAPES] = time;
    for (const family of scraped) this.#addFamily(family);
    this.#chooseStored();
    for (const { series, value, family } of read) this.#addSample(series, value, family);
    this.#removeMissing();
    this.scrapes += 1;
  }

  /** Chooses whether a family is stored from the next scrape on, even if there are too many samples. */
  alwaysStore(name: string, stored: boolean): void {
    if (stored) this.#alwaysStored.add(name);
    else this.#alwaysStored.delete(name);
  }

  /** True if every family is stored; false if there are too many samples. */
  get storesAll(): boolean {
    return this.sampleCount <= MOST_STORED_SAMPLES;
  }

  /** The slots of the scrapes for which a family's values are stored, oldest first. */
  slots(family: FamilyHistory): readonly number[] {
    const slots: number[] = [];
    const first = Math.max(family.firstStored, this.scrapes - MOST_SCRAPES, 0);
    for (let scrape = first; scrape < this.scrapes; scrape++) slots.push(scrape % MOST_SCRAPES);
    return slots;
  }

  /** The times of slots, in seconds since 1970. */
  times(slots: readonly number[]): Float64Array {
    return Float64Array.from(slots, (slot) => this.#times[slot] ?? Number.NaN);
  }

  #addFamily({ name, type, help }: ScrapedFamily): FamilyHistory {
    const known = this.families.get(name);
    if (known !== undefined) {
      known.type = type;
      known.help = help;
      return known;
    }
    const family: FamilyHistory = { name, type, help, samples: [], firstStored: Number.POSITIVE_INFINITY };
    this.families.set(name, family);
    return family;
  }

  /** A family that appears later counts as absent from the scrapes before: its counters started at 0 then. */
  #chooseStored(): void {
    if (!this.storesAll) this.#allStoredSince = this.scrapes + 1;
    for (const family of this.families.values()) {
      const stored = this.storesAll || this.#alwaysStored.has(family.name);
      if (stored === Number.isFinite(family.firstStored)) continue;
      family.firstStored = stored ? Math.min(this.#allStoredSince, this.scrapes) : Number.POSITIVE_INFINITY;
      for (const sample of family.samples) sample.values = stored ? createRing() : NO_VALUES;
    }
  }

  #addSample(series: string, value: number, scraped: ScrapedFamily): void {
    let known = this.#samples.get(series);
    if (known === undefined) {
      const family = this.#addFamily(scraped);
      const brace = series.indexOf("{");
      const labels = parseLabels(brace < 0 ? "" : series.slice(brace + 1, -1));
      const name = brace < 0 ? series : series.slice(0, brace);
      const values = Number.isFinite(family.firstStored) ? createRing() : NO_VALUES;
      known = { sample: { name, labels, latest: value, values, lastScrape: 0 }, family };
      this.#samples.set(series, known);
      family.samples.push(known.sample);
    }
    const { sample } = known;
    sample.latest = value;
    sample.lastScrape = this.scrapes;
    if (sample.values.length > 0) sample.values[this.scrapes % MOST_SCRAPES] = value;
  }

  /** Marks the samples that this scrape did not have, and removes those that no stored scrape has. */
  #removeMissing(): void {
    if (this.#samples.size === this.sampleCount) return;
    for (const [series, { sample, family }] of this.#samples) {
      if (sample.lastScrape === this.scrapes) continue;
      sample.latest = Number.NaN;
      if (sample.values.length > 0) sample.values[this.scrapes % MOST_SCRAPES] = Number.NaN;
      if (this.scrapes - sample.lastScrape < MOST_SCRAPES) continue;
      this.#samples.delete(series);
      family.samples.splice(family.samples.indexOf(sample), 1);
    }
  }
}

const NO_VALUES = new Float64Array(0);

function createRing(): Float64Array {
  return new Float64Array(MOST_SCRAPES).fill(Number.NaN);
}
