import { inReadingOrder } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { checkQueries, formatFindings } from "../queries/check-queries.js";
import { readQueries } from "../queries/files/query-files.js";
import { declaredMetrics } from "../queries/known-metrics.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { count } from "../text/words.js";
import type { CommandResult, ConfigureCommand } from "./command.js";
import { examples, formatOption, repeatedOption, schemaOption, sizeOption } from "./options.js";

/** Arguments, options and action of `metricsmith queries`. */
export const configureQueries: ConfigureCommand = (command, sink) => {
  command
    .argument("<file...>", "Grafana dashboards, Prometheus rules, .promql files, or directories of them")
    .addOption(schemaOption())
    .addOption(
      repeatedOption(
        "-p, --prefix <prefix>",
        "what the schema's metrics begin with, its namespace by default; may be repeated",
      ),
    )
    .addOption(repeatedOption("-i, --ignore <name>", "metrics of others, such as `acme_*`; may be repeated"))
    .addOption(
      repeatedOption(
        "-t, --target-label <name>",
        "a label that Prometheus gives to targets, such as `pod`; may be repeated",
      ),
    )
    .addOption(sizeOption("the most megabytes that are read of a file (default: 4)"))
    .addOption(formatOption())
    .addHelpText("after", examples("queries dashboards/ rules.yaml"))
    .action(async (paths: readonly string[], options: QueriesArguments) => {
      const { schema, format, prefix = [], ignore = [], targetLabel = [], maxSize } = options;
      const result = await queries({
        schema,
        paths,
        maxSize,
        prefixes: prefix,
        ignored: ignore,
        targetLabels: targetLabel,
      });
      await sink(result, format);
    });
};

interface QueriesArguments {
  readonly schema?: string;
  readonly prefix?: readonly string[];
  readonly ignore?: readonly string[];
  readonly targetLabel?: readonly string[];
  readonly maxSize?: number;
  readonly format: Format;
}

interface QueriesOptions {
  /** The schema file; `undefined` for the project's. */
  readonly schema: string | undefined;
  /** Files and directories, at least one. */
  readonly paths: readonly string[];
  /** Of each file, in bytes; `undefined` for the default. */
  readonly maxSize: number | undefined;
  /** Prefixes of the schema's metric names. Empty: the schema's namespace. */
  readonly prefixes: readonly string[];
  /** Names of metrics that the schema need not declare; `*` stands for any characters. */
  readonly ignored: readonly string[];
  /** Label names that Prometheus gives to the targets. */
  readonly targetLabels: readonly string[];
}

/** Checks the PromQL of dashboards and rules against the schema. */
async function queries(options: QueriesOptions): Promise<CommandResult> {
  const loaded = loadCatalog(options.schema ?? findSchema());
  if (loaded.catalog === undefined) return { ...loaded, output: "", progress: "" };
  const { queries: all, sources, diagnostics: ofFiles } = readQueries(options.paths, options.maxSize);
  const findings = checkQueries(declaredMetrics(loaded.catalog, options), all);
  const diagnostics = inReadingOrder(
    [...ofFiles, ...findings.map(({ diagnostic }) => diagnostic)],
    [...sources.keys()],
  );
  return {
    diagnostics,
    sources,
    output: "",
    progress: `${count(all.length, "query", "queries")} in ${count(sources.size, "file")}\n`,
    documents: { json: formatFindings({ findings, ofFiles, queries: all.length }) },
  };
}
