import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Catalog } from "../catalog.js";
import { type Diagnostic, startOfFile } from "../diagnostics/diagnostic.js";
import { KNOWN_OUTPUTS } from "../emit/emit.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { hashOfBytes, InputFiles, stateOfBytes } from "../source/input-files.js";
import { posixPath, systemReason, UnreadableError } from "../text/system-reason.js";
import { count, groupDigits } from "../text/words.js";
import { OUTPUT_CODES } from "./codes.js";
import { writeRecord } from "./generation-record.js";
import { type OutputPlan, patchOf, type StaleFile } from "./output-plan.js";
import {
  findOutputDirectory,
  type Generation,
  outputDirectory,
  planGeneration,
  reportPastNames,
} from "./plan-generation.js";
import { writeOutputs } from "./write-outputs.js";

/** What to generate, and where. */
export interface GenerateOptions {
  /** The schema file. */
  readonly schema: string;
  /** The output directory; by default the schema's, or `generated` beside the schema. */
  readonly out: string | undefined;
  /** Write nothing, and report stale outputs. */
  readonly check: boolean;
  /** The command that writes what a check finds stale. */
  readonly command: string;
}

/** The options with the output directory. */
type PlacedOptions = GenerateOptions & { readonly out: string };

/** What came of it, as data. */
export interface GenerateResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  /** Of a check: a patch of what is stale. */
  readonly output: string;
  /** What was written; empty if nothing could be. */
  readonly progress: string;
  /** The pages of the schema with a section, as they are now, by path. */
  readonly pages: ReadonlyMap<string, string>;
}

/** The outputs cannot be written, or are in another folder. */
export class OutputDirectoryError extends UnreadableError {
  override readonly name = "OutputDirectoryError";
  /** Sentences that say what to write instead, if the message does not. */
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

/**
 * Compiles the schema and writes its outputs, or compares them.
 *
 * @param inputs gets every file that the outputs depend on
 * @throws SchemaUnreadableError, UnreadableError
 */
export async function generate(given: GenerateOptions, inputs = new InputFiles()): Promise<GenerateResult> {
  const loaded = loadCatalog(given.schema, undefined, inputs);
  const { catalog } = loaded;
  const diagnostics = [...loaded.diagnostics];
  if (catalog === undefined) {
    return { diagnostics, sources: loaded.sources, output: "", progress: "", pages: new Map() };
  }
  const warn = OUTPUT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  if (catalog.families.length === 0) warn("no-families", {}, startOfFile(catalog.source));
  const options = { ...given, out: given.out ?? outputDirectory(catalog) };
  if (given.out === undefined) refuseSecondCopy(catalog, options.out);
  const findings: Diagnostic[] = [];
  const report = OUTPUT_CODES.reporter((diagnostic) => findings.push(diagnostic));
  reportPastNames(catalog, loaded.locate, report);
  const generation = await planGeneration(catalog, options.out, report, inputs);
  const { plan, sections } = generation;
  const pages = new Map([...generation.pages, ...sections.flatMap(({ stale }) => changedPage(stale))]);
  const sources = new Map([...loaded.sources, ...generation.pages]);
  if (options.check) {
    const stale = [...plan.write, ...plan.remove];
    for (const { path } of stale) {
      const section = sections.find(({ file }) => file === path);
      const params = { file: path, exists: existsSync(path), command: given.command };
      report("stale-output", params, section?.at ?? startOfFile(path));
    }
    return {
      diagnostics: [...diagnostics, ...findings],
      sources,
      output: stale
        .filter(({ before }) => before !== undefined)
        .map(patchOf)
        .join(""),
      progress: findings.length === 0 ? upToDate(options.out) : "",
      pages: generation.pages,
    };
  }
  if (findings.length === 0) writePlan(options, plan);
  diagnostics.push(...findings);
  if (diagnostics.length === 0) recordGeneration(given, { catalog, generation, pages, inputs, sources });
  return {
    diagnostics,
    sources,
    output: "",
    progress: findings.length === 0 ? progressOf(options, catalog, plan) : "",
    pages,
  };
}

function changedPage(stale: StaleFile | undefined): readonly (readonly [string, string])[] {
  return stale?.after === undefined ? [] : [[stale.path, stale.after]];
}

/** Notes what was generated from what, for the next run. */
function recordGeneration(
  { schema, out }: GenerateOptions,
  {
    catalog,
    generation: { files },
    pages,
    inputs,
    sources,
  }: {
    readonly catalog: Catalog;
    readonly generation: Generation;
    readonly pages: ReadonlyMap<string, string>;
    readonly inputs: InputFiles;
    readonly sources: ReadonlyMap<string, string>;
  },
): void {
  const directory = outputDirectory(catalog);
  const wanted = new Set([...files.keys(), ...pages.keys()].map((path) => resolve(path)));
  const known = KNOWN_OUTPUTS.map((name) => resolve(out ?? directory, name));
  inputs.add(join(dirname(createRequire(import.meta.url).resolve("ts-morph")), "../package.json")); // what prints
  writeRecord(
    { schema, out },
    {
      directory: relative(dirname(schema), directory),
      summary: summaryOf(catalog),
      inputs: {
        ...Object.fromEntries(inputs.states),
        ...Object.fromEntries([...pages].map(([path, text]) => [resolve(path), stateOfBytes(path, text)])),
      },
      outputs: Object.fromEntries([...files].map(([path, text]) => [resolve(path), hashOfBytes(text)])),
      obsolete: known.filter((path) => !wanted.has(path)),
    },
    sources.values(),
  );
}

/**
 * Whoever forgets `--out` gets no second copy of the outputs, which nothing imports.
 *
 * @throws OutputDirectoryError if the schema has outputs elsewhere, and none in its default directory
 */
function refuseSecondCopy({ source, outputs }: Catalog, out: string): void {
  if (outputs.directory !== undefined || existsSync(out)) return;
  const schemaFolder = dirname(source);
  const found = findOutputDirectory(schemaFolder, basename(source));
  if (found === undefined) return;
  const directory = posixPath(relative(schemaFolder, found));
  throw new OutputDirectoryError(
    `the outputs of \`${source}\` are in \`${posixPath(found)}\`, and without --out \`generate\` uses \`${out}\``,
    `Add \`--out ${posixPath(found)}\`, or write \`outputs: { directory: ${directory} }\` into the schema, ` +
      `so that \`generate\` alone is enough. For a second copy, write \`--out ${out}\`.`,
  );
}

function writePlan(options: PlacedOptions, plan: OutputPlan): void {
  try {
    writeOutputs(plan);
  } catch (error) {
    throw new OutputDirectoryError(
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
  if (lines.length === 0) return upToDate(options.out) + summaryOf(catalog);
  return `${lines.join("\n")}\n${summaryOf(catalog)}`;
}

/** The line that says that nothing is to be written. */
function upToDate(out: string): string {
  return `${out} is up to date\n`;
}

function summaryOf({ families }: Catalog): string {
  const series = families.reduce((sum, family) => sum + family.series, 0);
  return `${count(families.length, "family", "families")}, at most ${groupDigits(series)} series\n`;
}
