import { InvalidArgumentError, Option } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { type Format, tally } from "../diagnostics/format-diagnostics.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import {
  type Schedule,
  type SourceOptions,
  SourceUnreadableError,
  scrapeRepeatedly,
  sourceName,
} from "../source/read-source.js";
import { count, groupDigits } from "../text/words.js";
import type { Coverage, Share } from "../verify/coverage.js";
import { takeExposition, Verification, type Verified } from "../verify/verification.js";
import { type CommandResult, type ConfigureCommand, UsageError } from "./command.js";
import {
  addSourceOptions,
  durationOption,
  examples,
  formatOption,
  repeatedOption,
  type SourceArguments,
  schemaOption,
  sourceOptions,
} from "./options.js";

/** Arguments, options and action of `metricsmith verify`. */
export const configureVerify: ConfigureCommand = (command, sink) => {
  command
    .argument("<source>", "a URL such as http://localhost:9959/metrics, a file, or `-` for standard input")
    .addOption(schemaOption());
  addSourceOptions(command)
    .addOption(
      durationOption("--timeout <duration>", "how long a URL may take to answer").default(10_000, "10s"),
    )
    .addOption(durationOption("--for <duration>", "read the source again and again for so long, such as 5m"))
    .addOption(
      durationOption("--every <duration>", "how long after a scrape the next begins").default(5_000, "5s"),
    )
    .addOption(repeatedOption("--ignore <pattern>", "families of others, as `name_*`; may be repeated"))
    .addOption(
      new Option("--min-coverage <percent>", "exit with 1 if less of the schema was seen recorded")
        .argParser(percent)
        .default(0),
    )
    .addOption(formatOption())
    .addHelpText(
      "after",
      examples(
        "verify http://localhost:9959/metrics",
        "verify http://localhost:9959/metrics --for 5m --min-coverage 80",
      ),
    )
    .allowExcessArguments(false)
    .action(async (source: string, given: VerifyArguments) => {
      const { schema, ignore = [], minCoverage, timeout, for: duration = 0, every: interval } = given;
      const result = await untilInterrupted((signal) =>
        verify(source, {
          schema,
          ignore,
          minCoverage,
          schedule: { duration, interval },
          source: { ...sourceOptions(given), timeout, signal },
        }),
      );
      await sink(result, given.format);
    });
};

interface VerifyArguments extends SourceArguments {
  readonly schema?: string;
  readonly timeout: number;
  readonly for?: number;
  readonly every: number;
  readonly ignore?: readonly string[];
  readonly minCoverage: number;
  readonly format: Format;
}

function percent(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number <= 100) return number;
  throw new InvalidArgumentError("Write a number from 0 to 100.");
}

/** The first Ctrl-C aborts the signal, so that the command reports what it has read. A second one ends the process. */
async function untilInterrupted<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  try {
    return await run(interruption.signal);
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}

interface VerifyOptions {
  /** The schema file; `undefined` for the project's. */
  readonly schema: string | undefined;
  /** Names of families that the schema need not declare; `*` stands for any characters. */
  readonly ignore: readonly string[];
  /** In percent. */
  readonly minCoverage: number;
  /** For how long, and how often, the source is read. */
  readonly schedule: Schedule;
  /** Options of the requests. Its signal ends the repetition; the command reports what it has read by then. */
  readonly source: SourceOptions;
}

/** Checks what a source exposes against the schema. */
async function verify(source: string, options: VerifyOptions): Promise<CommandResult> {
  if (source === "-" && options.schedule.duration > 0) {
    throw new UsageError("standard input can be read once; leave out --for, or name a URL or a file");
  }
  if (/^(?!https?:).*\.ya?ml$/i.test(source)) {
    throw new UsageError(`\`${source}\` is a schema by its name, and verify reads what a program exposes`, {
      help: `Write \`metricsmith verify URL --schema ${source}\`, with a URL such as http://localhost:9959/metrics.`,
    });
  }
  const schema = options.schema ?? findSchema();
  const { catalog, diagnostics, sources } = loadCatalog(schema);
  if (catalog === undefined) return { diagnostics, sources, output: "", progress: "" };
  const { ignore, minCoverage, schedule } = options;
  const verification = new Verification(catalog, {
    ignore,
    minCoverage,
    federated: isFederation(source),
    repeated: schedule.duration > 0,
  });
  const name = await takeScrapes(source, verification, options);
  const verified = verification.report();
  const found = [...diagnostics, ...verified.diagnostics];
  return {
    diagnostics: found,
    sources: new Map([...sources, ...verified.sources]),
    output: coverageText(verified.coverage),
    progress: progressOf(name, schema, verified),
    documents: { json: jsonOf(found, verified) },
  };
}

/** @returns the name of the source in messages */
async function takeScrapes(
  source: string,
  verification: Verification,
  options: VerifyOptions,
): Promise<string> {
  let name: string | undefined;
  for await (const scrape of scrapeRepeatedly(source, options.schedule, options.source)) {
    if (!(scrape instanceof SourceUnreadableError)) {
      takeExposition(verification, scrape);
      const problem = verification.notAnExposition();
      if (problem !== undefined) throw new UsageError(`${scrape.name} is not an exposition: ${problem}`);
      name ??= scrape.name;
    } else if (name === undefined) throw scrape;
    else verification.takeFailure(scrape.message);
  }
  if (name === undefined) throw new UsageError(`${sourceName(source)} was not read before the interruption`);
  return name;
}

/** Whether a URL is that of the federation of Prometheus. */
function isFederation(source: string): boolean {
  return URL.canParse(source) && new URL(source).pathname.endsWith("/federate");
}

function progressOf(name: string, schema: string, { scrapes, samples }: Verified): string {
  const times = scrapes === 1 ? "" : ` in ${groupDigits(scrapes)} scrapes`;
  return `checked ${groupDigits(samples)} samples of ${name}${times} against ${schema}\n`;
}

/** Most things not seen that the text for people lists. */
const MOST_UNSEEN = 10;

function coverageText({ percent, families, labels, values, unseen }: Coverage): string {
  const shares = [
    shareText(families, "family", "families"),
    shareText(labels, "label"),
    shareText(values, "value"),
  ];
  const lines = [`coverage ${percent} %: ${shares.join(", ")}`];
  for (const thing of unseen.slice(0, MOST_UNSEEN)) lines.push(`  not seen: ${thing}`);
  if (unseen.length > MOST_UNSEEN)
    lines.push(`  and ${groupDigits(unseen.length - MOST_UNSEEN)} more, which --format json lists`);
  return `${lines.join("\n")}\n`;
}

function shareText({ seen, declared }: Share, one: string, several?: string): string {
  return `${groupDigits(seen)} of ${count(declared, one, several)}`;
}

/** The diagnostics and the coverage. */
function jsonOf(diagnostics: readonly Diagnostic[], { coverage, scrapes, samples }: Verified): string {
  const document = { diagnostics, ...tally(diagnostics), coverage, scrapes, samples };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
