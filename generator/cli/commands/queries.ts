import { inReadingOrder } from "../../diagnostics/diagnostic.js";
import { checkQueries, formatFindings } from "../../queries/check-queries.js";
import { loadCatalog } from "../../schema/load-catalog.js";
import { counted } from "../../text/words.js";
import type { CommandResult } from "../command.js";
import { readQueryPaths } from "../query-paths.js";

interface QueriesOptions {
  /** The schema file. */
  readonly schema: string;
  /** Files and directories, at least one. */
  readonly paths: readonly string[];
  /** What the names of the schema's metrics begin with; empty for its namespace. */
  readonly prefixes: readonly string[];
  /** Names of metrics that are not held against the schema; `*` stands for any characters. */
  readonly ignored: readonly string[];
  /** Label names that Prometheus gives to the targets. */
  readonly targetLabels: readonly string[];
}

/** Holds the PromQL of dashboards and rules against the schema. */
export async function queries(options: QueriesOptions): Promise<CommandResult> {
  const loaded = loadCatalog(options.schema);
  if (loaded.catalog === undefined) return { ...loaded, output: "", progress: "" };
  const { queries: all, sources, diagnostics: ofFiles } = readQueryPaths(options.paths);
  const findings = checkQueries(loaded.catalog, all, options);
  const diagnostics = inReadingOrder(
    [...ofFiles, ...findings.map(({ diagnostic }) => diagnostic)],
    [...sources.keys()],
  );
  return {
    diagnostics,
    sources,
    output: "",
    progress: `${counted(all.length, "query", "queries")} in ${counted(sources.size, "file")}\n`,
    documents: { json: formatFindings({ findings, ofFiles, queries: all.length }) },
  };
}
