import { InvalidArgumentError, Option } from "commander";
import type { Format } from "../../diagnostics/format-diagnostics.js";
import { durationOf } from "../../text/duration.js";
import type { AddCommand } from "../command.js";
import {
  addSourceOptions,
  examples,
  formatOption,
  repeatedOption,
  type SourceArguments,
  schemaOption,
  sourceOptions,
} from "../options.js";

export const addVerify: AddCommand = (program, sink) => {
  const command = program
    .command("verify")
    .description("hold what a running program exposes against the schema")
    .argument("<source>", "a URL such as http://localhost:9959/metrics, a file, or `-` for standard input")
    .addOption(schemaOption());
  addSourceOptions(command)
    .addOption(duration("--timeout <duration>", "how long a URL may take to answer").default(10_000, "10s"))
    .addOption(duration("--for <duration>", "read the source again and again for so long, such as 5m"))
    .addOption(duration("--every <duration>", "how long after a scrape the next begins").default(5_000, "5s"))
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
      const { verify } = await import("../commands/verify.js");
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
      sink(result, given.format);
    });
};

interface VerifyArguments extends SourceArguments {
  readonly schema: string;
  readonly timeout: number;
  readonly for?: number;
  readonly every: number;
  readonly ignore?: readonly string[];
  readonly minCoverage: number;
  readonly format: Format;
}

function duration(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    const length = durationOf(text);
    if (typeof length === "number") return length;
    throw new InvalidArgumentError(`It ${length}: write one such as 15s, 1m30s or 500ms.`);
  });
}

function percent(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number <= 100) return number;
  throw new InvalidArgumentError("Write a number from 0 to 100.");
}

/** The first Ctrl-C asks for what is known so far; a second one ends the process. */
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
