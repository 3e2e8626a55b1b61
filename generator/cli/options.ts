import { type Command, InvalidArgumentError, Option } from "commander";
import { FORMATS } from "../diagnostics/format-diagnostics.js";
import type { Credentials, SourceOptions } from "../source/read-source.js";
import { durationOf } from "../text/duration.js";
import { UsageError } from "./command.js";

/** An option without a default: a command finds the schema when it needs it. */
export function schemaOption(description = "the schema"): Option {
  return new Option(
    "-s, --schema <file>",
    `${description} (default: \`metrics.schema.yaml\` in this folder, or in the nearest above that has one)`,
  );
}

/** An option that may be repeated. Its value is the list of all values, in their order. */
export function repeatedOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    value,
  ]);
}

/** A duration of Prometheus, in milliseconds. */
export function durationOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    const length = durationOf(text);
    if (typeof length === "number") return length;
    throw new InvalidArgumentError(`It ${length}: write one such as 15s, 1m30s or 500ms.`);
  });
}

/** @param others formats beside those of diagnostics */
export function formatOption(others: readonly string[] = []): Option {
  return new Option("-f, --format <format>", "how findings are reported")
    .choices([...FORMATS, ...others])
    .default("pretty");
}

/** The password of `--user`. Every user of the machine can read a command line, but not the environment. */
const PASSWORD_VARIABLE = "METRICSMITH_PASSWORD";

/** The options of `addSourceOptions`, as commander parses them. */
export interface SourceArguments {
  readonly header?: readonly string[];
  readonly user?: string;
  readonly maxSize?: number;
}

/** Adds the options of sources, and of requests to URLs. */
export function addSourceOptions(command: Command): Command {
  return addRequestOptions(command).addOption(
    sizeOption("the most megabytes that are read of a source (default: 256)"),
  );
}

/** Adds the options of requests to URLs. */
export function addRequestOptions(command: Command): Command {
  return command
    .addOption(
      repeatedOption(
        "-H, --header <header>",
        "a header of requests to a URL, as `Name: value`; may be repeated",
      ),
    )
    .option(
      "-u, --user <user>",
      `for basic authentication; the password is in ${PASSWORD_VARIABLE}, or behind a colon`,
    );
}

/** An option with a number of megabytes, parsed into bytes. */
export function sizeOption(description: string): Option {
  return new Option("--max-size <MB>", description).argParser(parsedSize);
}

function parsedSize(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text) * 1024 * 1024;
  throw new UsageError(`--max-size is ${JSON.stringify(text)}; write a number of megabytes, such as 512`);
}

/**
 * What the options ask for.
 *
 * @throws UsageError if a header is none, or there is a user without a password
 */
export function sourceOptions(
  { header = [], user, maxSize }: SourceArguments,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SourceOptions {
  return {
    headers: Object.fromEntries(header.map(parsedHeader)),
    maxSize,
    credentials: user === undefined ? undefined : credentialsOf(user, environment),
  };
}

/** No message quotes a value: it may be a secret. */
function parsedHeader(header: string): readonly [string, string] {
  const [, name, value] = /^([^\s:]+):(.*)$/s.exec(header) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError("a --header is not a header; write one as `--header 'Name: value'`");
  }
  try {
    new Headers([[name, value]]);
  } catch {
    throw new UsageError(
      `the --header ${JSON.stringify(name)} is not a header of HTTP: its name is a word, its value one line of Latin-1`,
    );
  }
  return [name, value.trim()];
}

/** A user's name has no colon (RFC 7617, section 2). As in curl, text after a colon is the password. */
function credentialsOf(
  given: string,
  environment: Readonly<Record<string, string | undefined>>,
): Credentials {
  const colon = given.indexOf(":");
  if (colon >= 0) return { user: given.slice(0, colon), password: given.slice(colon + 1) };
  return { user: given, password: passwordOf(given, environment) };
}

function passwordOf(user: string, environment: Readonly<Record<string, string | undefined>>): string {
  const password = environment[PASSWORD_VARIABLE];
  if (password !== undefined) return password;
  throw new UsageError(
    `there is no password for --user ${JSON.stringify(user)}; set the environment variable ${PASSWORD_VARIABLE}`,
  );
}

/** Common calls of a command, for the end of its help. */
export function examples(...calls: readonly string[]): string {
  return ["", "Examples:", ...calls.map((call) => `  metricsmith ${call}`)].join("\n");
}
