import { Option } from "commander";
import type { Format } from "../../diagnostics/format/format-diagnostics.js";
import { SOURCE_KINDS } from "../../import/source-kinds.js";
import { importSources } from "../commands/import.js";
import type { AddCommand } from "../result-sink.js";
import { formatOption } from "./shared-options.js";
import { addSourceOptions, type SourceArguments, sourceOptions } from "./source-options.js";

export const addImport: AddCommand = (program, sink) => {
  const command = program
    .command("import")
    .description("write a schema from what there is: a Markdown reference, or expositions")
    .argument("<source...>", "a file, a URL, or `-` for standard input; several expositions are merged")
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
    .action(async (sources: readonly string[], options: ImportArguments) => {
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
