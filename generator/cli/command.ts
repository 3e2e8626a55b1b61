import type { Command } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import type { ExitStatus } from "../import/run/observe-program.js";
import { maskSecrets } from "../text/secrets.js";
import { type Paint, printable } from "../text/terminal.js";

/** Formats of results. A command offers those that it has. */
export type ResultFormat = Format | "markdown";

/** Makes a document for people. Its colours depend on whether standard output is a terminal. */
type PaintedDocument = (paint: Paint) => string;

/** The result of a command, as data. Only `run` prints it and sets the exit code. */
export interface CommandResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  /** Goes to standard output in the format `pretty`. */
  readonly output: string;
  /** Goes to standard error. */
  readonly progress: string;
  /** Replaces the diagnostics on standard output in these formats, where results are more than diagnostics. */
  readonly documents?: Readonly<Partial<Record<ResultFormat, string | PaintedDocument>>>;
  /** Whether the exit code is 1. By default it is 1 if a diagnostic is an error. */
  readonly failed?: boolean;
  /** How a program ended that the command ran. Unless it is 0, the command ends alike. */
  readonly exit?: ExitStatus;
  /** Of a command that goes on: on a terminal, the result takes the place of the one before; elsewhere it is this line. */
  readonly line?: string;
}

/** Takes the result of a command, and the format that the user asks for. */
export type ResultSink = (result: CommandResult, format: ResultFormat) => Promise<void>;

/**
 * Gives a command its arguments, options and action. The command's results go to the sink. `args` is the whole command line
 * after the program's name: commander does not tell what stands behind `--`.
 */
export type ConfigureCommand = (command: Command, sink: ResultSink, args: readonly string[]) => void;

/** Wrong arguments, or files that cannot be read or written. The exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** Sentences that say what to write instead, if the message does not. */
  readonly help: string | undefined;

  constructor(message: string, { help, ...options }: ErrorOptions & { readonly help?: string } = {}) {
    super(message, options);
    this.help = help;
  }
}

/** What people are shown of an error that is theirs to mend: its message, and what to do, if it says so. */
export function errorText(error: { readonly message: string; readonly help?: string | undefined }): string {
  const help = error.help === undefined ? "" : `\nhelp: ${shownText(error.help)}`;
  return `error: ${shownText(error.message)}${help}`;
}

function shownText(message: string): string {
  return printable(maskSecrets(message));
}
