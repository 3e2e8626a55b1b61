import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { posixPath } from "../posix-path.js";
import { systemReason } from "../system-reason.js";
import type { QuerySource } from "./query.js";

/** A file or directory that was named, with the files in which there may be queries. */
export interface QueryFiles {
  /** As it was named. */
  readonly path: string;
  readonly sources: readonly QuerySource[];
}

/** A file of queries cannot be read: wrong usage, not a mistake in a query. */
export class QueriesUnreadableError extends Error {
  override readonly name = "QueriesUnreadableError";
}

/**
 * Reads a file, or all files below a directory that are named as queries' files are, in the order of their names.
 *
 * @throws QueriesUnreadableError if one cannot be read
 */
export function readQueryFiles(path: string): QueryFiles {
  const files = attempt(path, () => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
  const sources = files.map((file) => attempt(file, () => sourceOf(file)));
  return { path, sources };
}

/** What dashboards, rules and expressions are kept in. */
const QUERY_FILE = /\.(?:json|ya?ml|promql)$/;

function filesBelow(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return /^\.|^node_modules$/.test(entry.name) ? [] : filesBelow(path);
    return QUERY_FILE.test(entry.name) ? [path] : [];
  });
}

function sourceOf(file: string): QuerySource {
  // An editor shows no byte order mark, so it counts for no column.
  return { file: posixPath(file), text: readFileSync(file, "utf8").replace(/^\uFEFF/, "") };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new QueriesUnreadableError(`cannot read \`${path}\`: ${systemReason(cause)}`, { cause });
  }
}
