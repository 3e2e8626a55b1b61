import type { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import type { Paint } from "../text/terminal.js";

/** Formats of results. A command offers those that it has. */
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

/** Takes the result of a command, and the format that the user asks for. */
export type ResultSink = (result: CommandResult, format: ResultFormat) => Promise<void>;

/** Gives a command its arguments, options and action. The command's results go to the sink. */
export type ConfigureCommand = (command: Command, sink: ResultSink) => void;

/** A command was called wrongly, or what it needs cannot be read or written: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
