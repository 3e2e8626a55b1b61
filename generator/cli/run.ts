import { Command, CommanderError, Help, type Option } from "commander";
import type { ExitStatus } from "../import/run/observe-program.js";
import { PACKAGE_VERSION } from "../package-version.js";
import { maskSecrets } from "../text/secrets.js";
import { systemReason, UnreadableError } from "../text/system-reason.js";
import { painter, printable, safeOutput } from "../text/terminal.js";
import { listAnd } from "../text/words.js";
import { type CommandResult, errorText, type ResultFormat, type ResultSink, UsageError } from "./command.js";
import { COMMANDS, OTHER_COMMANDS } from "./commands.js";
import {
  addCommonOptions,
  type CommonOptions,
  isQuiet,
  usesColour,
  withoutCommonOptions,
} from "./common-options.js";
import { findTopic, TOPICS, topicList, topicText } from "./help-topics.js";
import { startProgress, stopProgress } from "./progress.js";

/** Functions that write the output of the command line. */
interface Output {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether text for people on standard error has colours, unless `--color` says so. */
  readonly colour: boolean;
  /** Whether text for people on standard output has colours, unless `--color` says so. */
  readonly documentColour: boolean;
  /** Clears the terminal. `undefined` if standard error is none. */
  readonly clear?: (() => void) | undefined;
  /** Whether standard error is a terminal that can show how long a command has been at work. */
  readonly showsProgress?: boolean;
}

/** An output with what the options of the command line say. */
interface Printer {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  colour: boolean;
  documentColour: boolean;
  quiet: boolean;
  readonly clear: (() => void) | undefined;
}

/**
 * Runs the command line.
 *
 * @param args the arguments after the program's name
 * @returns the exit code: 0 clean, 1 findings, 2 wrong usage, unreadable input or unwritable output; or how the program
 *   ended that the command ran
 */
export async function run(args: readonly string[], given: Output): Promise<ExitStatus> {
  const output = createPrinter(given);
  const words = withoutCommonOptions(args);
  try {
    const topic = words[0] === "help" ? findTopic(words[1]) : undefined;
    if (topic !== undefined) {
      output.stdout(topicText(topic));
      return 0;
    }
    await checkCommand(words);
    if (given.showsProgress === true && !isQuiet(args)) startProgress(words[0] ?? "");
    let exitCode: ExitStatus = 0;
    const program = await createProgram(args, async (result, format) => {
      exitCode = await print(result, format, output);
    });
    program.hook("preAction", () => {
      const { quiet = false, color } = program.opts<CommonOptions>();
      output.quiet = quiet;
      output.colour = usesColour(color, given.colour);
      output.documentColour = usesColour(color, given.documentColour);
    });
    for (const command of [program, ...program.commands]) {
      const outputError = (text: string) =>
        output.stderr(text.replace(VALUE_OF_UNKNOWN_OPTION, "$1'") + excessHelp(text, command));
      command
        .configureOutput({ writeOut: output.stdout, writeErr: output.stderr, outputError })
        .exitOverride();
    }
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has printed its message
    output.stderr(`${await messageOf(error)}\n`);
    return 2;
  } finally {
    stopProgress();
  }
}

/** Nothing is written beside a line of progress: it ends before the first output. */
function createPrinter({ stdout, stderr, colour, documentColour, clear }: Output): Printer {
  const printer: Printer = {
    stdout: (text) => {
      if (text === "") return;
      stopProgress();
      stdout(safeOutput(text, printer.documentColour));
    },
    stderr: (text) => {
      if (text === "") return;
      stopProgress();
      stderr(safeOutput(text, printer.colour));
    },
    colour,
    documentColour,
    quiet: false,
    clear:
      clear === undefined
        ? undefined
        : () => {
            stopProgress();
            clear();
          },
  };
  return printer;
}

/** In `unknown option '--pasword=secret'`. */
const VALUE_OF_UNKNOWN_OPTION = /(unknown option '-[^'=]*)=.*'/s;

/** Prints a result. Findings go to standard error for people, and to standard output for programs. */
async function print(result: CommandResult, format: ResultFormat, output: Printer): Promise<ExitStatus> {
  const { diagnostics, sources } = result;
  if (result.line !== undefined) {
    if (output.clear === undefined) {
      output.stderr(`${result.line}\n`);
      return 0;
    }
    output.clear();
  }
  const document = result.documents?.[format];
  // The state of a command that goes on is its result.
  if (!output.quiet || result.line !== undefined) output.stderr(result.progress);
  if (typeof document === "function") output.stdout(document(painter(output.documentColour)));
  else if (document !== undefined) output.stdout(document);
  else if (format === "pretty" || format === "markdown") {
    output.stdout(result.output);
    if (diagnostics.length > 0) {
      const { formatPretty } = await import("../diagnostics/format-diagnostics.js"); // no findings do not wait for it
      const whole = "`--format json`";
      output.stderr(formatPretty(diagnostics, sources, { colour: output.colour, whole, explained: true }));
    }
  } else {
    const { formatDiagnostics } = await import("../codes.js");
    output.stdout(formatDiagnostics(diagnostics, sources, format, { colour: output.colour }));
  }
  if (result.exit !== undefined && result.exit !== 0) return result.exit;
  return (result.failed ?? diagnostics.some(({ severity }) => severity === "error")) ? 1 : 0;
}

