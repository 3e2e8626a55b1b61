/** What a shell completes: the commands, with their options and arguments. */
export interface CompletedProgram {
  readonly name: string;
  readonly commands: readonly CompletedCommand[];
  /** Those that stand before a command. */
  readonly options: readonly CompletedOption[];
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** With the options of all commands. */
  readonly options: readonly CompletedOption[];
  readonly argument: CompletedValue;
}

export interface CompletedOption {
  /** `--format`. */
  readonly long: string;
  /** `-f`. */
  readonly short: string | undefined;
  readonly description: string;
  /** `undefined` if the option takes no value. */
  readonly value: CompletedValue | undefined;
}

/** The words that stand in a place, or files, folders, or text that a shell cannot know. */
export type CompletedValue = readonly string[] | "files" | "folders" | "text";

/** A text for POSIX shells, as it stands. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script that teaches bash to complete the command line. Bash then runs no program to complete a word. */
export function bashCompletion({ name, commands, options }: CompletedProgram): string {
  const names = commands.map((command) => command.name);
  const cases = commands.map(({ name: command, options, argument }) => {
    const words = options.map(({ long }) => long).join(" ");
    return `    ${command})
${bashValues(options)}
      if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W ${quote(words)} -- "$word"))
      else
        ${bashReply(argument)}
      fi
      ;;
`;
  });
  return `# Completion of ${name} for bash: eval "$(${name} completion bash)"
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' at
  # An equals sign is a word of its own.
  if [[ $word == = ]]; then word=''; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    if [[ " ${names.join(" ")} " == *" \${COMP_WORDS[at]} "* ]]; then command=\${COMP_WORDS[at]}; break; fi
  done
  COMPREPLY=()
  case $command in
    '')
${bashValues(options)}
      COMPREPLY=($(compgen -W ${quote([...names, ...options.map(({ long }) => long)].join(" "))} -- "$word"))
      ;;
${cases.join("")}  esac
}
complete -F _${name} ${name}
`;
}

/** Completes the value of an option that stands before the word. */
function bashValues(options: readonly CompletedOption[]): string {
  const cases = options.flatMap(({ long, short, value }) => {
    if (value === undefined) return [];
    return `        ${[long, ...(short === undefined ? [] : [short])].join("|")}) ${bashReply(value)}; return ;;\n`;
  });
  return `      case $before in\n${cases.join("")}      esac`;
}

function bashReply(value: CompletedValue): string {
  if (value === "files") return bashPaths("-f");
  if (value === "folders") return bashPaths("-d");
  return value === "text" ? ":" : `COMPREPLY=($(compgen -W ${quote(value.join(" "))} -- "$word"))`;
}

/** Bash 3.2, which macOS has, knows neither `mapfile` nor `compopt`. */
function bashPaths(kind: "-f" | "-d"): string {
  return `compopt -o filenames 2>/dev/null; while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen ${kind} -- "$word")`;
}

/** A script that teaches zsh to complete the command line, with the descriptions of commands and options. */
export function zshCompletion({ name, commands, options }: CompletedProgram): string {
  const described = commands.map((command) => {
    return `    ${quote(`${command.name}:${command.description}`)}\n`;
  });
  const cases = commands.map(({ name: command, options, argument }) => {
    const specs = options.flatMap(zshOption);
    if (argument !== "text") specs.push(quote(`*:${zshValue(argument)}`)); // zsh would insert nothing beside a text
    return `        ${command})\n          _arguments ${specs.join(CONTINUED)} ;;\n`;
  });
  return `#compdef ${name}
# Completion of ${name} for zsh: source <(${name} completion zsh)
_${name}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
${described.join("")}  )
  _arguments -C ${[...options.flatMap(zshOption), quote("1:command:->command"), quote("*::argument:->argument")].join(CONTINUED)}
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
${cases.join("")}      esac ;;
  esac
}
compdef _${name} ${name}
`;
}

/** Between the parts of one command of zsh. */
const CONTINUED = " \\\n            ";

/** It may be given several times, as `queries` takes `--ignore`. */
function zshOption({ long, short, description, value }: CompletedOption): string[] {
  const message = `[${description.replace(/[\\[\]]/g, "\\$&")}]`;
  const values = value === undefined ? "" : `:${zshValue(value)}`;
  const forms = short === undefined ? [long] : [short, long];
  return forms.map((form) => {
    const joined = value === undefined ? "" : form === long ? "=" : "+";
    return quote(`*${form}${joined}${message}${values}`);
  });
}

/** What is completed, and how. */
function zshValue(value: CompletedValue): string {
  if (value === "files") return "file:_files";
  if (value === "folders") return "folder:_files -/";
  return value === "text" ? "text:" : `value:(${value.join(" ")})`;
}

/** A script that teaches fish to complete the command line, with the descriptions of commands and options. */
export function fishCompletion({ name, commands, options }: CompletedProgram): string {
  const common = options.map((option) => fishOption(name, "", option)); // offered everywhere
  const isCommon = new Set(options.map(({ long }) => long));
  const rest = commands.flatMap(({ name: command, description, options, argument }) => {
    const within = ` -n ${fishQuote(`__fish_seen_subcommand_from ${command}`)}`;
    return [
      `complete -c ${name} -n __fish_use_subcommand -a ${command} -d ${fishQuote(description)}\n`,
      ...options.filter(({ long }) => !isCommon.has(long)).map((option) => fishOption(name, within, option)),
      argument === "text" ? "" : `complete -c ${name}${within}${fishValue(argument)}\n`,
    ];
  });
  return `# Completion of ${name} for fish: ${name} completion fish | source
complete -c ${name} -f
${[...common, ...rest].join("")}`;
}

function fishOption(
  name: string,
  within: string,
  { long, short, description, value }: CompletedOption,
): string {
  const forms = `${short === undefined ? "" : ` -s ${short.slice(1)}`} -l ${long.slice(2)}`;
  const values = value === undefined ? "" : ` -r${fishValue(value)}`;
  return `complete -c ${name}${within}${forms}${values} -d ${fishQuote(description)}\n`;
}

function fishValue(value: CompletedValue): string {
  if (value === "files") return " -F";
  if (value === "folders") return " -f -a '(__fish_complete_directories)'";
  return value === "text" ? " -f" : ` -f -a ${fishQuote(value.join(" "))}`;
}

/** A text for fish, as it stands. */
function fishQuote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
