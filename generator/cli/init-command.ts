import { createInterface } from "node:readline/promises";
import { Option } from "commander";
import { FRAMEWORKS, type Framework } from "../init/application.js";
import { type Ask, choose, chooseAlone, confirm } from "../init/choose.js";
import { describeProject, nextSteps } from "../init/next-steps.js";
import { type InitPlan, planInit } from "../init/plan-init.js";
import { type Project, readProject } from "../init/project.js";
import type { Choices } from "../init/schema-template.js";
import { findPackages } from "../init/workspace.js";
import { writeOutputs } from "../output/write-outputs.js";
import { systemReason } from "../text/system-reason.js";
import type { Paint } from "../text/terminal.js";
import { listAnd } from "../text/words.js";
import { type CommandResult, type ConfigureCommand, type ResultSink, UsageError } from "./command.js";
import { examples } from "./options.js";
import { stopProgress } from "./progress.js";

/** Arguments, options and action of `metricsmith init`. */
export const configureInit: ConfigureCommand = (command, sink) => {
  command
    .addOption(
      new Option(
        "--framework <name>",
        "whose requests are recorded (default: the one that the package depends on)",
      ).choices(FRAMEWORKS),
    )
    .option("-y, --yes", "do not ask; without a terminal, nothing is asked either")
    .addHelpText("after", examples("init --yes", "init --framework express"))
    .allowExcessArguments(false)
    .action(async (options: InitArguments) => {
      const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
      await init(options, options.yes === true || !isTerminal ? undefined : askOnTerminal, sink);
    });
};

interface InitArguments {
  readonly framework?: Framework;
  readonly yes?: boolean;
}

async function askOnTerminal(question: string): Promise<string | undefined> {
  stopProgress();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } catch {
    return undefined; // the input ended
  } finally {
    terminal.close();
  }
}

async function init({ framework }: InitArguments, ask: Ask | undefined, sink: ResultSink): Promise<void> {
  const folder = process.cwd();
  refuseWorkspaceRoot(folder);
  const project = await readProject(folder, process.env["npm_config_user_agent"]);
  if (project.manifest === undefined && framework !== undefined && framework !== "node") {
    throw new UsageError(`the folder is empty: there is no application of ${framework} in it`, {
      help: "Begin with the framework's own starter, or leave `--framework` out for a server of `node:http`.",
    });
  }
  const say = (document: (paint: Paint) => string, failed = false) =>
    sink(resultOf(document, failed), "pretty");
  await say((paint) => `${paint("Found:", "bold")} ${describeProject(project)}\n`);
  const choices = ask === undefined ? chooseAlone(project, framework) : await choose(project, framework, ask);
  if (choices === undefined) {
    await say(() => NOTHING_WRITTEN, true);
    return;
  }
  const plan = planInit(project, choices);
  if (plan.files.length === 0) {
    await say(() => `Nothing is missing: ${listAnd(plan.present)} are there.\n`);
    return;
  }
  await say((paint) => listFiles(plan, paint));
  if (ask !== undefined && (await confirm(ask, "Write them?")) !== true) {
    await say(() => NOTHING_WRITTEN, true);
    return;
  }
  writeFiles(plan);
  await say((paint) => listSteps(project, choices, { plan, paint }));
}

const NOTHING_WRITTEN = "Nothing is written.\n";

function resultOf(document: (paint: Paint) => string, failed: boolean): CommandResult {
  const documents = { pretty: document };
  return { diagnostics: [], sources: new Map(), output: "", progress: "", documents, failed };
}

function refuseWorkspaceRoot(folder: string): void {
  const packages = findPackages(folder);
  if (packages.length === 0) return;
  throw new UsageError("this is the root of a workspace: metrics belong to one of its packages", {
    help: `Run \`metricsmith init\` in ${listAnd(
      packages.map(({ path }) => path),
      5,
    )}.`,
  });
}

function listFiles({ files, present }: InitPlan, paint: Paint): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  const lines = files.map(({ path, purpose }) => `  ${path.padEnd(width)}  ${purpose}`);
  const stay = present.length === 0 ? [] : [`${paint("There already", "bold")}: ${present.join(", ")}`];
  return `${[paint("Files", "bold"), ...lines, ...stay].join("\n")}\n`;
}

function writeFiles({ files }: InitPlan): void {
  try {
    writeOutputs({ write: files, remove: [], foreign: [] });
  } catch (error) {
    throw new UsageError(`cannot write: ${systemReason(error)}; nothing was changed`);
  }
}

function listSteps(
  project: Project,
  choices: Choices,
  { plan, paint }: { readonly plan: InitPlan; readonly paint: Paint },
): string {
  const steps = nextSteps(project, choices, plan).map(({ text, lines = [] }, index) =>
    [`  ${index + 1}. ${text}`, ...lines.map((line) => `       ${line}`)].join("\n"),
  );
  return `\n${[paint("Written. Next", "bold"), ...steps].join("\n")}\n`;
}
