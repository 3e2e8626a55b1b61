import { lstatSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type OutputFile, schemaOf, toCommentText } from "../emit/output.js";

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
interface OutputTarget {
  /** The output directory. */
  readonly directory: string;
  /** The schema's file name. */
  readonly schema: string;
  /** Every name that an output has or has had: other files are never removed. */
  readonly known: readonly string[];
}

/**
 * Compares outputs with the output directory, without writing. A file that differs in its line ends alone
 * is as it should be: git may have changed them.
 *
 * @throws the system's error when the directory or an output in it cannot be read
 */
export function planOutputs(
  { directory, schema, known }: OutputTarget,
  outputs: readonly OutputFile[],
): OutputPlan {
  const own = toCommentText(schema);
  const foreign: ForeignFile[] = [];
  const write: StaleFile[] = [];
  for (const output of outputs) {
    const path = join(directory, output.path);
    const standing = fileTypeAt(path);
    const before = standing === "file" ? readFileSync(path, "utf8") : undefined;
    if (before !== undefined && removeCarriageReturns(before) === output.text) continue;
    const of = before === undefined ? undefined : schemaOf(before);
    if (standing === "nothing" || of === own) write.push({ path, before, after: output.text });
    else foreign.push({ path, schema: of });
  }
  const produced = new Set(outputs.map(({ path }) => path));
  const remove = known
    .filter((name) => !produced.has(name))
    .map((name) => join(directory, name))
    .filter((path) => fileTypeAt(path) === "file")
    .map((path) => ({ path, before: readFileSync(path, "utf8"), after: undefined }))
    .filter(({ before }) => schemaOf(before) === own);
  return { write, remove, foreign };
}

/**
 * What stands at a path: a file or a link to one, nothing, or something else, as a directory, a device, a
 * pipe, or a link to one of these or to nowhere.
 */
function fileTypeAt(path: string): "file" | "nothing" | "other" {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return "nothing";
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? "file" : "other";
}

function removeCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** A unified diff from what a file is to what it should be, which `patch -p1` and `git apply` understand. */
export function patchOf({ path, before, after }: StaleFile): string {
  const name = path.replaceAll("\\", "/").replace(/^\/+/, "");
  const patch = createTwoFilesPatch(
    before === undefined ? "/dev/null" : `a/${name}`,
    after === undefined ? "/dev/null" : `b/${name}`,
    before ?? "",
    after ?? "",
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
  return patch.replace(/^--- .*\n\+\+\+ .*\n/, addTabs);
}

/** Behind a name with spaces stands a tab, as git writes it. */
function addTabs(header: string): string {
  return header.replace(/^(?:---|\+\+\+) .* .*$/gm, "$&\t");
}
