import type { ConfigureCommand } from "./command.js";

interface CommandRow {
  readonly name: string;
  /** Its arguments, as the list of commands shows them. */
  readonly arguments: string;
  readonly description: string;
  /** Imports the command's file, and with it what the command calls. */
  readonly load: () => Promise<ConfigureCommand>;
}

/** The commands, in the order in which a user needs them and help lists them. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: "init",
    arguments: "",
    description:
      "write a first schema for the project of this folder, with code, a test, scripts and a check",
    load: async () => (await import("./init-command.js")).configureInit,
  },
  {
    name: "import",
    arguments: "[source...] [-- command...]",
    description: "write a schema from a Markdown reference, expositions, source code or a running program",
    load: async () => (await import("./import-command.js")).configureImport,
  },
  {
    name: "adopt",
    arguments: "<source...>",
    description:
      "make a program record through the schema: change the module that it imports its metrics from",
    load: async () => (await import("./adopt-command.js")).configureAdopt,
  },
  {
    name: "generate",
    arguments: "",
    description: "write the recorders and the outputs that the schema asks for",
    load: async () => (await import("./generate-command.js")).configureGenerate,
  },
  {
    name: "lint",
    arguments: "",
    description: "check the names, units, labels and buckets of the schema against conventions",
    load: async () => (await import("./lint-command.js")).configureLint,
  },
  {
    name: "verify",
    arguments: "<source>",
    description: "check what a running program exposes against the schema",
    load: async () => (await import("./verify-command.js")).configureVerify,
  },
  {
    name: "queries",
    arguments: "<file...>",
    description:
      "check the PromQL of dashboards and rule files against the schema, an exposition or Prometheus",
    load: async () => (await import("./queries-command.js")).configureQueries,
  },
  {
    name: "diff",
    arguments: "<base> [head]",
    description: "show what changed between two schemas; exit with 1 if a change breaks dashboards or alerts",
    load: async () => (await import("./diff-command.js")).configureDiff,
  },
  {
    name: "explain",
    arguments: "[code]",
    description: "say what a finding means and why it matters, with a wrong and a right example",
    load: async () => (await import("./explain-command.js")).configureExplain,
  },
  {
    name: "stats",
    arguments: "",
    description: "list families, labels, and the series and bytes of the worst case",
    load: async () => (await import("./stats-command.js")).configureStats,
  },
  {
    name: "completion",
    arguments: "<shell>",
    description: "print a script that completes commands, options and files in bash, zsh or fish",
    load: async () => (await import("./completion-command.js")).configureCompletion,
  },
];

/** Commands that users know from other programs, and what does their work here. */
export const OTHER_COMMANDS: ReadonlyMap<string, string> = new Map([
  ...sameHelp(["new", "create", "setup"], "`metricsmith init` writes a first schema, and code that uses it."),
  ...sameHelp(
    ["check", "validate"],
    "`metricsmith lint` reports the mistakes of a schema and its style, and writes nothing.",
  ),
  ...sameHelp(
    ["cardinality", "series", "size"],
    "`metricsmith stats` lists families, labels, series and bytes.",
  ),
  ...sameHelp(["watch"], "Write `metricsmith generate --watch`."),
  ...sameHelp(["version"], "Write `metricsmith --version`."),
]);

function sameHelp(commands: readonly string[], help: string): readonly (readonly [string, string])[] {
  return commands.map((command) => [command, help]);
}
