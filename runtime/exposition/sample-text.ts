import type { Range } from "../family/walk.js";
import type { ByteWriter } from "./byte-writer.js";
import type { KeptText } from "./kept-text.js";

/** Writes the samples of one family, from its cells. */
export interface SampleText {
  /**
   * Writes a line for each sample of a part of the family.
   *
   * @returns the position to go on from, or `END`
   */
  compose(writer: ByteWriter, range: Range): number;
  /** Gives the value of every sample of the family, in order, to its kept text. */
  update(writer: ByteWriter, kept: KeptText): void;
}
