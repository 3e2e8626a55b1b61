import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Option } from "commander";
import type { Format } from "../diagnostics/format-diagnostics.js";
import { IMPORT_CODES } from "../import/codes.js";
import { type Draft, type ImportResult, type ImportSource, openImportSource } from "../import/draft.js";
import { SOURCE_KINDS, type SourceKind } from "../import/import-sources.js";
import type { ExitStatus } from "../import/run/observe-program.js";
import { makeSoundSchema } from "../import/sound-schema.js";
import { writeOutputs } from "../output/write-outputs.js";
import { LEGAL_NAME } from "../schema/format/text-format.js";
import { type SourceOptions, sourceName } from "../source/read-source.js";
import { systemReason } from "../text/system-reason.js";
import { count } from "../text/words.js";
import { type CommandResult, type ConfigureCommand, UsageError } from "./command.js";
import {
  addSourceOptions,
  examples,
  formatOption,
  repeatedOption,
  type SourceArguments,
  sourceOptions,
} from "./options.js";
import { stopProgress } from "./progress.js";

/** Arguments, options and action of `metricsmith import`. */
export const configureImport: ConfigureCommand = (command, sink, args) => {
  command
    .usage("[options] [source...] [-- command...]")
    .argument(
      "[source...]",
      "a file, a directory, a URL, or `-` for standard input; several are merged; behind `--`, the command of --run",
    )
    .option(
      "--run",
      "run the command behind `--`, such as a program's tests, and import the metrics that it creates",
    )
    .addOption(
      repeatedOption(
        "--include <place>",
        "with --run, also metrics that this library, folder or file creates; may be repeated",
      ),
    )
    .option("-o, --out <file>", "the schema to write; standard output when left out")
    .option("--force", "replace the schema if it exists")
    .addOption(
      new Option(
        "--from <kind>",
        "the kind of the source; recognised by its name and content when left out",
      ).choices(SOURCE_KINDS.map(({ name }) => name)),
    )
    .option("-n, --namespace <name>", "the namespace of the schema")
    .option(
      "--include-defaults",
      "also families of client libraries and runtimes: process_*, nodejs_*, go_*, …",
    );
  addSourceOptions(command)
    .addOption(
      repeatedOption(
        "--exclude <glob>",
        "files of source code that are not read, beside tests and fixtures: `legacy`, `src/**/*.gen.ts`; may be repeated",
      ),
    )
    .addOption(formatOption())
    .addHelpText(
      "after",
      examples(
        "import src --out metrics.schema.yaml",
        "import http://localhost:9959/metrics --out metrics.schema.yaml",
        "import --run --out metrics.schema.yaml -- npm test",
      ),
    )
    .action(async (operands: readonly string[], options: ImportArguments) => {
      const {
        force = false,
        includeDefaults = false,
        out,
        from,
        namespace,
        include = [],
        exclude = [],
      } = options;
      const { sources, program } = splitOperands(operands, args, options.run === true);
      if (sources.length === 0 && program === undefined)
        command.error("error: missing required argument 'source'");
      const choices = { out, from, namespace, force, includeDefaults, include, exclude };
      const given = { ...choices, sources, program, source: sourceOptions(options) };
      await sink(await importSources({ ...given, format: options.format }), options.format);
    });
};

/** The sources, and the words of the command behind `--`; `undefined` without `--run`. */
function splitOperands(
  operands: readonly string[],
  args: readonly string[],
  isRun: boolean,
): { readonly sources: readonly string[]; readonly program: readonly string[] | undefined } {
  if (!isRun) return { sources: operands, program: undefined };
  const at = args.indexOf("--");
  const program = at === -1 ? [] : args.slice(at + 1);
  if (program.length === 0) {
    throw new UsageError(
      "--run has no command; write it behind `--`, such as `metricsmith import --run -- npm test`",
    );
  }
  return { sources: operands.slice(0, operands.length - program.length), program };
}

interface ImportArguments extends SourceArguments {
  readonly run?: boolean;
  readonly include?: readonly string[];
  readonly out?: string;
  readonly force?: boolean;
  readonly from?: string;
  readonly namespace?: string;
  readonly includeDefaults?: boolean;
  readonly exclude?: readonly string[];
  readonly format: Format;
}

interface ImportOptions {
  /** Files, URLs or `-`; at least one, unless there is a program. */
  readonly sources: readonly string[];
  /** The program to run, and its arguments. */
  readonly program: readonly string[] | undefined;
  /** Libraries, folders and files whose metrics are imported from a run, too. */
  readonly include: readonly string[];
  /** The schema file; `undefined` for standard output. */
  readonly out: string | undefined;
  /** Replace the schema file. */
  readonly force: boolean;
  /** The name of a kind; `undefined` to recognise it. */
  readonly from: string | undefined;
  readonly namespace: string | undefined;
  readonly includeDefaults: boolean;
  /** Patterns of files of source code that are not read. */
  readonly exclude: readonly string[];
  /** Headers and credentials of requests to URLs. */
  readonly source: SourceOptions;
  readonly format: Format;
}

/** Imports sources into a schema and writes it, unless a diagnostic is an error. */
async function importSources(options: ImportOptions): Promise<CommandResult> {
  checkUsage(options);
  if (options.program === undefined) return writeSchema(await draftSources(options), options);
  const { exit, ...imported } = await draftProgram(options.program, options);
  return { ...writeSchema(imported, options), exit };
}

