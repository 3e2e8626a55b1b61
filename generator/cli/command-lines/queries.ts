import type { Format } from "../../diagnostics/format-diagnostics.js";
import type { AddCommand } from "../command.js";
import { examples, formatOption, repeatedOption, schemaOption } from "../options.js";

export const addQueries: AddCommand = (program, sink) => {
  program
    .command("queries")
    .description("hold the PromQL of dashboards and rule files against the schema")
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
    .addOption(formatOption())
    .addHelpText("after", examples("queries dashboards/ rules.yaml"))
    .action(async (paths: readonly string[], options: QueriesArguments) => {
      const { queries } = await import("../commands/queries.js");
      const { schema, format, prefix = [], ignore = [], targetLabel = [] } = options;
      const result = await queries({
        schema,
        paths,
        prefixes: prefix,
        ignored: ignore,
        targetLabels: targetLabel,
      });
      sink(result, format);
    });
};

interface QueriesArguments {
  readonly schema: string;
  readonly prefix?: readonly string[];
  readonly ignore?: readonly string[];
  readonly targetLabel?: readonly string[];
  readonly format: Format;
}
