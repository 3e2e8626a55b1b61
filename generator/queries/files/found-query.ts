import type { Query } from "../query.js";
import type { Branch } from "./branch.js";

/** A query that was found in a document, before its place in the text is known. */
export interface FoundQuery extends Omit<Query, "text" | "source" | "offsets"> {
  /** A text that is not empty. */
  readonly at: Branch;
}
