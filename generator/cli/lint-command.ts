import { InvalidArgumentError, Option } from "commander";
import { type Format, tally } from "../diagnostics/format-diagnostics.js";
import { lint } from "../lint/lint.js";
import { type Repair, type RepairedFile, repairSchema } from "../lint/repair.js";
import { patchOf } from "../output/output-plan.js";
import { writeOutputs } from "../output/write-outputs.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { systemReason } from "../text/system-reason.js";
import { count } from "../text/words.js";
import { type CommandResult, type ConfigureCommand, UsageError } from "./command.js";
import { examples, formatOption, schemaOption } from "./options.js";

/** Arguments, options and action of `metricsmith lint`. */
export const configureLint: ConfigureCommand = (command, sink) => {
  command
    .addOption(schemaOption())
    .option("--fix", "make the certain repairs in the schema's files, and show them as a patch")
    .addOption(
      new Option(
        "--max-warnings <count>",
        "exit with 1 if there are more warnings (default: no limit)",
      ).argParser(parsedCount),
    )
    .addOption(formatOption())
    .addHelpText("after", examples("lint", "lint --fix", "lint --max-warnings 0 --format github"))
    .allowExcessArguments(false)
    .action(async ({ format, ...options }: LintArguments & { readonly format: Format }) => {
      await sink(lintSchema(options), format);
    });
};

interface LintArguments {
  /** The schema file; by default the project's. */
  readonly schema?: string;
  readonly maxWarnings?: number;
  /** Write the repairs. */
  readonly fix?: boolean;
}

function parsedCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number, such as 0.");
}

function lintSchema({ schema, fix, maxWarnings = Number.POSITIVE_INFINITY }: LintArguments): CommandResult {
  const file = schema ?? findSchema();
  const { files, loaded, result, count: repaired } = fix === true ? repairSchema(file) : unchanged(file);
  const { findings, suppressed } = result;
  const diagnostics = [...loaded.diagnostics, ...findings];
  const { errors, warnings } = tally(diagnostics);
  const families = count(loaded.catalog?.families.length ?? 0, "family", "families");
  const hidden = suppressed.length === 0 ? "" : ` (${count(suppressed.length, "finding")} suppressed)`;
  writeRepairs(files);
  const places = files.map(({ path }) => path).join(", ");
  const repairs = files.length === 0 ? "" : `repaired ${count(repaired, "finding")} in ${places}\n`;
  return {
    diagnostics,
    sources: loaded.sources,
    output: files.map(patchOf).join(""),
    progress: repairs + (diagnostics.length === 0 ? `${families}, no findings${hidden}\n` : ""),
    failed: errors > 0 || warnings > maxWarnings,
  };
}

function unchanged(file: string): Repair {
  const loaded = loadCatalog(file);
  return { files: [], count: 0, loaded, result: lint(loaded) };
}

/** @throws UsageError if a file cannot be written */
function writeRepairs(files: readonly RepairedFile[]): void {
  try {
    writeOutputs({ write: files, remove: [], foreign: [] });
  } catch (error) {
    throw new UsageError(
      `cannot write ${files.map(({ path }) => path).join(" or ")}: ${systemReason(error)}; nothing was changed`,
    );
  }
}
