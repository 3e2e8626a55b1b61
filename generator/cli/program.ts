import { Command, Option } from "commander";
import { FORMATS, type Format } from "../diagnostics/format/format-diagnostics.js";
import type { CommandResult } from "./command-result.js";
import { generate } from "./commands/generate.js";

/** Told of what a command returned, and in which format its findings are wanted. */
export type ResultSink = (result: CommandResult, format: Format) => void;

/** The command line: its commands, a row each, with their options. */
export function createProgram(version: string, sink: ResultSink): Command {
  const program = new Command("metricsmith")
    .description("Compiles a YAML schema of Prometheus metrics into typed TypeScript recorders.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError("(metricsmith --help shows the commands and their options)");

  program
    .command("generate")
    .description("write the outputs of the schema")
    .addOption(schemaOption())
    .option("-o, --out <dir>", "the output directory", "generated")
    .option("-c, --check", "write nothing; exit with 1 and show a patch if an output is stale")
    .addOption(formatOption())
    .allowExcessArguments(false)
    .action(async ({ check = false, ...options }: GenerateArguments) => {
      sink(await generate({ ...options, check }), options.format);
    });

  return program;
}

interface GenerateArguments {
  readonly schema: string;
  readonly out: string;
  readonly check?: boolean;
  readonly format: Format;
}

function schemaOption(): Option {
  return new Option("-s, --schema <file>", "the schema").default("metrics.schema.yaml");
}

function formatOption(): Option {
  return new Option("-f, --format <format>", "how findings are reported").choices(FORMATS).default("pretty");
}
