import { type Command, Option } from "commander";
import { FORMATS } from "../diagnostics/format-diagnostics.js";
import type { Credentials, SourceOptions } from "../source/read-source.js";
import { UsageError } from "./command.js";

export function schemaOption(description = "the schema"): Option {
  return new Option("-s, --schema <file>", description).default("metrics.schema.yaml");
}

/** An option that may be given several times: its values, in their order. */
export function repeatedOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    value,
  ]);
}

/** @param others formats beside those of diagnostics */
export function formatOption(others: readonly string[] = []): Option {
  return new Option("-f, --format <format>", "how findings are reported")
    .choices([...FORMATS, ...others])
    .default("pretty");
}

/** Holds the password of `--user`, and better than the option: what stands on a command line is seen by every user of the machine. */
const PASSWORD_VARIABLE = "METRICSMITH_PASSWORD";

/** The options of `addSourceOptions`, as commander gives them. */
export interface SourceArguments {
  readonly header?: readonly string[];
  readonly user?: string;
}

/** Adds the options by which a URL is asked. */
export function addSourceOptions(command: Command): Command {
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

/**
 * What the options ask for.
 *
 * @throws UsageError if a header is none, or there is a user without a password
 */
export function sourceOptions(
  { header = [], user }: SourceArguments,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SourceOptions {
  return {
    headers: Object.fromEntries(header.map(parsedHeader)),
    credentials: user === undefined ? undefined : credentialsOf(user, environment),
  };
}

/** No message quotes a value: it may be a secret. */
function parsedHeader(header: string): readonly [string, string] {
  const [, name, value] = /^([^\s:]+):(.*)$/s.exec(header) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError("a --header is no header; write one as `--header 'Name: value'`");
  }
  try {
    new Headers([[name, value]]);
  } catch {
    throw new UsageError(
      `the --header ${JSON.stringify(name)} is no header of HTTP: its name is a word, its value one line of Latin-1`,
    );
  }
  return [name, value.trim()];
}

/** A user's name has no colon (RFC 7617, section 2): what stands behind one is the password, as curl takes it. */
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

/** The end of a command's help: calls of it that are common. */
export function examples(...calls: readonly string[]): string {
  return ["", "Examples:", ...calls.map((call) => `  metricsmith ${call}`)].join("\n");
}