async function messageOf(error: unknown): Promise<string> {
  const { SchemaUnreadableError } = await import("../schema/find-schema.js");
  const isInput = error instanceof SchemaUnreadableError || error instanceof UnreadableError;
  if (isInput || error instanceof UsageError) {
    const { suggestFile } = await import("../text/nearest-file.js"); // most calls need no such help
    const help = ("help" in error ? error.help : undefined) ?? suggestFile(error.cause);
    return errorText({ message: error.message, help });
  }
  const detail =
    process.env["METRICSMITH_DEBUG"] && error instanceof Error
      ? (error.stack ?? error.message)
      : systemReason(error);
  return (
    `internal error: ${maskSecrets(detail)}\n` +
    "This is a bug in metricsmith. Please report it with the schema and what METRICSMITH_DEBUG=1 prints."
  );
}

/** Makes the program. It loads the file of the called command only, so that help is fast; a completion needs all. */
async function createProgram(args: readonly string[], sink: ResultSink): Promise<Command> {
  const program = new Command("metricsmith")
    .description("Compiles a YAML schema of Prometheus metrics into typed TypeScript recorders.")
    .version(PACKAGE_VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command, or of a topic")
    .configureHelp({
      subcommandTerm: commandTerm,
      showGlobalOptions: true,
      visibleGlobalOptions: commonOptions,
    })
    .addHelpText("after", `\nTopics, as in \`metricsmith help ${TOPICS[0].name}\`:\n${topicList()}`)
    .exitOverride()
    .showHelpAfterError("(metricsmith --help shows the commands and their options)");
  addCommonOptions(program);
  const called = calledCommand(withoutCommonOptions(args));
  for (const { name, description, load } of COMMANDS) {
    const command = program
      .command(name)
      .description(description)
      .showHelpAfterError(`(metricsmith ${name} --help shows its arguments and options)`);
    if (name === called || called === "completion") (await load())(command, sink, args);
  }
  return program;
}

/** The first argument that is not an option; after `help`, the next one. */
function calledCommand(args: readonly string[]): string | undefined {
  const [first, second] = args.filter((arg) => !arg.startsWith("-"));
  return first === "help" ? second : first;
}

/** The options of all commands, as the help of each shows them. */
function commonOptions(command: Command): Option[] {
  const help = new Help();
  help.showGlobalOptions = true;
  return help.visibleGlobalOptions(command).filter(({ long }) => long !== "--version");
}

/** A line of the list of commands. Commander knows the arguments of the loaded command only. */
function commandTerm(command: Command): string {
  const row = COMMANDS.find(({ name }) => name === command.name());
  return row === undefined
    ? new Help().subcommandTerm(command)
    : `${row.name} [options] ${row.arguments}`.trim();
}

/**
 * Checks the name of the called command, before an option or `help` hides that there is none.
 *
 * @param args the arguments after the program's name, without the options of all commands
 * @throws UsageError if there is no such command
 */
async function checkCommand(args: readonly string[]): Promise<void> {
  const commands = COMMANDS.map(({ name }) => name);
  const [first = "", second] = args;
  const isHelp = first === "help";
  const called = isHelp ? second : first;
  if (called === undefined || called === "" || called.startsWith("-")) return; // help, or a mistake in an option
  if (called === "help" || commands.includes(called)) return;
  throw new UsageError(`unknown ${isHelp ? "command or topic" : "command"} '${called}'`, {
    help: await (isHelp ? helpForTopic(called, commands) : helpForCommand(called, commands)),
  });
}

async function helpForCommand(called: string, commands: readonly string[]): Promise<string> {
  const known = OTHER_COMMANDS.get(called.toLowerCase());
  if (known !== undefined) return known;
  const nearest = await nearestOf(called, commands);
  if (nearest !== undefined) return `Did you mean \`metricsmith ${nearest}\`?`;
  return `The commands are ${listAnd(commands)}; \`metricsmith --help\` describes them.`;
}

async function helpForTopic(called: string, commands: readonly string[]): Promise<string> {
  const topics = TOPICS.flatMap(({ name, synonyms }) => [name, ...synonyms]);
  const nearest = await nearestOf(called, [...commands, ...topics]);
  if (nearest !== undefined) return `Did you mean \`metricsmith help ${nearest}\`?`;
  return "`metricsmith --help` lists the commands and the topics.";
}

/** The name that begins like a word, if it is the only one, or that is spelled most alike. */
async function nearestOf(word: string, names: readonly string[]): Promise<string | undefined> {
  const { nearestName } = await import("../text/nearest-name.js");
  const begun = names.filter((name) => name.startsWith(word.toLowerCase()));
  return begun.length === 1 ? begun[0] : nearestName(word, names);
}

/** Follows commander's message that a command has too many arguments: the option that was probably meant. */
function excessHelp(message: string, command: Command): string {
  if (!message.startsWith("error: too many arguments")) return "";
  const schema = command.args.find((arg) => /\.ya?ml$/i.test(arg));
  if (schema !== undefined) return `help: Name the schema with \`--schema ${printable(schema)}\`.\n`;
  const [excess = ""] = command.args.slice(command.registeredArguments.length);
  if (command.name() !== "generate") return "";
  return `help: Name the output directory with \`--out ${printable(excess)}\`, and the schema with \`--schema\`.\n`;
}
