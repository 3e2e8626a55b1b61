import { sampleText } from "@metricsmith/runtime/text";
import {
  type ExposedLabel,
  type ExposedSample,
  type ExpositionFormat,
  upperBoundOf,
} from "../exposition/exposition.js";
import { seriesText } from "./counters.js";
import type { ScrapePlace } from "./excerpts.js";
import { Occurrences } from "./occurrences.js";

/** A bucket that counts less than one with a lower upper bound. */
interface FallingBucket {
  readonly series: string;
  readonly value: number;
  readonly below: string;
  readonly more: number;
}

/** A count that is not that of the bucket `+Inf`. */
interface CountMismatch {
  readonly series: string;
  readonly count: number;
  readonly bucket: number;
}

/** The most label sets that are checked in one scrape, in all histograms together. */
const MOST_LABEL_SETS = 50_000;

/** How many label sets of histograms can still be checked in the current scrape. */
export class LabelSetBudget {
  private left = MOST_LABEL_SETS;

  /** @returns whether there was one */
  take(): boolean {
    this.left -= 1;
    return this.left >= 0;
  }

  endScrape(): void {
    this.left = MOST_LABEL_SETS;
  }
}

/** Whether the samples of each label set of a histogram agree, in any order of the samples. Each thing is found once a label set. */
export class ObservedHistogram {
  /** Label sets without a bucket. */
  readonly bucketless = new Occurrences<string>(FIRST);
  readonly falling = new Occurrences<FallingBucket>(FIRST);
  readonly mismatches = new Occurrences<CountMismatch>(FIRST);
  /** Suffixes of samples that are missing, as `_sum`. */
  readonly missing = new Occurrences<string>();
  private readonly name: string;
  private readonly budget: LabelSetBudget;
  /** The label sets of the current scrape. */
  private readonly labelSets = new Map<string, LabelSet>();
  private last: LabelSet | undefined;

  constructor(name: string, budget: LabelSetBudget) {
    this.name = name;
    this.budget = budget;
  }

  take(sample: ExposedSample, place: () => ScrapePlace): void {
    const suffix = sample.name.slice(this.name.length);
    if (suffix !== "_bucket" && suffix !== "_sum" && suffix !== "_count") return;
    const labelSet = this.labelSetOf(sample);
    if (labelSet === undefined) return;
    if (suffix === "_sum") labelSet.hasSum = true;
    else if (suffix === "_count") labelSet.count ??= sample.value;
    else this.takeBucket(labelSet, sample, place);
    if (suffix !== "_sum") this.compareCount(labelSet, place);
  }

  /** @param place of the family */
  endScrape(place: () => ScrapePlace, format: ExpositionFormat): void {
    for (const labelSet of this.labelSets.values()) {
      const { bounds, count, hasBucket, hasSum } = labelSet;
      if (!hasBucket) this.bucketless.add(seriesText({ name: this.name, labels: labelSet.labels }), place);
      // With observations below 0, a sum can go down, and clients leave it out. OpenMetrics allows neither of the two.
      if ((bounds[0] ?? 0) < 0 || (format === "openmetrics" && !hasSum && count === undefined)) continue;
      if (!hasSum) this.missing.add("_sum", place);
      if (count === undefined) this.missing.add("_count", place);
    }
    this.labelSets.clear();
    this.last = undefined;
  }

  private takeBucket(labelSet: LabelSet, sample: ExposedSample, place: () => ScrapePlace): void {
    const { bounds, values } = labelSet;
    const le = sample.labels.find(({ name }) => name === "le")?.value;
    if (le === undefined) return;
    labelSet.hasBucket = true;
    const bound = upperBoundOf(le);
    if (Number.isNaN(bound)) return;
    let at = bounds.length;
    while (at > 0 && (bounds[at - 1] ?? 0) > bound) at -= 1;
    if (at > 0 && bounds[at - 1] === bound) return;
    bounds.splice(at, 0, bound);
    values.splice(at, 0, sample.value);
    const lower = values[at - 1] ?? Number.NEGATIVE_INFINITY;
    const higher = values[at + 1] ?? Number.POSITIVE_INFINITY;
    if (labelSet.isFalling || (lower <= sample.value && sample.value <= higher)) return;
    labelSet.isFalling = true;
    const fall =
      lower > sample.value
        ? {
            value: sample.value,
            series: seriesText(sample),
            below: sampleText(bounds[at - 1] ?? 0),
            more: lower,
          }
        : {
            value: higher,
            series: this.bucketText(labelSet, bounds[at + 1] ?? 0),
            below: le,
            more: sample.value,
          };
    this.falling.add(fall, place);
  }

  private compareCount(labelSet: LabelSet, place: () => ScrapePlace): void {
    const { labels, bounds, values, count, isMismatch } = labelSet;
    const bucket = bounds.at(-1) === Number.POSITIVE_INFINITY ? values.at(-1) : undefined;
    if (isMismatch || bucket === undefined || count === undefined || bucket === count) return;
    if (Number.isNaN(bucket) || Number.isNaN(count)) return; // which is a finding of its own
    labelSet.isMismatch = true;
    this.mismatches.add({ series: seriesText({ name: `${this.name}_count`, labels }), count, bucket }, place);
  }

  private bucketText({ labels }: LabelSet, bound: number): string {
    const le = { name: "le", value: sampleText(bound) };
    return seriesText({ name: `${this.name}_bucket`, labels: [...labels, le] });
  }

  /** Most samples have the label set of the sample before. */
  private labelSetOf({ labels, timestamp }: ExposedSample): LabelSet | undefined {
    if (this.last !== undefined && isOf(this.last, labels, timestamp)) return this.last;
    const own = labels.filter(({ name, value }) => name !== "le" && value !== "");
    const key = `${seriesText({ name: "", labels: own })} ${timestamp ?? ""}`;
    let labelSet = this.labelSets.get(key);
    if (labelSet === undefined) {
      if (!this.budget.take()) return undefined;
      labelSet = { labels: own, timestamp, ...NOTHING_SEEN, bounds: [], values: [] };
      this.labelSets.set(key, labelSet);
    }
    this.last = labelSet;
    return labelSet;
  }
}

/** What was seen of a label set in the current scrape. */
interface LabelSet {
  /** Without `le` and without empty values. */
  readonly labels: readonly ExposedLabel[];
  readonly timestamp: number | undefined;
  /** In ascending order, with the value of each bucket. */
  readonly bounds: number[];
  readonly values: number[];
  count: number | undefined;
  hasSum: boolean;
  hasBucket: boolean;
  isFalling: boolean;
  isMismatch: boolean;
}

const NOTHING_SEEN = {
  count: undefined,
  hasSum: false,
  hasBucket: false,
  isFalling: false,
  isMismatch: false,
};

/** The first thing stands for all others of its kind. */
const FIRST = () => "";

/** Compares labels as objects, which samples share. */
function isOf(labelSet: LabelSet, labels: readonly ExposedLabel[], timestamp: number | undefined): boolean {
  if (labelSet.timestamp !== timestamp) return false;
  let found = 0;
  for (const label of labels) {
    if (label.name === "le" || label.value === "") continue;
    if (label !== labelSet.labels[found]) return false;
    found += 1;
  }
  return found === labelSet.labels.length;
}
