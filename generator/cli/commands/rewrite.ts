import { readFileSync } from "node:fs";
import type { Catalog } from "../../catalog.js";
import { counted } from "../../counted.js";
import { generateOutputs } from "../../generate-outputs.js";
import type { RewrittenSource } from "../../import/rewrite/rewrite-source.js";
import { patchOf } from "../../output/patch.js";
import { writeOutputs } from "../../output/write-outputs.js";
import { loadCatalog } from "../../schema/load-catalog.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { systemReason } from "../../system-reason.js";
import type { CommandResult } from "../command-result.js";
import { UsageError } from "../usage-error.js";

export interface RewriteCommandOptions {
  /** Directories, configurations or files; at least one. */
  readonly sources: readonly string[];
  /** The schema file. */
  readonly schema: string;
  /** The generated `recorders.ts`. */
  readonly recorders: string;
  /** Write the files, all or none; otherwise a patch is shown. */
  readonly write: boolean;
}

/**
 * Has recorders take the place of a client's metrics in source code: a patch, or the files themselves. While a metric of
 * the schema is left with the client, nothing is written: the program would have it twice, and not start.
 */
export async function rewrite(options: RewriteCommandOptions): Promise<CommandResult> {
  const { catalog, diagnostics, sources } = loadCatalog(options.schema);
  if (catalog === undefined) return { diagnostics, sources, output: "", progress: "" };
  await checkRecorders(options, catalog);
  const rewritten = await rewrittenSource(options, catalog);
  const writes = options.write && rewritten.left === 0;
  if (writes) write(rewritten);
  return {
    diagnostics: [...diagnostics, ...rewritten.diagnostics],
    sources: new Map([...sources, ...rewritten.sources]),
    output: options.write ? "" : rewritten.files.map(patchOf).join(""),
    progress: progressOf(rewritten, { ...options, writes }),
  };
}

/** What is rewritten has to find its recorders. */
async function checkRecorders({ recorders, schema }: RewriteCommandOptions, catalog: Catalog): Promise<void> {
  if (!recorders.endsWith("recorders.ts")) {
    throw new UsageError(
      `--recorders ${recorders} names no recorders.ts; name the one that generate has written`,
    );
  }
  let text: string;
  try {
    text = readFileSync(recorders, "utf8");
  } catch (error) {
    throw new UsageError(
      `cannot read the recorders ${recorders}: ${systemReason(error)}; run \`metricsmith generate\`, or name them with --recorders`,
    );
  }
  const outputs = await generateOutputs(catalog);
  const wanted = outputs.find((output) => output.kind === "file" && output.path === "recorders.ts");
  if (text.replaceAll("\r\n", "\n") !== wanted?.text) {
    throw new UsageError(`${recorders} is not what ${schema} generates; run \`metricsmith generate\` first`);
  }
}

async function rewrittenSource(
  { sources, recorders }: RewriteCommandOptions,
  catalog: Catalog,
): Promise<RewrittenSource> {
  const { rewriteSource } = await import("../../import/rewrite/rewrite-source.js");
  try {
    return rewriteSource(sources, { catalog, recorders });
  } catch (error) {
    if (error instanceof SourceUnreadableError) throw new UsageError(error.message);
    throw error;
  }
}

function write({ files }: RewrittenSource): void {
  try {
    writeOutputs({ write: files, remove: [], foreign: [] });
  } catch (error) {
    throw new UsageError(`cannot write the source: ${systemReason(error)}; nothing was changed`);
  }
}

function progressOf(
  { files, rewritten, left }: RewrittenSource,
  { write, writes }: { readonly write: boolean; readonly writes: boolean },
): string {
  const lines = writes ? files.map(({ path }) => `updated ${path}`) : [];
  const done = `${counted(rewritten, "metric")} in ${counted(files.length, "file")}`;
  if (left > 0) {
    const which = left === 1 ? "1 is left, which" : `${left} are left, which`;
    lines.push(`${done}; ${which} the schema has too${write ? ": nothing was written" : ""}`);
  } else lines.push(write || files.length === 0 ? done : `${done}; \`--write\` writes this`);
  return `${lines.join("\n")}\n`;
}
