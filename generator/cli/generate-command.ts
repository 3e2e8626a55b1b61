import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { findUnchanged } from "../output/generation-record.js";
import { findSchema } from "../schema/find-schema.js";
import { posixPath } from "../text/system-reason.js";
import { type CommandResult, type ConfigureCommand, UsageError } from "./command.js";
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
    .addOption(formatOption())
    .addHelpText("after", examples("generate --out src/generated", "generate --check"))
    .allowExcessArguments(false)
    .action(async ({ check = false, ...options }: GenerateArguments) => {
      await sink(await runGenerate({ ...options, check }), options.format);
    });
};

interface GenerateArguments {
  readonly schema?: string;
  readonly out?: string;
  readonly check?: boolean;
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
