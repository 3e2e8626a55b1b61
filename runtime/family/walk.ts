/** Which of a family's label sets to visit: from a position on, at most a number of places further. */
export interface Range {
  readonly from: number;
  readonly places: number;
}

/** All of them. */
export const EVERYTHING: Range = { from: 0, places: Infinity };

/** What a walk returns that has come to the end. */
export const END = -1;

/** Where a walk over a number of places ends: the position to go on from, or `END`. */
export function nextPosition({ from, places }: Range, size: number): number {
  return from + places < size ? from + places : END;
}
