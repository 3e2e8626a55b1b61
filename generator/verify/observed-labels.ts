import { sampleText } from "@metricsmith/runtime/number-text";
import type { HistogramFamily, Vector } from "../catalog.js";
import { type AcceptsValue, valueMatcher, valuesToCover } from "../label-values.js";
import { type Place, Sightings } from "./occurrences.js";

/** So many values beyond its limit are told apart of an open vector. */
const BEYOND = 1_000;

/** What was seen of a vector, as a label of one family. */
export class ObservedVector {
  readonly vector: Vector;
  /** Whether a recorded series has the label. */
  isSeen = false;
  /** The vector's own values that recorded series have. */
  readonly seenValues = new Set<string>();
  /** Values outside of the vector's set. */
  readonly undeclared = new Sightings<string>();
  /** Of an open vector: the most values that one scrape has, if there are more than allowed. */
  excess: { readonly values: number; readonly isAll: boolean; readonly first: Place } | undefined;
  private readonly accepts: AcceptsValue;
  /** The values that each should be seen once, as `ownValues` has them. */
  readonly own: ReadonlySet<string>;
  /** Of an open vector: the values of the present scrape, without `otherwise`. */
  private readonly distinct = new Set<string>();
  private readonly isCounted: boolean;
  private exceededAt: Place | undefined;

  /** @param isCounted whether the number of values of an open vector says something */
  constructor(vector: Vector, isCounted: boolean) {
    this.vector = vector;
    this.isCounted = isCounted;
    this.accepts = valueMatcher(vector);
    this.own = new Set(valuesToCover(vector));
  }

  /** @param isRecorded whether the series was recorded, as `ObservedFamily` has it */
  take(value: string, isRecorded: boolean, place: () => Place): void {
    if (!this.accepts(value)) this.undeclared.add(value, place);
    else if (isRecorded && this.own.has(value)) this.seenValues.add(value);
    if (isRecorded) this.isSeen = true;
    if (this.isCounted && this.vector.kind === "open") this.count(value, this.vector, place);
  }

  endScrape(): void {
    const { size } = this.distinct;
    this.distinct.clear();
    if (this.exceededAt === undefined || this.vector.kind !== "open" || size <= (this.excess?.values ?? 0))
      return;
    const isAll = size < this.vector.maxValues + BEYOND;
    this.excess = { values: size, isAll, first: this.excess?.first ?? this.exceededAt };
  }

  private count(value: string, { maxValues, otherwise }: Limits, place: () => Place): void {
    const { distinct } = this;
    if (value === otherwise || distinct.has(value) || distinct.size === maxValues + BEYOND) return;
    distinct.add(value);
    if (distinct.size > maxValues) this.exceededAt ??= place();
  }
}

interface Limits {
  readonly maxValues: number;
  readonly otherwise: string;
}

/**
 * The buckets of a histogram. Label sets are not kept: of a family in which no series stands twice, each bucket has as
 * many samples as there are label sets, in whatever order they come.
 */
export class ObservedBuckets {
  /** Upper bounds that the schema does not declare, as the exposition spells them. */
  readonly undeclared = new Sightings<string>();
  /** Sets of declared upper bounds that label sets lack, counted by label set. */
  readonly missing = new Sightings<readonly string[]>((bounds) => bounds.join(" "));
  /** How many samples each declared bucket has in the present scrape. */
  private readonly counts: Map<number, number>;

  constructor({ buckets }: HistogramFamily) {
    this.counts = new Map([...buckets, Number.POSITIVE_INFINITY].map((bound) => [bound, 0]));
  }

  take(le: string, place: () => Place): void {
    const bound = boundOf(le);
    const count = this.counts.get(bound);
    if (count === undefined) this.undeclared.add(le, place);
    else this.counts.set(bound, count + 1);
  }

  /** @param place of the family */
  endScrape(place: () => Place): void {
    const most = Math.max(...this.counts.values());
    const missing = new Map<number, string[]>();
    for (const [bound, count] of this.counts) {
      if (count < most) missing.set(most - count, [...(missing.get(most - count) ?? []), sampleText(bound)]);
      this.counts.set(bound, 0);
    }
    for (const [labelSets, bounds] of missing) this.missing.add(bounds, place, labelSets);
  }
}

/** `1`, `1.0` and `1e0` are one bound. NaN for what is none. */
function boundOf(le: string): number {
  if (le === "+Inf") return Number.POSITIVE_INFINITY;
  return le === "" ? Number.NaN : Number(le);
}
