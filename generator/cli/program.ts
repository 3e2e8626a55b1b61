import { Command } from "commander";
import { addDiff } from "./command-lines/diff.js";
import { addGenerate } from "./command-lines/generate.js";
import { addImport } from "./command-lines/import.js";
import { addQueries } from "./command-lines/queries.js";
import { addVerify } from "./command-lines/verify.js";
import type { AddCommand, ResultSink } from "./result-sink.js";

/** The commands, a row each, in the order in which a user needs them and help lists them. */
const COMMANDS: readonly AddCommand[] = [addImport, addGenerate, addVerify, addQueries, addDiff];

/** The command line: its commands with their options. */
export function createProgram(version: string, sink: ResultSink): Command {
  const program = new Command("metricsmith")
    .description("Compiles a YAML schema of Prometheus metrics into typed TypeScript recorders.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command")
    .exitOverride()
    .showHelpAfterError("(metricsmith --help shows the commands and their options)");
  for (const add of COMMANDS) add(program, sink);
  for (const command of program.commands) {
    command.showHelpAfterError(`(metricsmith ${command.name()} --help shows its arguments and options)`);
  }
  return program;
}
