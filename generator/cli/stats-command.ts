import { Option } from "commander";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { findStats, STATS_ORDERS, statsDocument, statsTable } from "../stats.js";
import type { CommandResult, ConfigureCommand } from "./command.js";
import { examples, formatOption, schemaOption } from "./options.js";

/** Arguments, options and action of `metricsmith stats`. */
export const configureStats: ConfigureCommand = (command, sink) => {
  command
    .addOption(schemaOption())
    .addOption(
      new Option("--sort <by>", "what the families are sorted by, largest first")
        .choices(STATS_ORDERS)
        .default("series"),
    )
    .addOption(formatOption())
    .addHelpText("after", examples("stats", "stats --sort bytes", "stats --format json"))
    .allowExcessArguments(false)
    .action(async (options: StatsArguments) => {
      await sink(stats(options), options.format);
    });
};

interface StatsArguments {
  readonly schema?: string;
  readonly sort: (typeof STATS_ORDERS)[number];
  readonly format: Format;
}

/** Lists the families of the schema with their sizes in the worst case. */
function stats({ schema, sort }: StatsArguments): CommandResult {
  const { catalog, diagnostics, sources } = loadCatalog(schema ?? findSchema());
  if (catalog === undefined) return { diagnostics, sources, output: "", progress: "" };
  const found = findStats(catalog, sort);
  const documents = { json: statsDocument(found) };
  return { diagnostics, sources, output: statsTable(found), progress: "", documents };
}
