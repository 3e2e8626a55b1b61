import { diagnose } from "../diagnostics/diagnose.js";
import { type Diagnostic, startOfFile } from "../diagnostics/diagnostic.js";
import {
  extractQueries,
  QueriesUnreadableError,
  type QueryFiles,
  readQueryFiles,
} from "../queries/files/query-files.js";
import type { Query } from "../queries/query.js";
import { UsageError } from "./command.js";

export interface ReadQueries {
  readonly queries: readonly Query[];
  /** File to text. */
  readonly sources: ReadonlyMap<string, string>;
  /** What keeps a file from being read as queries. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The queries of files and directories that a command line names, in their order. */
export function readQueryPaths(paths: readonly string[]): ReadQueries {
  const read = paths.map((path) => readQueries(readFiles(path)));
  return {
    queries: read.flatMap(({ queries }) => queries),
    sources: new Map(read.flatMap(({ sources }) => [...sources])),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

function readQueries({ path, sources }: QueryFiles): ReadQueries {
  const diagnostics: Diagnostic[] = [];
  const queries = sources.flatMap((source) =>
    extractQueries(source, (diagnostic) => diagnostics.push(diagnostic)),
  );
  // Otherwise a path that is wrong would pass.
  if (queries.length === 0 && diagnostics.length === 0) {
    const file = sources[0]?.file === path ? path : undefined;
    const at = file === undefined ? undefined : startOfFile(file);
    diagnostics.push(diagnose("no-queries", { path }, at));
  }
  return { queries, sources: new Map(sources.map(({ file, text }) => [file, text])), diagnostics };
}

function readFiles(path: string): QueryFiles {
  try {
    return readQueryFiles(path);
  } catch (error) {
    if (error instanceof QueriesUnreadableError) throw new UsageError(error.message);
    throw error;
  }
}
