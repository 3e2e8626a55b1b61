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

/** Where in an exposition something was first seen. */
export interface Place {
  /** Counted from 1. */
  readonly scrape: number;
  /** Counted from 1. */
  readonly line: number;
  /** What the place is, to be looked for on the line, or the columns of it. */
  readonly mark: string | Columns;
}

/** Counted from 1, the last exclusive. */
interface Columns {
  readonly column: number;
  readonly endColumn: number;
}

/** Makes the place of something on a line of the exposition that is read. */
export type PlaceAt = (line: number, mark: Place["mark"]) => Place;
