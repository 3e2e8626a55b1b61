import type { ByteWriter } from "./byte-writer.js";

/** Writes one family in the text format 0.0.4: its HELP and TYPE lines, and a line for each sample. */
export interface FamilyText {
  write(writer: ByteWriter): void;
}
