import { Option } from "commander";
import type { Format } from "../../diagnostics/format-diagnostics.js";
import { SOURCE_KINDS } from "../../import/source-kinds.js";
import type { AddCommand } from "../result-sink.js";
import { UsageError } from "../usage-error.js";
import { examples } from "./examples.js";
import { formatOption, schemaOption } from "./shared-options.js";
import { addSourceOptions, type SourceArguments, sourceOptions } from "./source-options.js";

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
    .option("--rewrite", "show a patch of source code that has the recorders in place of a client's metrics")
    .option("--write", "with --rewrite: change the files, all or none")
    .addOption(schemaOption("with --rewrite: the schema"))
    .option("--recorders <file>", "with --rewrite: the generated recorders", "generated/recorders.ts")
    .addOption(formatOption())
    .addHelpText(
      "after",
      examples(
        "import src --out metrics.schema.yaml",
        "import http://localhost:9959/metrics --out metrics.schema.yaml",
        "import src --rewrite --recorders src/generated/recorders.ts",
      ),
    )
    .action(async (sources: readonly string[], options: ImportArguments) => {
      if (options.write === true && options.rewrite !== true) {
        throw new UsageError("--write goes with --rewrite; a schema is written with --out");
      }
      if (options.rewrite === true) {
        checkRewrite(options);
        const { rewrite } = await import("../commands/rewrite.js");
        const { schema, recorders, write = false } = options;
        sink(await rewrite({ sources, schema, recorders, write }), options.format);
        return;
      }
      const { importSources } = await import("../commands/import.js");
      const { force = false, includeDefaults = false, out, from, namespace } = options;
      const asked = { sources, out, from, namespace, force, includeDefaults, source: sourceOptions(options) };
      sink(await importSources({ ...asked, format: options.format }), options.format);
    });
};

/** A rewrite writes no schema. */
function checkRewrite({ out, from, namespace, force, includeDefaults }: ImportArguments): void {
  const given = {
    "--out": out,
    "--namespace": namespace,
    "--force": force,
    "--include-defaults": includeDefaults,
  };
  const stray = Object.entries(given).find(([, value]) => value !== undefined);
  if (stray !== undefined)
    throw new UsageError(`${stray[0]} goes with an import, not with --rewrite; leave one out`);
  if (from !== undefined && from !== "source") {
    throw new UsageError(`--from ${from} cannot be rewritten; --rewrite changes source code`);
  }
}

interface ImportArguments extends SourceArguments {
  readonly out?: string;
  readonly force?: boolean;
  readonly from?: string;
  readonly namespace?: string;
  readonly includeDefaults?: boolean;
  readonly rewrite?: boolean;
  readonly write?: boolean;
  readonly schema: string;
  readonly recorders: string;
  readonly format: Format;
}
