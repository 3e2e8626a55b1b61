import type { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import type { Paint } from "../text/terminal.js";

/** How the results of a command are wanted; a command offers those that it has. */
export type ResultFormat = Format | "markdown";

/** A document for people, in colour where standard output is a terminal. */
type PaintedDocument = (paint: Paint) => string;

/** What a command returns: data. Only the outermost frame prints it and sets the exit code. */
export interface CommandResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  /** For standard output, where results are wanted for people. */
  readonly output: string;
  /** Progress for people, for standard error. */
  readonly progress: string;
  /** What is printed in a format in place of the diagnostics, by a command whose results are more than these. */
  readonly documents?: Readonly<Partial<Record<ResultFormat, string | PaintedDocument>>>;
  /** Whether the exit code is 1; by default, if there is an error among the diagnostics. */
  readonly failed?: boolean;
}

/** Told of what a command returned, and in which format it is wanted. */
export type ResultSink = (result: CommandResult, format: ResultFormat) => void;

/**
 * Adds a command, whose results go to the sink. What the command calls is imported when it runs, so that help does not
 * wait for it.
 */
export type AddCommand = (program: Command, sink: ResultSink) => void;

/** A command was called wrongly, or what it needs cannot be read or written: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
