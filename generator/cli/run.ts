import { createRequire } from "node:module";
import { CommanderError } from "commander";
import { formatDiagnostics } from "../codes.js";
import { painter } from "../diagnostics/format/colour.js";
import { printable } from "../diagnostics/format/printable.js";
import { SchemaUnreadableError } from "../schema/schema-unreadable-error.js";
import { systemReason } from "../system-reason.js";
import type { CommandResult, ResultFormat } from "./command-result.js";
import { createProgram } from "./program.js";
import { UsageError } from "./usage-error.js";

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
