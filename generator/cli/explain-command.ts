import { Option } from "commander";
import { type Explanation, explanationsOf, SUBJECTS, type Subject } from "../explain/explanations.js";
import { nearestName } from "../text/nearest-name.js";
import { type Paint, printable } from "../text/terminal.js";
import { type CommandResult, type ConfigureCommand, UsageError } from "./command.js";
import { examples } from "./options.js";

/** Arguments, options and action of `metricsmith explain`. */
export const configureExplain: ConfigureCommand = (command, sink) => {
  command
    .argument(
      "[code]",
      "a code, as a finding shows it in brackets, or a subject; without it, all codes are listed",
    )
    .addOption(
      new Option("-f, --format <format>", "how it is printed").choices(["pretty", "json"]).default("pretty"),
    )
    .addHelpText("after", examples("explain unknown-vector", "explain family-removed", "explain"))
    .allowExcessArguments(false)
    .action(async (code: string | undefined, { format }: { readonly format: "pretty" | "json" }) => {
      await sink(explain(code), format);
    });
};

function explain(name: string | undefined): CommandResult {
  if (name === undefined) return resultOf(SUBJECTS, (paint) => formatCodes(SUBJECTS, paint));
  const code = codeIn(name);
  const found = explanationsOf(code);
  if (found.length > 0) return resultOf(found, (paint) => formatExplanations(found, paint));
  const subject = SUBJECTS.find((one) => one.name === code);
  if (subject !== undefined) return resultOf(subject, (paint) => formatSubject(subject, paint));
  throw new UsageError(`there is no code \`${printable(name)}\``, { help: helpFor(code) });
}

/** As a user may copy it from a finding: `error[unknown-vector]:`. */
function codeIn(name: string): string {
  return (/\[([^[\]]*)\]/.exec(name)?.[1] ?? name).trim().toLowerCase();
}

function resultOf(
  data: object,
  pretty: NonNullable<NonNullable<CommandResult["documents"]>["pretty"]>,
): CommandResult {
  const json = `${JSON.stringify(data, undefined, 2)}\n`;
  return { diagnostics: [], sources: new Map(), output: "", progress: "", documents: { pretty, json } };
}

function helpFor(code: string): string {
  const codes = SUBJECTS.flatMap(({ explanations }) => explanations.map((one) => one.code));
  const nearest = nearestName(code, [...codes, ...SUBJECTS.map(({ name }) => name)]);
  if (nearest !== undefined) return `Did you mean \`metricsmith explain ${nearest}\`?`;
  return "`metricsmith explain` lists all codes, by subject.";
}

/** Columns of a line of text. */
const WIDTH = 100;

/** For people: the title, what the code means, and examples, one explanation below the other. */
function formatExplanations(explanations: readonly Explanation[], paint: Paint): string {
  return explanations.map((one) => textOf(one, paint)).join("\n");
}

function textOf(
  { code, severity, title, command, explanation, examples, withoutExample }: Explanation,
  paint: Paint,
): string {
  const head = `${paint(code, "bold")}: ${title}\n${severity}, found by \`metricsmith ${command}\``;
  const parts = [head, wrap(explanation)];
  if (withoutExample !== undefined) parts.push(`no example: ${withoutExample}`);
  for (const { label, text } of examples) {
    const lines = text.split("\n").map(printable);
    parts.push(
      `${paint(`${label}:`, "bold", "cyan")}\n${lines.map((line) => `    ${line}`.trimEnd()).join("\n")}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

/** For people: all codes, by subject. */
function formatCodes(subjects: readonly Subject[], paint: Paint): string {
  const groups = subjects.map(({ title, name, explanations }) => {
    const codes = explanations.map(({ code }) => code).join(", ");
    return `${paint(title, "bold")} (${name})\n${wrap(codes, "  ")}\n`;
  });
  return groups.join("\n");
}

/** For people: the codes of a subject, each with its title. */
function formatSubject({ title, explanations }: Subject, paint: Paint): string {
  const widest = Math.max(...explanations.map(({ code }) => code.length));
  const lines = explanations.map((one) => `  ${one.code.padEnd(widest)}  ${one.title}\n`);
  return `${paint(title, "bold")}\n${lines.join("")}`;
}

function wrap(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(`${indent}${line}`);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, `${indent}${line}`].join("\n");
}
