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
