import type { Place } from "./place.js";

/** As many different ones are told apart; more are counted together. */
const MOST = 50;

/** How often something was seen, and where first. */
export interface Sighting {
  readonly first: Place;
  readonly count: number;
}

/** What was seen of a kind, each once, in the order in which it was first seen. Bounded. */
export class Sightings<Thing> {
  /** How often there was something besides what is told apart. */
  omitted = 0;
  private readonly seen = new Map<unknown, { readonly thing: Thing; readonly first: Place; count: number }>();
  private readonly keyOf: (thing: Thing) => unknown;

  /** @param keyOf what tells one thing from another; by default, each value is one */
  constructor(keyOf: (thing: Thing) => unknown = (thing) => thing) {
    this.keyOf = keyOf;
  }

  /** @param place is asked the first time */
  add(thing: Thing, place: () => Place, count = 1): void {
    const key = this.keyOf(thing);
    const before = this.seen.get(key);
    if (before !== undefined) before.count += count;
    else if (this.seen.size < MOST) this.seen.set(key, { thing, first: place(), count });
    else this.omitted += count;
  }

  get isEmpty(): boolean {
    return this.seen.size === 0;
  }

  entries(): readonly (readonly [Thing, Sighting])[] {
    return [...this.seen.values()].map(({ thing, first, count }) => [thing, { first, count }]);
  }
}
