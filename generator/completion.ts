/** What a shell completes: the commands, with their options and arguments. */
export interface CompletedProgram {
  readonly name: string;
  readonly commands: readonly CompletedCommand[];
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
export function bashCompletion({ name, commands }: CompletedProgram): string {
  const names = commands.map((command) => command.name);
  const cases = commands.map(({ name: command, options, argument }) => {
    const valued = options.flatMap(({ long, short, value }) => {
      if (value === undefined) return [];
      return `        ${[long, ...(short === undefined ? [] : [short])].join("|")}) ${bashReply(value)}; return ;;\n`;
    });
    const words = options.map(({ long }) => long).join(" ");
    return `    ${command})
      case $before in
${valued.join("")}      esac
      if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W ${quote(words)} -- "$word"))
      else
        ${bashReply(argument)}
      fi
      ;;
`;
  });
  return `# Completion of ${name} for bash: source <(${name} completion bash)
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' at
  # An equals sign is a word of its own.
  if [[ $word == = ]]; then word=''; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    if [[ " ${names.join(" ")} " == *" \${COMP_WORDS[at]} "* ]]; then command=\${COMP_WORDS[at]}; break; fi
  done
  COMPREPLY=()
  case $command in
    '') COMPREPLY=($(compgen -W ${quote([...names, "--help", "--version"].join(" "))} -- "$word")) ;;
${cases.join("")}  esac
}
complete -F _${name} ${name}
`;
}

function bashReply(value: CompletedValue): string {
  if (value === "files") return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")';
  if (value === "folders") return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word")';
  return value === "text" ? ":" : `COMPREPLY=($(compgen -W ${quote(value.join(" "))} -- "$word"))`;
}
