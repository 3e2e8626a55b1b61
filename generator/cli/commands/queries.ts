import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { inReadingOrder } from "../../diagnostics/reading-order.js";
import { checkQueries } from "../../queries/check-queries.js";
import { extractQueries } from "../../queries/extract-queries.js";
import { formatFindings } from "../../queries/format-findings.js";
import type { Query } from "../../queries/query.js";
import { QueriesUnreadableError, type QueryFiles, readQueryFiles } from "../../queries/query-files.js";
import { loadCatalog } from "../../schema/load-catalog.js";
import type { CommandResult } from "../command-result.js";
import { UsageError } from "../usage-error.js";

export interface QueriesOptions {
  /** The schema file. */
  readonly schema: string;
  /** Files and directories, at least one. */
  readonly paths: readonly string[];
  /** What the names of the schema's metrics begin with; empty for its namespace. */
  readonly prefixes: readonly string[];
  /** Names of metrics that are not held against the schema; `*` stands for any ending. */
  readonly ignored: readonly string[];
  /** Label names that Prometheus gives to the targets. */
  readonly targetLabels: readonly string[];
}

/** Holds the PromQL of dashboards and rules against the schema. */
export async function queries(options: QueriesOptions): Promise<CommandResult> {
  const loaded = loadCatalog(options.schema);
  if (loaded.catalog === undefined) return { ...loaded, output: "", progress: "" };
  const read = options.paths.map(readFiles).map(readQueries);
  const all = read.flatMap((files) => files.queries);
  const findings = checkQueries(loaded.catalog, all, options);
  const ofFiles = read.flatMap((files) => files.diagnostics);
  const sources = new Map(read.flatMap((files) => files.sources.map(({ file, text }) => [file, text])));
  const diagnostics = inReadingOrder(
    [...ofFiles, ...findings.map(({ diagnostic }) => diagnostic)],
    [...sources.keys()],
  );
  return {
    diagnostics,
    sources,
    output: "",
    progress: `${counted(all.length, "query", "queries")} in ${counted(sources.size, "file", "files")}\n`,
    documents: { json: formatFindings({ findings, ofFiles, queries: all.length }) },
  };
}

interface ReadQueries {
  readonly queries: readonly Query[];
  readonly sources: QueryFiles["sources"];
  /** What keeps a file from being read as queries. */
  readonly diagnostics: readonly Diagnostic[];
}

function readQueries({ path, sources }: QueryFiles): ReadQueries {
  const diagnostics: Diagnostic[] = [];
  const queries = sources.flatMap((source) =>
    extractQueries(source, (diagnostic) => diagnostics.push(diagnostic)),
  );
  // Otherwise a path that is wrong would pass.
  if (queries.length === 0 && diagnostics.length === 0) {
    const file = sources[0]?.file === path ? path : undefined;
    const at = file === undefined ? undefined : { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
    diagnostics.push(diagnose("no-queries", { path }, at));
  }
  return { queries, sources, diagnostics };
}

function readFiles(path: string): QueryFiles {
  try {
    return readQueryFiles(path);
  } catch (error) {
    if (error instanceof QueriesUnreadableError) throw new UsageError(error.message);
    throw error;
  }
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
