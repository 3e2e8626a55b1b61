import { InvalidArgumentError, Option } from "commander";
import { type Format, tally } from "../diagnostics/format-diagnostics.js";
import { lint } from "../lint/lint.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { count } from "../text/words.js";
import type { CommandResult, ConfigureCommand } from "./command.js";
import { examples, formatOption, schemaOption } from "./options.js";

/** Arguments, options and action of `metricsmith lint`. */
export const configureLint: ConfigureCommand = (command, sink) => {
  command
    .addOption(schemaOption())
    .addOption(
      new Option(
        "--max-warnings <count>",
        "exit with 1 if there are more warnings (default: no limit)",
      ).argParser(parsedCount),
    )
    .addOption(formatOption())
    .addHelpText("after", examples("lint", "lint --max-warnings 0 --format github"))
    .allowExcessArguments(false)
    .action(async ({ format, ...options }: LintArguments & { readonly format: Format }) => {
      await sink(lintSchema(options), format);
    });
};

interface LintArguments {
  /** The schema file; by default the project's. */
  readonly schema?: string;
  readonly maxWarnings?: number;
}

function parsedCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number, such as 0.");
}

function lintSchema({ schema, maxWarnings = Number.POSITIVE_INFINITY }: LintArguments): CommandResult {
  const loaded = loadCatalog(schema ?? findSchema());
  const { findings, suppressed } = lint(loaded);
  const diagnostics = [...loaded.diagnostics, ...findings];
  const { errors, warnings } = tally(diagnostics);
  const families = loaded.catalog?.families.length ?? 0;
  const hidden = suppressed.length === 0 ? "" : ` (${count(suppressed.length, "finding")} suppressed)`;
  return {
    diagnostics,
    sources: loaded.sources,
    output: "",
    progress:
      diagnostics.length === 0 ? `${count(families, "family", "families")}, no findings${hidden}\n` : "",
    failed: errors > 0 || warnings > maxWarnings,
  };
}