function writeSchema(imported: ImportResult, options: ImportOptions): CommandResult {
  const { draft, diagnostics, findBroken, sources } = imported;
  if (draft === undefined) return { diagnostics, sources, ...NOTHING };
  const schema = makeSoundSchema(draft, findBroken);
  const found = [...diagnostics];
  const report = IMPORT_CODES.reporter((diagnostic) => found.push(diagnostic));
  for (const { family, name, reason, help = UNDECLARABLE } of schema.leftOut) {
    report("import-left-out", { name, reason, help }, family.location);
  }
  if (schema.draft.families.length === 0) {
    const what = options.sources.map(sourceName).join(", ");
    report("import-nothing", { what, help: "All its families are left out." }, undefined);
    return { diagnostics: found, sources, ...NOTHING };
  }
  const { out } = options;
  if (out !== undefined) write(out, schema.text);
  return {
    diagnostics: found,
    sources,
    output: out === undefined ? schema.text : "",
    progress: progressOf(schema.draft, out),
  };
}

const UNDECLARABLE = "A schema cannot declare it: rename it in the program if you can.";

const NOTHING = { output: "", progress: "" };

function checkUsage({ sources, out, force, namespace, format }: ImportOptions): void {
  if (sources.filter((source) => source === "-").length > 1) {
    throw new UsageError("standard input, `-`, can be read but once; name it once");
  }
  if (namespace !== undefined && !LEGAL_NAME.test(namespace)) {
    throw new UsageError(
      `the --namespace ${JSON.stringify(namespace)} is not a name; write letters, digits and underscores, such as shop`,
    );
  }
  if (out === "") throw new UsageError("--out is empty; name the schema to write, or leave it out");
  if (out === undefined && format !== "pretty") {
    throw new UsageError(
      `--format ${format} reports on standard output, where the schema would go; name a file for that with --out`,
    );
  }
  if (out !== undefined && sources.some((source) => resolve(source) === resolve(out))) {
    throw new UsageError(`${out} is what is imported, and would be replaced; name another file with --out`);
  }
  if (out !== undefined && existsSync(out) && !force) {
    throw new UsageError(`${out} exists already; name another file with --out, or replace it with --force`);
  }
}

/** Runs the program, and drafts a schema from the metrics that it creates and from its source code, if there are sources. */
async function draftProgram(
  program: readonly string[],
  options: ImportOptions,
): Promise<ImportResult & { readonly exit: ExitStatus }> {
  const { sources, source, from, namespace, includeDefaults, include } = options;
  const opened = sources.map((argument) => openImportSource(argument, source));
  for (const one of opened) {
    const kind = from === undefined ? await kindOf(one) : undefined;
    if ((kind?.name ?? from) === "source") continue;
    throw new UsageError(
      `${one.name} is ${kind?.what ?? `imported from ${from}`}; beside --run, name source code`,
    );
  }
  const read =
    sources.length === 0
      ? undefined
      : await draftSources({ ...options, from: "source", namespace: undefined });
  const { observeProgram } = await import("../import/run/observe-program.js");
  const { draftRun } = await import("../import/run/draft-run.js");
  stopProgress(); // the terminal is the program's
  const { metrics, exit, unknownClients } = await observeProgram(program);
  const directory = process.cwd();
  const command = program.join(" ");
  return {
    ...draftRun(
      metrics,
      { namespace, includeDefaults, include, directory, command, sources, unknownClients },
      read,
    ),
    exit,
  };
}

async function draftSources({ sources, source, from, ...options }: ImportOptions): Promise<ImportResult> {
  const opened = sources.map((argument) => openImportSource(argument, source));
  const kind = SOURCE_KINDS.find(({ name }) => name === from) ?? (await commonKind(opened));
  return kind.draft(opened, options);
}

/** The kind of all sources. */
async function commonKind(sources: readonly ImportSource[]): Promise<SourceKind> {
  const kinds = await Promise.all(sources.map(async (source) => ({ source, kind: await kindOf(source) })));
  const [first, ...others] = kinds;
  if (first === undefined) throw new Error("an import has at least one source");
  const other = others.find(({ kind }) => kind !== first.kind);
  if (other === undefined) return first.kind;
  const each = [first, other].map(({ source, kind }) => `${source.name} is ${kind.what}`);
  throw new UsageError(`${each.join(", and ")}: import them one by one, or say what they are with --from`);
}

async function kindOf(source: ImportSource): Promise<SourceKind> {
  for (const kind of SOURCE_KINDS) if (await kind.recognises(source)) return kind;
  throw new Error("the last kind recognises every source");
}

function write(path: string, text: string): void {
  try {
    writeOutputs({ write: [{ path, before: undefined, after: text }], remove: [], foreign: [] });
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${systemReason(error)}`);
  }
}

/** The line that says what was imported and what to do next. */
function progressOf({ families, vectors }: Draft, out: string | undefined): string {
  const types = ["counter", "gauge", "histogram"] as const;
  const counts: readonly (readonly [number, string])[] = [
    ...types.map((type) => [families.filter((family) => family.type === type).length, type] as const),
    [vectors.length, "vector"],
  ];
  const all = counts.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  const next = "read its comments, decide, and run `metricsmith generate`";
  return `${out === undefined ? "imported" : `created ${out} with`} ${all.join(", ")}; ${next}\n`;
}
