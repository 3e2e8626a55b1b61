import { sampleText } from "@metricsmith/runtime/text";
import type { HistogramFamily, OpenVector, Vector } from "../catalog.js";
import { type ExposedSample, upperBoundOf } from "../exposition/exposition.js";
import { type AcceptsValue, valueMatcher, valuesToCover } from "../label-values.js";
import type { ScrapePlace } from "./excerpts.js";
import { Occurrences } from "./occurrences.js";

/** Of an open vector, the most values above its limit that are counted. */
const MOST_ABOVE_LIMIT = 1_000;

/** What scrapes show of a label of one family. */
export class ObservedLabel {
  readonly vector: Vector;
  /** Whether a recorded series has the label. */
  isSeen = false;
  /** The values that coverage asks for. */
  readonly valuesToCover: ReadonlySet<string>;
  /** Those of them that recorded series have. */
  readonly coveredValues = new Set<string>();
  /** Values that the vector does not have. */
  readonly undeclared = new Occurrences<string>();
  /** Of an open vector, the most values in one scrape, if they are above the limit. */
  excess: { readonly values: number; readonly isExact: boolean; readonly first: ScrapePlace } | undefined;
  private readonly accepts: AcceptsValue;
  private readonly countsValues: boolean;
  /** Of an open vector, the values in the current scrape, without `otherwise`. */
  private readonly distinct = new Set<string>();
  /** Where the current scrape goes above the limit. */
  private excessAt: ScrapePlace | undefined;

  /** @param countsValues whether to compare the number of an open vector's values with its limit */
  constructor(vector: Vector, countsValues: boolean) {
    this.vector = vector;
    this.countsValues = countsValues;
    this.accepts = valueMatcher(vector);
    this.valuesToCover = new Set(valuesToCover(vector));
  }

  /** @param isRecorded whether the series was recorded, as `ObservedFamily.recordedAt` explains */
  take(value: string, isRecorded: boolean, place: () => ScrapePlace): void {
    if (!this.accepts(value)) this.undeclared.add(value, place);
    else if (isRecorded && this.valuesToCover.has(value)) this.coveredValues.add(value);
    if (isRecorded) this.isSeen = true;
    if (this.countsValues && this.vector.kind === "open") this.countValue(value, this.vector, place);
  }

  endScrape(): void {
    const { size } = this.distinct;
    this.distinct.clear();
    if (this.excessAt === undefined || this.vector.kind !== "open" || size <= (this.excess?.values ?? 0))
      return;
    const isExact = size < this.vector.maxValues + MOST_ABOVE_LIMIT;
    this.excess = { values: size, isExact, first: this.excess?.first ?? this.excessAt };
  }

  private countValue(value: string, { maxValues, otherwise }: OpenVector, place: () => ScrapePlace): void {
    const { distinct } = this;
    if (value === otherwise || distinct.has(value) || distinct.size === maxValues + MOST_ABOVE_LIMIT) return;
    distinct.add(value);
    if (distinct.size > maxValues) this.excessAt ??= place();
  }
}

/**
 * The labels that every sample of all scrapes has, and that the schema does not declare: the constant labels of a
 * server, or the default labels of a client's registry. In families of others, only the name counts, because some have
 * a label of their own by that name.
 */
export class ConstantLabels {
  /** The labels that all samples until now have; `undefined` before the first sample. */
  private candidates: Map<string, string | undefined> | undefined;
  private hasForeign = false;

  /** @param isDeclared whether the schema declares the family of the samples */
  take(samples: readonly ExposedSample[], isDeclared: boolean): void {
    for (const { labels } of samples) {
      this.candidates ??= new Map(labels.map(({ name }) => [name, undefined]));
      if (this.candidates.size === 0) return;
      this.hasForeign ||= !isDeclared;
      const values = labels.length > FEW_LABELS ? valuesByName(labels) : undefined;
      for (const [name, value] of this.candidates) {
        const found =
          values === undefined ? labels.find((one) => one.name === name)?.value : values.get(name);
        const isSame = !isDeclared || value === undefined || value === found;
        if (found === undefined || !isSame) this.candidates.delete(name);
        else if (isDeclared) this.candidates.set(name, found);
      }
    }
  }

  /** Empty if only declared families are exposed: a label of all of them may be one that the schema has forgotten. */
  names(): ReadonlySet<string> {
    return new Set(this.hasForeign ? this.candidates?.keys() : []);
  }
}

/** As many are searched one by one. */
const FEW_LABELS = 64;

function valuesByName(labels: ExposedSample["labels"]): ReadonlyMap<string, string> {
  return new Map(labels.map(({ name, value }) => [name, value]));
}

/**
 * The buckets of a histogram. It counts the samples of each bucket instead of keeping label sets: if no series is
 * exposed twice, a bucket has as many samples as there are label sets, in any order.
 */
export class ObservedBuckets {
  /** Upper bounds that the schema does not declare, as the exposition spells them. */
  readonly undeclared = new Occurrences<string>();
  /** Declared upper bounds that are missing together, counted by label set. */
  readonly missing = new Occurrences<readonly string[]>((bounds) => bounds.join(" "));
  /** Number of samples of each declared bucket in the current scrape. */
  private readonly counts: Map<number, number>;

  constructor({ buckets }: HistogramFamily) {
    this.counts = new Map([...buckets, Number.POSITIVE_INFINITY].map((bound) => [bound, 0]));
  }

  take(le: string, place: () => ScrapePlace): void {
    const bound = upperBoundOf(le);
    const count = this.counts.get(bound);
    if (count === undefined) this.undeclared.add(le, place);
    else this.counts.set(bound, count + 1);
  }

  /** @param place of the family */
  endScrape(place: () => ScrapePlace): void {
    const most = Math.max(...this.counts.values());
    const missing = new Map<number, string[]>();
    for (const [bound, count] of this.counts) {
      if (count < most) missing.set(most - count, [...(missing.get(most - count) ?? []), sampleText(bound)]);
      this.counts.set(bound, 0);
    }
    for (const [labelSets, bounds] of missing) this.missing.add(bounds, place, labelSets);
  }
}
