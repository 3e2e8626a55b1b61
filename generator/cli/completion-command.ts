import { Argument, type Command, type Option } from "commander";
import {
  bashCompletion,
  type CompletedCommand,
  type CompletedOption,
  type CompletedProgram,
  type CompletedValue,
  fishCompletion,
  zshCompletion,
} from "../completion.js";
import { SUBJECTS } from "../explain/explanations.js";
import { type ConfigureCommand, UsageError } from "./command.js";
import { TOPICS } from "./help-topics.js";
import { examples } from "./options.js";

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Arguments, options and action of `metricsmith completion`. */
export const configureCompletion: ConfigureCommand = (command, sink) => {
  command
    .addArgument(new Argument("<shell>", "the shell that the script is for").choices(Object.keys(SCRIPTS)))
    .addHelpText("after", examples("completion bash", "completion zsh", "completion fish"))
    .allowExcessArguments(false)
    .action(async (shell: keyof typeof SCRIPTS) => {
      const { parent } = command;
      if (parent === null) throw new UsageError("a completion is for a program with commands");
      const output = SCRIPTS[shell](completedProgram(parent));
      await sink({ diagnostics: [], sources: new Map(), output, progress: "" }, "pretty");
    });
};

/** For this command, all others are loaded, too. */
function completedProgram(program: Command): CompletedProgram {
  const commands: CompletedCommand[] = [];
  const common = program.options.filter(({ long }) => long !== "--version").map(completedOption);
  for (const command of program.commands) {
    const [argument] = command.registeredArguments;
    commands.push({
      name: command.name(),
      description: command.description(),
      options: [...command.options.map(completedOption), ...common, HELP],
      argument: argument?.argChoices ?? (argument === undefined ? "text" : placeholderValue(argument.name())),
    });
  }
  const names = [...commands.map(({ name }) => name), ...TOPICS.map(({ name }) => name)];
  commands.push({
    name: "help",
    description: "print help of a command, or of a topic",
    options: [],
    argument: names,
  });
  return { name: program.name(), commands, options: [...program.options.map(completedOption), HELP] };
}

const HELP: CompletedOption = { long: "--help", short: "-h", description: "print help", value: undefined };

function completedOption({ long, short, description, argChoices, flags }: Option): CompletedOption {
  const [, name] = /[<[]([\w-]+)/.exec(flags) ?? [];
  return {
    long: long ?? "",
    short,
    description,
    value: name === undefined ? undefined : (argChoices ?? placeholderValue(name)),
  };
}

/** What stands for a placeholder of help. */
function placeholderValue(placeholder: string): CompletedValue {
  if (placeholder === "dir") return "folders";
  if (placeholder === "code")
    return SUBJECTS.flatMap(({ explanations }) => explanations.map(({ code }) => code));
  return /^(?:files?|source|base|head|base-schema|path|page)$/.test(placeholder) ? "files" : "text";
}
