import { setFlagsFromString } from "node:v8";
import { Option } from "commander";
import type { HistogramForm } from "../catalog.js";
import { inReadingOrder } from "../diagnostics/diagnostic.js";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { findMistakes, formatFindings } from "../queries/check-queries.js";
import { passedOverText } from "../queries/files/passed-over.js";
import { findIntervals } from "../queries/files/prometheus-config.js";
import { readQueries } from "../queries/files/query-files.js";
import { declaredMetrics, type KnownOptions } from "../queries/known-metrics.js";
import { readSeenMetrics } from "../queries/read-seen-metrics.js";
import type { Intervals } from "../queries/rules/rule.js";
import { findUnused, unusedDocument, unusedTable } from "../queries/unused-metrics.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { HISTOGRAM_FORMS } from "../series.js";
import type { SourceOptions } from "../source/read-source.js";
import { count } from "../text/words.js";
import { type CommandResult, type ConfigureCommand, UsageError } from "./command.js";
import {
  addRequestOptions,
  durationOption,
  examples,
  formatOption,
  repeatedOption,
  type SourceArguments,
  schemaOption,
  sizeOption,
  sourceOptions,
} from "./options.js";

/** Arguments, options and action of `metricsmith queries`. */
export const configureQueries: ConfigureCommand = (command, sink) => {
  command
    .argument("<file...>", "Grafana dashboards, Prometheus rules, .promql files, or directories of them")
    .addOption(schemaOption())
    .addOption(
      repeatedOption(
        "-a, --against <source>",
        "instead of a schema: an exposition (file, URL, `-`) or the URL of a running Prometheus; may be repeated",
      ),
    )
    .addOption(
      repeatedOption(
        "-p, --prefix <prefix>",
        "what the checked metrics begin with, by default the schema's namespace; may be repeated",
      ),
    )
    .addOption(repeatedOption("-i, --ignore <name>", "metrics of others, such as `acme_*`; may be repeated"))
    .addOption(
      repeatedOption(
        "-t, --target-label <name>",
        "a label that Prometheus gives to targets, such as `pod`; may be repeated",
      ),
    )
    .option("--used", "instead of findings: which metrics and labels no query uses")
    .addOption(
      new Option(
        "--histograms <form>",
        "how Prometheus stores histograms: with `native`, they have bare names (default: as the schema says, else `classic`)",
      ).choices(HISTOGRAM_FORMS),
    )
    .addOption(durationOption("--scrape-interval <duration>", "how often metrics are scraped, such as 15s"))
    .addOption(
      durationOption("--evaluation-interval <duration>", "how often rules are evaluated, such as 1m"),
    )
    .addOption(sizeOption("the most megabytes that are read of a file (default: 4)"));
  addRequestOptions(command)
    .addOption(formatOption())
    .addHelpText(
      "after",
      examples(
        "queries dashboards/ rules.yaml",
        "queries dashboards/ --against http://localhost:9959/metrics",
        "queries dashboards/ rules.yaml --used --prefix shop_",
        "queries rules/ --against http://localhost:9090 --header 'Authorization: Bearer …'",
      ),
    )
    .action(async (paths: readonly string[], given: QueriesArguments) => {
      const {
        schema,
        against = [],
        used = false,
        format,
        histograms,
        prefix = [],
        ignore = [],
        targetLabel = [],
        maxSize,
      } = given;
      const result = await queries({
        schema,
        histograms,
        against,
        used,
        source: { ...sourceOptions(given), maxSize: undefined },
        paths,
        maxSize,
        prefixes: prefix,
        ignored: ignore,
        targetLabels: targetLabel,
        intervals: {
          scrape: given.scrapeInterval && given.scrapeInterval / 1000,
          evaluation: given.evaluationInterval && given.evaluationInterval / 1000,
        },
      });
      await sink(result, format);
    });
};

interface QueriesArguments extends SourceArguments {
  readonly schema?: string;
  readonly against?: readonly string[];
  readonly used?: boolean;
  readonly histograms?: HistogramForm;
  readonly prefix?: readonly string[];
  readonly ignore?: readonly string[];
  readonly targetLabel?: readonly string[];
  /** In milliseconds. */
  readonly scrapeInterval?: number;
  readonly evaluationInterval?: number;
  readonly format: Format;
}

interface QueriesOptions extends KnownOptions {
  /** The schema file; `undefined` for the project's. */
  readonly schema: string | undefined;
  /** Expositions and Prometheis, which are read instead of a schema if there are some. */
  readonly against: readonly string[];
  /** Whether to report what no query uses, instead of findings. */
  readonly used: boolean;
  /** Options of requests to them. */
  readonly source: SourceOptions;
  /** Files and directories, at least one. */
  readonly paths: readonly string[];
  /** Of each file, in bytes; `undefined` for the default. */
  readonly maxSize: number | undefined;
  /** What the options say; otherwise it is read from the schema and the files. */
  readonly intervals: Pick<Intervals, "scrape" | "evaluation">;
}

/**
 * V8 takes what is made of each query for as long-lived as the queries, and allocates it where only a collection of the whole
 * heap frees it. Without that, 1,000 dashboards take 270 MB instead of 360, and a tenth less time.
 */
function freeShortLivedObjects(): void {
  try {
    setFlagsFromString("--no-allocation-site-pretenuring");
  } catch {
    // Other engines have no such flag.
  }
}

/** Checks the PromQL of dashboards and rules against the schema, or against metrics that were seen. */
async function queries(options: QueriesOptions): Promise<CommandResult> {
  if (options.against.length > 0 && options.schema !== undefined) {
    throw new UsageError("queries are checked against a schema or with `--against`; leave out one of both");
  }
  const loaded = options.against.length > 0 ? undefined : loadCatalog(options.schema ?? findSchema());
  const catalog = loaded?.catalog;
  if (loaded !== undefined && catalog === undefined) return { ...loaded, output: "", progress: "" };
  freeShortLivedObjects();
  const read = readQueries(options.paths, options.maxSize);
  const { queries: all, sources, diagnostics: ofFiles, passedOver, configurations } = read;
  const known =
    catalog === undefined
      ? (await readSeenMetrics(options.against, all, options.source)).known(options)
      : declaredMetrics(catalog, options);
  const progress = `${count(all.length, "query", "queries")} in ${count(read.files, "file")}${passedOverText(passedOver)}\n`;
  if (options.used) {
    const unused = findUnused(known, all);
    const documents = { json: unusedDocument(unused) };
    const output = unusedTable(unused);
    return { diagnostics: ofFiles, sources, output, progress, documents, failed: false };
  }
  const intervals = findIntervals({
    options: options.intervals,
    job: catalog?.outputs.scrape,
    configurations,
  });
  const findings = findMistakes(known, all, intervals);
  const diagnostics = inReadingOrder(
    [...ofFiles, ...findings.map(({ diagnostic }) => diagnostic)],
    [...sources.keys()],
  );
  return {
    diagnostics,
    sources,
    output: "",
    progress,
    documents: { json: formatFindings({ findings, ofFiles, queries: all.length, passedOver }) },
  };
}
