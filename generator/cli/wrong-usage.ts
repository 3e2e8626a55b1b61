import type { Command } from "commander";
import { printable } from "../text/terminal.js";
import { listAnd } from "../text/words.js";
import { UsageError } from "./command.js";

/** Commands that users know from other programs, and what does their work here. */
const OTHER_COMMANDS: ReadonlyMap<string, string> = new Map([
  ...sameHelp(
    ["init", "new", "create"],
    "`metricsmith import` writes a first schema from source code, a reference or what a program exposes. To begin with " +
      "an empty one, write two lines into `metrics.schema.yaml`: `version: 1`, and " +
      "`counters: { orders_total: { description: Orders placed. } }`.",
  ),
  ...sameHelp(
    ["lint", "check", "validate"],
    "`metricsmith generate --check` reports the mistakes of a schema, and writes nothing.",
  ),
  ...sameHelp(
    ["explain"],
    "Behind `help:`, each finding says what to write instead; `metricsmith generate --check` shows those of a schema.",
  ),
  ...sameHelp(["stats"], "`metricsmith generate` says how many families and series the schema has."),
  ...sameHelp(["watch"], "Run `metricsmith generate` after each change of the schema."),
  ...sameHelp(["version"], "Write `metricsmith --version`."),
]);

function sameHelp(commands: readonly string[], help: string): readonly (readonly [string, string])[] {
  return commands.map((command) => [command, help]);
}

/**
 * Checks the name of the called command, before an option or `help` hides that there is none.
 *
 * @param args the arguments after the program's name
 * @throws UsageError if there is no such command
 */
export async function checkCommand(args: readonly string[], commands: readonly string[]): Promise<void> {
  const [first = "", second] = args;
  const called = first === "help" ? second : first;
  if (called === undefined || called === "" || called.startsWith("-")) return; // help, or a mistake in an option
  if (called === "help" || commands.includes(called)) return;
  throw new UsageError(`unknown command '${called}'`, { help: await helpForCommand(called, commands) });
}

async function helpForCommand(called: string, commands: readonly string[]): Promise<string> {
  const known = OTHER_COMMANDS.get(called.toLowerCase());
  if (known !== undefined) return known;
  const { nearestName } = await import("../text/nearest-name.js"); // most calls need no such help
  const begun = commands.filter((command) => command.startsWith(called.toLowerCase()));
  const nearest = begun.length === 1 ? begun[0] : nearestName(called, commands);
  if (nearest !== undefined) return `Did you mean \`metricsmith ${nearest}\`?`;
  return `The commands are ${listAnd(commands)}; \`metricsmith --help\` describes them.`;
}

/** Follows commander's message that a command has too many arguments: the option that was probably meant. */
export function excessHelp(message: string, command: Command): string {
  if (!message.startsWith("error: too many arguments")) return "";
  const schema = command.args.find((arg) => /\.ya?ml$/i.test(arg));
  if (schema !== undefined) return `help: Name the schema with \`--schema ${printable(schema)}\`.\n`;
  const [excess = ""] = command.args.slice(command.registeredArguments.length);
  if (command.name() !== "generate") return "";
  return `help: Name the output directory with \`--out ${printable(excess)}\`, and the schema with \`--schema\`.\n`;
}
