import { LABELS } from "./catalogue/labels.js";
import { LINES } from "./catalogue/lines.js";
import { METADATA } from "./catalogue/metadata.js";
import { SAMPLES } from "./catalogue/samples.js";
import { SERIES } from "./catalogue/series.js";
import { VALUES } from "./catalogue/values.js";

/** Something about an exposition that should be otherwise. */
export interface ExpositionFinding {
  readonly code: FindingCode;
  /** One sentence that says what is wrong and quotes the exposition's own token. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** The first column behind. */
  readonly endColumn: number;
}

export type FindingCode = keyof typeof CATALOGUE;

export type FindingParameters<Code extends FindingCode> = Parameters<(typeof CATALOGUE)[Code]["words"]>;

/** What may be found in an exposition, and its words. */
export const CATALOGUE = {
  ...LINES,
  ...METADATA,
  ...LABELS,
  ...VALUES,
  ...SAMPLES,
  ...SERIES,
};
