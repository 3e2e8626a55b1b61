import type { Examples } from "../diagnostics/define.js";
import type { ChangeClass } from "../diff/change.js";

/** What is said of a finding in an exposition. */
export type FindingWords = Examples & {
  /** A few words for lists. */
  readonly title: string;
  /** What it means, and why it matters. */
  readonly explanation: string;
};

/** What is said of a kind of change, and an example: the schema before it, and after it. */
export interface ChangeWords {
  readonly title: string;
  readonly explanation: string;
  /** The classes that such a change can have. */
  readonly classes: readonly ChangeClass[];
  readonly before: string;
  readonly after: string;
}
