import { Option } from "commander";
import type { Format } from "../../diagnostics/format-diagnostics.js";
import { SOURCE_KINDS } from "../../import/import-sources.js";
import type { AddCommand } from "../command.js";
import { addSourceOptions, examples, formatOption, type SourceArguments, sourceOptions } from "../options.js";

export const addImport: AddCommand = (program, sink) => {
  const command = program
    .command("import")
    .description("write a schema from what there is: a Markdown reference, expositions, or source code")
    .argument("<source...>", "a file, a directory, a URL, or `-` for standard input; several are merged")
    .option("-o, --out <file>", "the schema to write; standard output when left out")
    .option("--force", "replace the schema if it exists")
    .addOption(
      new Option("--from <kind>", "what the source is; told by its name and content when left out").choices(
        SOURCE_KINDS.map(({ name }) => name),
      ),
    )
    .option("-n, --namespace <name>", "the namespace of the schema")
    .option(
      "--include-defaults",
      "also families of client libraries and runtimes: process_*, nodejs_*, go_*, …",
    );
  addSourceOptions(command)
    .addOption(formatOption())
    .addHelpText(
      "after",
      examples(
        "import src --out metrics.schema.yaml",
        "import http://localhost:9959/metrics --out metrics.schema.yaml",
      ),
    )
    .action(async (sources: readonly string[], options: ImportArguments) => {
      const { importSources } = await import("../commands/import.js");
      const { force = false, includeDefaults = false, out, from, namespace } = options;
      const asked = { sources, out, from, namespace, force, includeDefaults, source: sourceOptions(options) };
      sink(await importSources({ ...asked, format: options.format }), options.format);
    });
};

interface ImportArguments extends SourceArguments {
  readonly out?: string;
  readonly force?: boolean;
  readonly from?: string;
  readonly namespace?: string;
  readonly includeDefaults?: boolean;
  readonly format: Format;
}
