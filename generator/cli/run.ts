import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { formatDiagnostics } from "../codes.js";
import { SchemaUnreadableError } from "../schema/load-catalog.js";
import { systemReason } from "../text/system-reason.js";
import { painter, printable } from "../text/terminal.js";
import {
  type AddCommand,
  type CommandResult,
  type ResultFormat,
  type ResultSink,
  UsageError,
} from "./command.js";
import { addDiff } from "./command-lines/diff.js";
import { addGenerate } from "./command-lines/generate.js";
import { addImport } from "./command-lines/import.js";
import { addQueries } from "./command-lines/queries.js";
import { addVerify } from "./command-lines/verify.js";

/** Where the command line writes to. */
interface Output {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Colour in what people read on standard error. */
  readonly colour: boolean;
  /** Colour in what people read on standard output. */
  readonly documentColour: boolean;
}

/**
 * Runs the command line.
 *
 * @param args the arguments after the program's name
 * @returns the exit code: 0 clean, 1 findings, 2 wrong usage, unreadable input or unwritable output
 */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let exitCode = 0;
  const program = createProgram(version(), (result, format) => {
    exitCode = print(result, format, output);
  });
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: output.stdout, writeErr: output.stderr }).exitOverride();
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return failed(error, output);
  }
}

/** Findings are results, on standard output, for programs; and for people a message, on standard error. */
function print(result: CommandResult, format: ResultFormat, output: Output): number {
  const { diagnostics, sources } = result;
  const document = result.documents?.[format];
  output.stderr(result.progress);
  if (typeof document === "function") output.stdout(document(painter(output.documentColour)));
  else if (document !== undefined) output.stdout(document);
  else if (format === "pretty" || format === "markdown") {
    output.stdout(result.output);
    output.stderr(formatDiagnostics(diagnostics, sources, "pretty", { colour: output.colour }));
  } else {
    output.stdout(formatDiagnostics(diagnostics, sources, format, { colour: output.colour }));
  }
  return (result.failed ?? diagnostics.some(({ severity }) => severity === "error")) ? 1 : 0;
}

function failed(error: unknown, output: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has printed its message
  output.stderr(`${messageOf(error)}\n`);
  return 2;
}

function messageOf(error: unknown): string {
  if (error instanceof SchemaUnreadableError) {
    return `error: ${printable(error.message)}\nhelp: Write one, have \`metricsmith import\` write it, or name another with \`--schema\`.`;
  }
  if (error instanceof UsageError) return `error: ${printable(error.message)}`;
  const detail =
    process.env["METRICSMITH_DEBUG"] && error instanceof Error ? error.stack : systemReason(error);
  return (
    `internal error: ${detail}\n` +
    "This is a bug in metricsmith. Please report it with the schema and what METRICSMITH_DEBUG=1 prints."
  );
}

function version(): string {
  const { version }: { readonly version: string } = createRequire(import.meta.url)(
    "metricsmith/package.json",
  );
  return version;
}

/** The commands, a row each, in the order in which a user needs them and help lists them. */
const COMMANDS: readonly AddCommand[] = [addImport, addGenerate, addVerify, addQueries, addDiff];

/** The command line: its commands with their options. */
export function createProgram(version: string, sink: ResultSink): Command {
  const program = new Command("metricsmith")
    .description("Compiles a YAML schema of Prometheus metrics into typed TypeScript recorders.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command")
    .exitOverride()
    .showHelpAfterError("(metricsmith --help shows the commands and their options)");
  for (const add of COMMANDS) add(program, sink);
  for (const command of program.commands) {
    command.showHelpAfterError(`(metricsmith ${command.name()} --help shows its arguments and options)`);
  }
  return program;
}
