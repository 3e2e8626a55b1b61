import { existsSync, statSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import type { Catalog } from "../catalog.js";
import type { Report } from "../diagnostics/define.js";
import { type Diagnostic, startOfFile } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { OUTPUT_CODES } from "../output/codes.js";
import { type OutputPlan, patchOf } from "../output/output-plan.js";
import { findOutputDirectory, outputDirectory, planGeneration } from "../output/plan-generation.js";
import { writeOutputs } from "../output/write-outputs.js";
import { findSchema } from "../schema/find-schema.js";
import { type LoadedCatalog, loadCatalog } from "../schema/load-catalog.js";
import { posixPath, systemReason } from "../text/system-reason.js";
import { count, groupDigits } from "../text/words.js";
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
      await sink(await generate({ ...options, check }), options.format);
    });
};

interface GenerateArguments {
  readonly schema?: string;
  readonly out?: string;
  readonly check?: boolean;
  readonly format: Format;
}

interface GenerateOptions {
  /** The schema file; by default the project's. */
  readonly schema?: string;
  /** The output directory; by default the schema's, or `generated` beside the schema. */
  readonly out?: string;
  /** Write nothing, and report stale outputs. */
  readonly check: boolean;
}

/** The options with the output directory. */
type PlacedOptions = GenerateOptions & { readonly out: string };

/** Compiles the schema and writes its outputs, or compares them. */
async function generate(given: GenerateOptions): Promise<CommandResult> {
  if (given.out !== undefined) checkOut(given.out);
  const loaded = loadCatalog(given.schema ?? findSchema());
  const { catalog } = loaded;
  const diagnostics = [...loaded.diagnostics];
  if (catalog === undefined) return { diagnostics, sources: loaded.sources, output: "", progress: "" };
  const warn = OUTPUT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  if (catalog.families.length === 0) warn("no-families", {}, startOfFile(catalog.source));
  warnOfReservedNames(catalog, loaded.locate, warn);
  const options = { ...given, out: given.out ?? outputDirectory(catalog) };
  if (given.out === undefined) refuseSecondCopy(catalog, options.out);
  const findings: Diagnostic[] = [];
  const report = OUTPUT_CODES.reporter((diagnostic) => findings.push(diagnostic));
  const { plan, sections, pages } = await planGeneration(catalog, options.out, report);
  const sources = new Map([...loaded.sources, ...pages]);
  if (options.check) {
    const stale = [...plan.write, ...plan.remove];
    for (const { path } of stale) {
      const section = sections.find(({ file }) => file === path);
      const exists = existsSync(path);
      report(
        "stale-output",
        { file: path, exists, command: commandOf(given) },
        section?.at ?? startOfFile(path),
      );
    }
    return {
      diagnostics: [...diagnostics, ...findings],
      sources,
      output: stale
        .filter(({ before }) => before !== undefined)
        .map(patchOf)
        .join(""),
      progress: findings.length === 0 ? `${options.out} is up to date\n` : "",
    };
  }
  if (findings.length === 0) written(options, plan);
  if (plan.write.length > 0) warnOfNames(catalog, loaded.locate, warn);
  return {
    diagnostics: [...diagnostics, ...findings],
    sources,
    output: "",
    progress: findings.length === 0 ? progressOf(options, catalog, plan) : "",
  };
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

/**
 * Whoever forgets `--out` gets no second copy of the outputs, which nothing imports.
 *
 * @throws UsageError if the schema has outputs elsewhere, and none in its default directory
 */
function refuseSecondCopy({ source, outputs }: Catalog, out: string): void {
  if (outputs.directory !== undefined || existsSync(out)) return;
  const schemaFolder = dirname(source);
  const found = findOutputDirectory(schemaFolder, basename(source));
  if (found === undefined) return;
  const directory = posixPath(relative(schemaFolder, found));
  throw new UsageError(
    `the outputs of \`${source}\` are in \`${posixPath(found)}\`, and without --out \`generate\` uses \`${out}\``,
    {
      help:
        `Add \`--out ${posixPath(found)}\`, or write \`outputs: { directory: ${directory} }\` into the schema, ` +
        `so that \`generate\` alone is enough. For a second copy, write \`--out ${out}\`.`,
    },
  );
}

/** The command that writes what a check finds stale. */
function commandOf({ schema, out }: GenerateOptions): string {
  const options = [
    ...(schema === undefined ? [] : [`--schema ${schema}`]),
    ...(out === undefined ? [] : [`--out ${out}`]),
  ];
  return ["metricsmith generate", ...options].join(" ");
}

/**
 * Warns of counters that do not end in `_total`: of all at once, and only when something was written. A program that has
 * such names for years is not told at each check.
 */
function warnOfNames(
  catalog: Catalog,
  locate: LoadedCatalog["locate"],
  warn: Report<typeof OUTPUT_CODES>,
): void {
  const [first, ...others] = catalog.families.filter(
    ({ type, name, deprecated }) =>
      type === "counter" && !name.endsWith("_total") && deprecated === undefined,
  );
  if (first === undefined) return;
  const names = [first, ...others].map(({ name }) => name);
  warn("counter-without-total", { names, suggestion: `${first.key}_total` }, locate(["counters", first.key]));
}

/** Warns of families that OpenMetrics has no place for: those with a name or a label that begins with `_`. */
function warnOfReservedNames(
  catalog: Catalog,
  locate: LoadedCatalog["locate"],
  warn: Report<typeof OUTPUT_CODES>,
): void {
  const reserved = catalog.families.flatMap(({ type, name, key, vectors }) => {
    if (name.startsWith("_")) return [{ name, path: [`${type}s`, key] }];
    const vector = vectors.find(({ label }) => label.startsWith("_"));
    return vector === undefined ? [] : [{ name: vector.label, path: ["vectors", vector.name] }];
  });
  const [first] = reserved;
  if (first === undefined) return;
  const names = [...new Set(reserved.map(({ name }) => name))];
  warn("name-reserved-in-openmetrics", { names }, locate(first.path));
}

function written(options: PlacedOptions, plan: OutputPlan): void {
  try {
    writeOutputs(plan);
  } catch (error) {
    throw new UsageError(
      `cannot write to ${placesOf(options, plan)}: ${systemReason(error)}; nothing was changed`,
    );
  }
}

/** Lists the output directory and the pages outside of it that the plan writes. */
function placesOf({ out }: PlacedOptions, plan: OutputPlan): string {
  const outside = plan.write.filter(({ path }) => resolve(dirname(path)) !== resolve(out));
  return [`the output directory ${out}`, ...outside.map(({ path }) => path)].join(" or ");
}

function progressOf(options: PlacedOptions, catalog: Catalog, plan: OutputPlan): string {
  const lines = [
    ...plan.write.map(({ path, before }) => `${before === undefined ? "created" : "updated"} ${path}`),
    ...plan.remove.map(({ path }) => `removed ${path}`),
  ];
  if (lines.length === 0) lines.push(`${options.out} is up to date`);
  const series = catalog.families.reduce((sum, family) => sum + family.series, 0);
  const families = count(catalog.families.length, "family", "families");
  lines.push(`${families}, at most ${groupDigits(series)} series`);
  return `${lines.join("\n")}\n`;
}
