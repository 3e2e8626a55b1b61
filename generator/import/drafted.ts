import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Draft } from "./draft.js";

/** What was made of sources. */
export interface Drafted {
  /** `undefined` if there is an error among the diagnostics. */
  readonly draft: Draft | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface DraftOptions {
  /** Chosen by the user; `undefined` for what the source has. */
  readonly namespace: string | undefined;
  /** Also families of client libraries and runtimes, which are no program's own. */
  readonly includeDefaults: boolean;
}
