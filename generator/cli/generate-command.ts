import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic, Severity } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { findUnchanged } from "../output/generation-record.js";
import { findSchema } from "../schema/find-schema.js";
import { posixPath } from "../text/system-reason.js";
import { printable } from "../text/terminal.js";
import { count } from "../text/words.js";
import type { WatchedGeneration } from "../watch/watch-generation.js";
import { type CommandResult, type ConfigureCommand, errorText, UsageError } from "./command.js";
import { examples, formatOption, schemaOption } from "./options.js";

/** Arguments, options and action of `metricsmith generate`. */
export const configureGenerate: ConfigureCommand = (command, sink) => {
  command
    .addOption(schemaOption())
    .option(
      "-o, --out <dir>",
      "the output directory (default: `outputs.directory` of the schema, or `generated` beside it)",
    )
    .option("-c, --check", "write nothing; exit with 1 and show a patch if an output is stale")
    .option("-w, --watch", "generate again whenever the schema or a file it depends on is saved")
    .addOption(formatOption())
    .addHelpText("after", examples("generate --out src/generated", "generate --check", "generate --watch"))
    .allowExcessArguments(false)
    .action(async (given: GenerateArguments) => {
      if (given.watch === true) await runWatch(given, (result) => sink(result, given.format));
      else await sink(await runGenerate(given), given.format);
    });
};

interface GenerateArguments {
  readonly schema?: string;
  readonly out?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly format: Format;
}

async function runGenerate({ schema: named, out, check = false }: GenerateArguments): Promise<CommandResult> {
  if (out !== undefined) checkOut(out);
  const schema = named ?? findSchema();
  const unchanged = findUnchanged({ schema, out });
  if (unchanged !== undefined) {
    const line = `${out ?? join(dirname(schema), unchanged.directory)} is up to date\n`;
    const progress = check ? line : line + unchanged.summary;
    return { diagnostics: [], sources: new Map(), output: "", progress };
  }
  const { generate } = await import("../output/generate.js"); // compiling a schema takes longer than all of this
  return generate({ schema, out, check, command: commandOf(named, out) });
}

/** Generates after each save until a signal ends it: that is no failure. */
async function runWatch(
  { schema: named, out, check, format }: GenerateArguments,
  sink: (result: CommandResult) => Promise<void>,
): Promise<void> {
  if (check === true) throw new UsageError("--watch writes outputs, and --check writes none; leave one out");
  if (format !== "pretty") {
    throw new UsageError(`--watch shows findings to people; leave out \`--format ${format}\``, {
      help: "For another program, run `metricsmith generate` after each change.",
    });
  }
  if (out !== undefined) checkOut(out);
  const options = { schema: named ?? findSchema(), out, check: false, command: commandOf(named, out) };
  const { watchGeneration } = await import("../watch/watch-generation.js");
  const stop = new AbortController();
  const onSignal = () => stop.abort(); // also for a second one: a terminal and npm both send it
  for (const name of STOP_SIGNALS) process.on(name, onSignal);
  try {
    await watchGeneration(options, { signal: stop.signal, onResult: watchSink(sink) });
  } finally {
    for (const name of STOP_SIGNALS) process.off(name, onSignal);
  }
  await sink({ diagnostics: [], sources: new Map(), output: "", progress: "" });
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Makes a result of each generation. */
function watchSink(
  sink: (result: CommandResult) => Promise<void>,
): (generation: WatchedGeneration) => Promise<void> {
  let hadError = false;
  return async (generation) => {
    const { diagnostics, sources, done } =
      generation.kind === "failed"
        ? { diagnostics: [], sources: new Map<string, string>(), done: errorText(generation.error) }
        : { ...generation.result, done: generation.result.progress.trimEnd() };
    const [worst] = [...diagnostics].sort(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    );
    const isError = generation.kind === "failed" || worst?.severity === "error";
    const time = `${Math.round(generation.milliseconds)} ms`;
    const written = done === "" ? "the outputs stay as they are" : `${done} (${time})`;
    const parts = [
      ...(hadError && !isError ? ["no error any more"] : []),
      ...(worst === undefined ? [] : [findingLine(worst, diagnostics.length - 1)]),
      written.replaceAll("\n", generation.kind === "failed" ? " " : ", "),
    ];
    hadError = isError;
    await sink({
      diagnostics,
      sources,
      output: "",
      progress: `Watching ${count(generation.files, "file")}; Ctrl+C stops.\n\n${written}\n\n`,
      line: parts.join("; "),
    });
  };
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "information"];

/** A finding in one line, and how many others there are. */
function findingLine({ code, severity, message, location }: Diagnostic, others: number): string {
  const place = location === undefined ? "" : `${location.file}:${location.line}:${location.column}: `;
  const rest = others === 0 ? "" : ` (and ${count(others, "other finding")})`;
  return printable(`${place}${severity}[${code}]: ${message.replace(/\.$/, "")}${rest}`);
}

/** The command that writes what a check finds stale. */
function commandOf(schema: string | undefined, out: string | undefined): string {
  const options = [
    ...(schema === undefined ? [] : [`--schema ${schema}`]),
    ...(out === undefined ? [] : [`--out ${out}`]),
  ];
  return ["metricsmith generate", ...options].join(" ");
}

/** @throws UsageError if the output directory is none */
function checkOut(out: string): void {
  if (out === "") throw new UsageError("--out is empty; name the output directory, or leave it out");
  if (!/\.[cm]?[jt]sx?$/.test(out) && !(existsSync(out) && statSync(out).isFile())) return;
  const folder = dirname(out) === "." ? "generated" : posixPath(dirname(out));
  throw new UsageError(`--out names the file \`${out}\`, and the outputs need a directory`, {
    help: `Name a directory, such as \`--out ${folder}\`.`,
  });
}
