import { basename } from "node:path";
import type { Catalog } from "../../catalog.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import { generateOutputs } from "../../generate-outputs.js";
import { grouped } from "../../grouped.js";
import { KNOWN_OUTPUTS } from "../../output/known-outputs.js";
import type { OutputFile } from "../../output/output-file.js";
import { type ForeignFile, type OutputPlan, planOutputs } from "../../output/output-plan.js";
import { patchOf } from "../../output/patch.js";
import { writeOutputs } from "../../output/write-outputs.js";
import { loadCatalog } from "../../schema/load-catalog.js";
import { systemReason } from "../../system-reason.js";
import type { CommandResult } from "../command-result.js";
import { UsageError } from "../usage-error.js";

export interface GenerateOptions {
  /** The schema file. */
  readonly schema: string;
  /** The output directory. */
  readonly out: string;
  /** Write nothing, and report what is stale. */
  readonly check: boolean;
}

/** Compiles the schema and writes its outputs, or compares them. */
export async function generate(options: GenerateOptions): Promise<CommandResult> {
  if (options.out === "") throw new UsageError("--out is empty; name the output directory, or leave it out");
  const { catalog, diagnostics, sources } = loadCatalog(options.schema);
  if (catalog === undefined) return { diagnostics, sources, output: "", progress: "" };
  const plan = planned(options, catalog, await generateOutputs(catalog));
  const foreign = plan.foreign.map(foreignOutput);
  if (options.check) {
    const stale = [...plan.write, ...plan.remove];
    const found = stale.map(({ path }) => diagnose("stale-output", { file: path }, startOf(path)));
    return {
      diagnostics: [...diagnostics, ...foreign, ...found],
      sources,
      output: stale.map(patchOf).join(""),
      progress: found.length + foreign.length === 0 ? `${options.out} is up to date\n` : "",
    };
  }
  if (foreign.length === 0) written(options, plan);
  return {
    diagnostics: [...diagnostics, ...foreign],
    sources,
    output: "",
    progress: foreign.length === 0 ? progressOf(options, catalog, plan) : "",
  };
}

function foreignOutput({ path, schema }: ForeignFile): Diagnostic {
  if (schema === undefined) return diagnose("foreign-output", { file: path }, startOf(path));
  return diagnose("output-of-other-schema", { file: path, schema }, startOf(path));
}

/** A finding about a whole file stands at its start: the formats of other programs want a place. */
function startOf(file: string): SourceLocation {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

function planned(options: GenerateOptions, catalog: Catalog, outputs: readonly OutputFile[]): OutputPlan {
  try {
    const schema = basename(catalog.source);
    return planOutputs({ directory: options.out, schema, known: KNOWN_OUTPUTS }, outputs);
  } catch (error) {
    throw new UsageError(`cannot read the output directory ${options.out}: ${systemReason(error)}`);
  }
}

function written(options: GenerateOptions, plan: OutputPlan): void {
  try {
    writeOutputs(plan);
  } catch (error) {
    throw new UsageError(
      `cannot write to the output directory ${options.out}: ${systemReason(error)}; nothing was changed`,
    );
  }
}

function progressOf(options: GenerateOptions, catalog: Catalog, plan: OutputPlan): string {
  const lines = [
    ...plan.write.map(({ path, before }) => `${before === undefined ? "created" : "updated"} ${path}`),
    ...plan.remove.map(({ path }) => `removed ${path}`),
  ];
  if (lines.length === 0) lines.push(`${options.out} is up to date`);
  const series = catalog.families.reduce((sum, family) => sum + family.series, 0);
  const families = catalog.families.length;
  lines.push(`${families} ${families === 1 ? "family" : "families"}, at most ${grouped(series)} series`);
  return `${lines.join("\n")}\n`;
}
