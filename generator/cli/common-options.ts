import { type Command, Option } from "commander";

/** What the options of all commands say. */
export interface CommonOptions {
  /** No progress: results, findings and errors alone. */
  readonly quiet?: boolean;
  readonly color: ColourChoice;
}

const COLOUR_CHOICES = ["auto", "always", "never"] as const;

type ColourChoice = (typeof COLOUR_CHOICES)[number];

const COLOUR = "--color";
const QUIET = "--quiet";

/** Adds the options that stand anywhere in the command line, before or after the name of a command. */
export function addCommonOptions(program: Command): Command {
  return program
    .option("--quiet", "print no progress, only results, findings and errors")
    .addOption(
      new Option(`${COLOUR} <when>`, "whether text for people has colours; auto: on a terminal")
        .choices(COLOUR_CHOICES)
        .default("auto"),
    );
}

/** The arguments without those options, so that the first is the name of the command. */
export function withoutCommonOptions(args: readonly string[]): readonly string[] {
  const own = ownArguments(args);
  const rest = own.filter((arg, at) => {
    return arg !== QUIET && arg !== COLOUR && !arg.startsWith(`${COLOUR}=`) && own[at - 1] !== COLOUR;
  });
  return [...rest, ...args.slice(own.length)];
}

/** Whether there is to be no progress, before the command is loaded and its options are parsed. */
export function isQuiet(args: readonly string[]): boolean {
  return ownArguments(args).includes(QUIET);
}

/** What is after `--` is another program's. */
function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end === -1 ? args : args.slice(0, end);
}

/** Whether text has colours: by the option, or else by whether it goes to a terminal and the environment allows it. */
export function usesColour(choice: ColourChoice, byDefault: boolean): boolean {
  return choice === "auto" ? byDefault : choice === "always";
}

/**
 * Whether text has colours where no option says so. `NO_COLOR` wins over `FORCE_COLOR`; one that is empty is not there, and
 * `FORCE_COLOR=0` is a no, as in Node.
 */
export function colourByDefault(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal } = environment;
  if (no !== undefined && no !== "") return false;
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  return isTerminal && terminal !== "dumb";
}
