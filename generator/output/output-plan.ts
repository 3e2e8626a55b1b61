import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { inComment, type OutputFile, schemaOf } from "./output-file.js";

/** What has to happen so that the output directory holds the outputs and none of earlier ones. */
export interface OutputPlan {
  /** Files to create or replace. */
  readonly write: readonly StaleFile[];
  /** Files that were generated from this schema and are no longer produced. */
  readonly remove: readonly StaleFile[];
  /** Files that stand where an output goes, and are not this schema's. */
  readonly foreign: readonly ForeignFile[];
}

/** A file that must not be replaced without a word. */
export interface ForeignFile {
  readonly path: string;
  /** The schema that it was generated from; `undefined` when metricsmith did not write it. */
  readonly schema: string | undefined;
}

/** A file that is not what it should be. */
export interface StaleFile {
  /** Within the working directory, as `generated/recorders.ts`. */
  readonly path: string;
  /** `undefined` when there is no such file. */
  readonly before: string | undefined;
  /** `undefined` when there should be none. */
  readonly after: string | undefined;
}

/** What a plan is made for. */
export interface OutputTarget {
  /** The output directory. */
  readonly directory: string;
  /** The schema's file name. */
  readonly schema: string;
}

/**
 * Compares outputs with the output directory, without writing. A file that differs in its line ends alone
 * is as it should be: git may have changed them.
 *
 * @throws the system's error when the directory or an output in it cannot be read
 */
export function planOutputs({ directory, schema }: OutputTarget, outputs: readonly OutputFile[]): OutputPlan {
  const names = filesIn(directory);
  const own = inComment(schema);
  const foreign: ForeignFile[] = [];
  const write: StaleFile[] = [];
  for (const output of outputs) {
    const path = join(directory, output.path);
    const before = names.includes(output.path) ? readFileSync(path, "utf8") : undefined;
    if (before !== undefined && withoutCarriageReturns(before) === output.text) continue;
    const of = before === undefined ? own : schemaOf(before);
    if (of === own) write.push({ path, before, after: output.text });
    else foreign.push({ path, schema: of });
  }
  const produced = new Set(outputs.map(({ path }) => path));
  const remove = names
    .filter((name) => !produced.has(name) && schemaOf(headOf(join(directory, name))) === own)
    .map((name) => join(directory, name))
    .map((path) => ({ path, before: readFileSync(path, "utf8"), after: undefined }));
  return { write, remove, foreign };
}

/** The names of a directory's files, sorted; none when the directory does not exist. */
function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => !name.startsWith(".")) // never an output: what another run has not yet moved
      .filter((name) => isFile(join(directory, name)))
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** The beginning of a file, where a banner would be; empty for one that cannot be read, which is not ours. */
function headOf(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(HEAD);
      return bytes.toString("utf8", 0, readSync(file, bytes, 0, HEAD, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

const HEAD = 1024;

/** A link counts as what it leads to; one that leads nowhere is no file. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function withoutCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
