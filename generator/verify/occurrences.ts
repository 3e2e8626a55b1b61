import type { Place, SourceLocation } from "../diagnostics/diagnostic.js";
import type { ScrapePlace } from "./excerpts.js";

/** The most different things of one kind that are listed. Further ones are counted together. */
const MOST_LISTED = 50;

/** Where something was found first, and how often it was found. */
export class Occurrence implements Place {
  readonly first: ScrapePlace;
  readonly count: number;

  constructor(first: ScrapePlace, count: number) {
    this.first = first;
    this.count = count;
  }

  get location(): SourceLocation | undefined {
    return this.first.location;
  }
}

/** The different things of one kind that scrapes show, in the order in which they were found first. */
export class Occurrences<Thing> {
  /** How often things were found that are not listed. */
  omitted = 0;
  private readonly listed = new Map<unknown, { readonly thing: Thing; first: ScrapePlace; count: number }>();
  private readonly keyOf: (thing: Thing) => unknown;

  /** @param keyOf things with equal keys are the same; by default, equal values are */
  constructor(keyOf: (thing: Thing) => unknown = (thing) => thing) {
    this.keyOf = keyOf;
  }

  /** @param place is called when the thing is found for the first time */
  add(thing: Thing, place: () => ScrapePlace, count = 1): void {
    const key = this.keyOf(thing);
    const known = this.listed.get(key);
    if (known !== undefined) known.count += count;
    else if (this.listed.size < MOST_LISTED) this.listed.set(key, { thing, first: place(), count });
    else this.omitted += count;
  }

  get isEmpty(): boolean {
    return this.listed.size === 0;
  }

  entries(): readonly (readonly [Thing, Occurrence])[] {
    return [...this.listed.values()].map(({ thing, first, count }) => [thing, new Occurrence(first, count)]);
  }
}
