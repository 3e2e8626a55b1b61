import type { ts } from "ts-morph";
import type { Family } from "../../catalog.js";
import type { Edit } from "./edit.js";

/** A call in the words of the recorders. */
export interface RewrittenCall {
  readonly edits: readonly Edit[];
  /** Recorders that the edits name, to be imported. */
  readonly recorders: readonly string[];
}

/** What a call is rewritten with. */
export interface Target {
  readonly family: Family;
  readonly checker: ts.TypeChecker;
  /** What a recorder is called in a file: an alias, where its name is taken there. */
  readonly localName: (recorder: string, file: ts.SourceFile) => string;
}
