import { sampleText } from "@metricsmith/runtime/number-text";
import type { HistogramFamily } from "../catalog.js";
import type { Place } from "./place.js";
import { Sightings } from "./sightings.js";

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
