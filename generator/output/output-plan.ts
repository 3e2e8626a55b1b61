import { lstatSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type OutputFile, schemaOf, toCommentText } from "../emit/output.js";
import { readTextFile } from "../text/read-file.js";
import { isBelow, posixPath } from "../text/system-reason.js";
import { count, groupDigits } from "../text/words.js";

/** The changes that make the output directory hold the outputs, and no outputs of earlier runs. */
export interface OutputPlan {
  /** Files to create or replace. */
  readonly write: readonly StaleFile[];
  /** Files that were generated from this schema, which no longer asks for them. */
  readonly remove: readonly StaleFile[];
  /** Files with the name of an output that were not generated from this schema. They are never replaced. */
  readonly foreign: readonly ForeignFile[];
}

/** A file with the name of an output that was not generated from this schema. */
export interface ForeignFile {
  readonly path: string;
  /** The schema that it was generated from; `undefined` when metricsmith did not write it. */
  readonly schema: string | undefined;
}

/** A file to create, replace or remove. */
export interface StaleFile {
  /** Relative to the working directory, such as `generated/recorders.ts`. */
  readonly path: string;
  /** The text that the file has; `undefined` when there is no file. */
  readonly before: string | undefined;
  /** The text that the file should have; `undefined` when there should be no file. */
  readonly after: string | undefined;
}

/** The directory and the schema that a plan is made for. */
interface OutputTarget {
  /** The output directory. */
  readonly directory: string;
  /** The schema's file name. */
  readonly schema: string;
  /** The schema's folder: a link in the place of an output is followed only within it. */
  readonly schemaFolder: string;
  /** Every name that an output has or has had: other files are never removed. */
  readonly known: readonly string[];
}

/**
 * Compares outputs with the output directory, without writing. A file that differs only in its line ends is up to date:
 * git may have changed them.
 *
 * @throws the system's error when the directory or an output in it cannot be read
 */
export function planOutputs(
  { directory, schema, schemaFolder, known }: OutputTarget,
  outputs: readonly OutputFile[],
): OutputPlan {
  const own = toCommentText(schema);
  const foreign: ForeignFile[] = [];
  const write: StaleFile[] = [];
  for (const output of outputs) {
    const path = join(directory, output.path);
    const type = fileTypeAt(path);
    const before = type === "file" ? readTextFile(path, LARGEST_OUTPUT) : undefined;
    if (before !== undefined && removeCarriageReturns(before) === output.text) continue;
    const owner = before === undefined ? undefined : schemaOf(before);
    const isOwn =
      owner === own && linkTargetOutside(path, { base: directory, root: schemaFolder }) === undefined;
    if (type === "nothing" || isOwn) write.push({ path, before, after: output.text });
    else foreign.push({ path, schema: owner });
  }
  const wanted = new Set(outputs.map(({ path }) => path));
  const remove = known
    .filter((name) => !wanted.has(name))
    .map((name) => join(directory, name))
    .filter((path) => fileTypeAt(path) === "file")
    .map((path) => ({ path, before: readTextFile(path, LARGEST_OUTPUT), after: undefined }))
    .filter(({ before }) => schemaOf(before) === own);
  return { write, remove, foreign };
}

/**
 * A unified diff from the text before to the text after, for `patch -p1` and `git apply`. If too many lines differ, one
 * line that says how many: the time to find the shortest diff grows with the square of their number.
 */
export function patchOf({ path, before, after }: StaleFile): string {
  const name = path.replaceAll("\\", "/").replace(/^\/+/, "");
  const patch = createTwoFilesPatch(
    before === undefined ? "/dev/null" : `a/${name}`,
    after === undefined ? "/dev/null" : `b/${name}`,
    before ?? "",
    after ?? "",
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_CHANGED_LINES },
  );
  if (patch !== undefined) return patch.replace(/^--- .*\n\+\+\+ .*\n/, addTabs);
  const removed = countMissingLines(before ?? "", after ?? "");
  const added = countMissingLines(after ?? "", before ?? "");
  return `${name}: ${count(removed, "line")} removed, ${groupDigits(added)} added, too many for a patch\n`;
}

/** The most removed and added lines that a patch shows. It is found in half a second, however long the file is. */
const MOST_CHANGED_LINES = 2000;

/** How many lines of a text another text does not have, wherever it has them. */
function countMissingLines(text: string, other: string): number {
  const unmatched = new Map<string, number>();
  for (const line of other.split("\n")) unmatched.set(line, (unmatched.get(line) ?? 0) + 1);
  return text.split("\n").filter((line) => {
    const left = unmatched.get(line) ?? 0;
    unmatched.set(line, left - 1);
    return left <= 0;
  }).length;
}

/** In bytes: a larger file is no output. */
const LARGEST_OUTPUT = 256 * 1024 * 1024;

/**
 * `file`: a file or a link to one. `other`: what no output is, such as a directory, a device, a pipe, a file that is too
 * large, or a link to one of these or to nothing.
 */
function fileTypeAt(path: string): "file" | "nothing" | "other" {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return "nothing";
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= LARGEST_OUTPUT ? "file" : "other";
}

/**
 * The file outside of a folder that a path leads to by a link: who may write a link may not write every file.
 *
 * @param path of an existing file
 * @param base the folder that the path is relative to: links above it are not looked at
 * @param root the folder
 * @returns `undefined` if it leads nowhere else, or within the folder
 */
export function linkTargetOutside(
  path: string,
  { base, root }: { readonly base: string; readonly root: string },
): string | undefined {
  const target = realpathSync(path);
  if (target === resolve(realpathSync(base), relative(base, path))) return undefined;
  return isBelow(target, realpathSync(root)) ? undefined : posixPath(target);
}

function removeCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** Adds a tab after names with spaces, as git does. */
function addTabs(header: string): string {
  return header.replace(/^(?:---|\+\+\+) .* .*$/gm, "$&\t");
}
