import type { Diagnostic } from "../diagnostics/diagnostic.js";

/** What a command returns: data. Only the outermost frame prints it and sets the exit code. */
export interface CommandResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  /** For standard output. */
  readonly output: string;
  /** Progress for people, for standard error. */
  readonly progress: string;
}
