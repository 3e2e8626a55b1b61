import { QueriesUnreadableError, type ReadQueries, readQueries } from "../queries/files/query-files.js";
import { UsageError } from "./command.js";

/** The queries of files and directories that a command line names, in their order. */
export function readQueryPaths(paths: readonly string[]): ReadQueries {
  try {
    return readQueries(paths);
  } catch (error) {
    if (error instanceof QueriesUnreadableError) throw new UsageError(error.message);
    throw error;
  }
}
