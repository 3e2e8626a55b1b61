import type { ByteWriter } from "./byte-writer.js";
import type { Cursor } from "./cursor.js";
import type { KeptText } from "./kept-text.js";

/** Writes the samples of one family, from its cells. */
export interface SampleText {
  /**
   * Writes a line for each sample of a part of the family: from the cursor on, which is moved.
   *
   * @param places how many of the family's places the part has
   */
  compose(writer: ByteWriter, cursor: Cursor, places: number): void;
  /** Whether a line ends in something else than its value, so that the text cannot be kept. */
  readonly hasExemplars: boolean;
  /** Gives the value of every sample of the family, in order, to its kept text. */
  update(writer: ByteWriter, kept: KeptText): void;
}
