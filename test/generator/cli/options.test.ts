import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addSourceOptions, type SourceArguments, sourceOptions } from "../../../generator/cli/options.js";

function parsed(args: readonly string[]): SourceArguments {
  return addSourceOptions(new Command()).parse(args, { from: "user" }).opts();
}

const NOTHING = { headers: {}, credentials: undefined };

describe("the options of a source", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: object }]>([
    ["none", { given: [], want: NOTHING }],
    ["a header", { given: ["--header", "X-Scope: a"], want: { ...NOTHING, headers: { "X-Scope": "a" } } }],
    [
      "several headers, with colons and blanks in values",
      { given: ["-H", "A:b: c ", "-H", "D: "], want: { ...NOTHING, headers: { A: "b: c", D: "" } } },
    ],
    [
      "a user, whose password is in the environment",
      { given: ["-u", "ann"], want: { ...NOTHING, credentials: { user: "ann", password: "s: t" } } },
    ],
    [
      "a user with the password behind a colon, as curl has it",
      { given: ["-u", "ann:x:y"], want: { ...NOTHING, credentials: { user: "ann", password: "x:y" } } },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(sourceOptions(parsed(given), { METRICSMITH_PASSWORD: "s: t" })).toEqual(want);
  });

  test.each<readonly [string, { readonly given: readonly string[]; readonly want: string }]>([
    ["a header without a colon", { given: ["-H", "secret"], want: "write one as `--header 'Name: value'`" }],
    ["a header whose name is none", { given: ["-H", "a b: secret"], want: "write one as" }],
    [
      "a header over two lines",
      { given: ["-H", "X-Scope: secret\nB: c"], want: '"X-Scope" is not a header' },
    ],
    ["a user without a password", { given: ["-u", "ann"], want: '"ann"; set the environment variable' }],
  ])("%s is an error that shows no value", (_name, { given, want }) => {
    const call = () => sourceOptions(parsed(given), {});
    expect(call).toThrow(want);
    expect(call).not.toThrow("secret");
  });
});
