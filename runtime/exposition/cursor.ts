/** Where one exposition of a family has come to. */
export interface Cursor {
  /** The place in the family to go on from; `END` behind the last. */
  position: number;
  /** How many samples have been written. */
  samples: number;
}

/** A cursor before the first sample. */
export function startingCursor(): Cursor {
  return { position: 0, samples: 0 };
}
