import { isUtf8 } from "node:buffer";
import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile } from "@metricsmith/runtime/input";
import { posixPath, systemReason, UnreadableError } from "../../text/system-reason.js";
import type { QuerySource } from "../query.js";

/** The files that were reached so far, by the path that has no links. */
export type ReachedFiles = Set<string>;

/**
 * The files that may have queries: the one that the path names, or all below the directory, in the order of their
 * names. Links are followed. What is reached twice is listed once, whether by a link or by another path.
 *
 * @returns `undefined` if the path itself is reached again
 * @throws UnreadableError if the path does not exist, or a directory cannot be read
 */
export function listQueryFiles(path: string, reached: ReachedFiles): readonly string[] | undefined {
  const isFolder = attempt(path, () => statSync(path).isDirectory());
  if (!reach(path, reached)) return undefined;
  return isFolder ? filesBelow(path, reached) : [path];
}

function filesBelow(directory: string, reached: ReachedFiles): readonly string[] {
  const entries = attempt(directory, () => readdirSync(directory, { withFileTypes: true }));
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap((entry) => {
    const path = join(directory, entry.name);
    const isFolder = entry.isSymbolicLink() ? leadsToFolder(path) : entry.isDirectory();
    const isWanted = isFolder ? !/^\.|^node_modules$/.test(entry.name) : QUERY_FILE.test(entry.name);
    if (!isWanted || !reach(path, reached)) return [];
    return isFolder ? filesBelow(path, reached) : [path];
  });
}

/** A link can lead nowhere, or to itself. */
function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

const QUERY_FILE =
  /\.(?:(?:json|ya?ml|promql)(?:\.(?:j2|jinja2?|tpl|tmpl|gotmpl|erb))?|jsonnet|libsonnet|md|markdown)$/;

/** Whether the path is reached for the first time. A link that leads nowhere is reached: reading it says so. */
function reach(path: string, reached: ReachedFiles): boolean {
  let real = path;
  try {
    real = realpathSync(path);
  } catch {
    // It cannot be read either.
  }
  if (reached.has(real)) return false;
  reached.add(real);
  return true;
}

/** Most YAML and JSON of a directory is something else, and is not even parsed. */
export function mayHaveQueries({ file, text }: QuerySource): boolean {
  return (
    !/\.(?:json|ya?ml)$/.test(file) || /expr|query|series|definition|promql|panels|targets|groups/i.test(text)
  );
}

/** @throws UnreadableError if the file cannot be read, or is larger than the size in bytes */
export function readSource(file: string, maxSize: number): QuerySource {
  const bytes = attempt(file, () => readRegularFile(file, maxSize));
  // Editors do not show a byte order mark, so it counts for no column.
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  return { file: posixPath(file), text, isUtf8: isUtf8(bytes) };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UnreadableError(`cannot read \`${path}\`: ${systemReason(cause)}`, { cause });
  }
}
