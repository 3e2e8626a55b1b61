import { createInterface } from "node:readline/promises";
import { type Adoption, planAdoption } from "../adopt/plan-adoption.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { type OutputPlan, patchOf } from "../output/output-plan.js";
import { writeOutputs } from "../output/write-outputs.js";
import { systemReason } from "../text/system-reason.js";
import { count } from "../text/words.js";
import { type CommandResult, type ConfigureCommand, type ResultSink, UsageError } from "./command.js";
import { examples, formatOption, repeatedOption } from "./options.js";
import { stopProgress } from "./progress.js";

/** Arguments, options and action of `metricsmith adopt`. */
export const configureAdopt: ConfigureCommand = (command, sink) => {
  command
    .argument("<source...>", "a directory, a `tsconfig.json`, or a file with what it imports, of one package")
    .option("-w, --write", "write what the patch shows; on a terminal, after a question")
    .option("-y, --yes", "do not ask")
    .option("--force", "write although the patched program has errors")
    .option(
      "-s, --schema <file>",
      "the schema, which is imported from the source if there is none (default: `metrics.schema.yaml` of the package)",
    )
    .option("-m, --module <name>", "a package that exports the generated client, as imports name it")
    .addOption(repeatedOption("--exclude <glob>", "files that stay with the client; may be repeated"))
    .addOption(formatOption())
    .addHelpText("after", examples("adopt src", "adopt src --write"))
    .action(async (sources: readonly string[], options: AdoptArguments) => {
      await adopt(sources, options, sink);
    });
};

interface AdoptArguments {
  readonly write?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly schema?: string;
  readonly module?: string;
  readonly exclude?: readonly string[];
  readonly format: Format;
}

/** Shows what an adoption changes, and writes it if the user wants it. */
async function adopt(
  sources: readonly string[],
  { write = false, yes = false, force = false, format, ...options }: AdoptArguments,
  sink: ResultSink,
): Promise<void> {
  for (const [name, value] of Object.entries({ schema: options.schema, module: options.module })) {
    if (value === "") throw new UsageError(`--${name} is empty; name one, or leave it out`);
  }
  const adoption = await planAdoption({
    sources,
    schema: options.schema,
    module: options.module,
    exclude: options.exclude ?? [],
  });
  const plan = planOf(adoption);
  const works = adoption.diagnostics.every(({ severity }) => severity !== "error");
  const shown: CommandResult = {
    diagnostics: adoption.diagnostics,
    sources: adoption.sources,
    output: adoption.changes
      .filter(({ before }) => before !== undefined)
      .map(patchOf)
      .join(""),
    progress: previewOf(adoption),
  };
  await sink(shown, format);
  if (!write || plan.write.length + plan.remove.length === 0) return;
  const done = (progress: string, failed: boolean) =>
    sink({ diagnostics: [], sources: new Map(), output: "", progress, failed }, "pretty");
  if (!works && !force) {
    await done("nothing is written: mend the errors, or write all the same with --force\n", true);
  } else if (!yes && !(await agrees())) {
    await done("nothing is written\n", true);
  } else {
    writeAll(plan);
    await done(resultOf(adoption), false);
  }
}

/** All that is written: everything, or nothing. */
function planOf({ changes, outputs }: Adoption): OutputPlan {
  return { ...outputs, write: [...outputs.write, ...changes] };
}

function writeAll(plan: OutputPlan): void {
  try {
    writeOutputs(plan);
  } catch (error) {
    throw new UsageError(`cannot write: ${systemReason(error)}; nothing was changed`);
  }
}

/** Asks on a terminal. Without one, `--write` alone says enough. */
async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  stopProgress();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question("Write this? [y/N] ")).trim());
  } catch {
    return false; // the input ended
  } finally {
    terminal.close();
  }
}

/** What is written beside the patch, and what stays without a finding. */
function previewOf({
  changes,
  outputs,
  client,
  declarations,
  files,
  tests,
  defaultMetrics,
}: Adoption): string {
  if (client === undefined) return "no file imports a client: there is nothing to change\n";
  if (declarations + changes.length + outputs.write.length === 0) return ""; // the findings say why
  const created = changes.filter(({ before }) => before === undefined);
  const changed = changes.filter(({ before }) => before !== undefined);
  const staying = [
    ...(tests === 0 ? [] : [`${count(tests, "file")} of tests`]),
    ...(defaultMetrics === 0 ? [] : ["the default metrics"]),
  ];
  const lines = [
    ...[...created, ...outputs.write].map(
      ({ path, before }) => `${before === undefined ? "create" : "update"} ${path}`,
    ),
    ...outputs.remove.map(({ path }) => `remove ${path}`),
    ...changed.map(({ path }) => `change ${path}`),
    `${count(declarations, "import")} of ${client} in ${count(files, "file")}`,
    ...(staying.length === 0 ? [] : [`stay with ${client}, as before: ${staying.join(", ")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function resultOf({ schema, declarations }: Adoption): string {
  const next = schema === undefined ? "run your tests" : `read the comments of ${schema}, and run your tests`;
  return `changed ${count(declarations, "import")}; ${next}\n`;
}
