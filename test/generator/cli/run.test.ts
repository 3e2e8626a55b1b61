import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../generator/cli/commands.js";
import manifest from "../../../package.json" with { type: "json" };
import { FAULTY, project, runWith, SOUND } from "../../support/generator/run-command.js";

describe("help and version", () => {
  test.each([["--help"], ["-h"]])("%s lists the commands on standard output", async (...args) => {
    const { exitCode, stdout, stderr } = await runWith(args);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: metricsmith");
    expect(stdout).toMatch(/^ {2}generate /m);
  });

  test("commands are listed in the order in which a user needs them", async () => {
    const { stdout } = await runWith(["--help"]);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) \[/gm)].map(([, name]) => name);
    expect(commands).toEqual([...COMMANDS.map(({ name }) => name), "help"]);
  });

  test.each(COMMANDS.map(({ name }) => [name]))("help %s is its --help, with examples", async (command) => {
    const { exitCode, stdout, stderr } = await runWith(["help", command]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`\nExamples:\n  metricsmith ${command}\\b`));
    expect(await runWith([command, "--help"])).toEqual({ exitCode, stdout, stderr });
  });

  test("generate --help lists the options, with their defaults", async () => {
    const { exitCode, stdout } = await runWith(["generate", "--help"]);
    expect(exitCode).toBe(0);
    const lines = stdout.replace(/\s+/g, " ");
    expect(lines).toContain(
      "--schema <file> the schema (default: `metrics.schema.yaml` in this folder, or in the nearest above that has one)",
    );
    expect(lines).toContain(
      "--out <dir> the output directory (default: `outputs.directory` of the schema, or `generated` beside it)",
    );
    expect(lines).toContain(
      "--check write nothing; exit with 1 and show a patch if an output is stale -w, --watch generate again",
    );
    expect(lines).toContain('(choices: "pretty", "json", "github", "sarif", default: "pretty")');
  });

  test.each([["--version"], ["-v"]])("%s prints the package's version", async (...args) => {
    expect(await runWith(args)).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });
});

describe("wrong usage exits with 2, says why on standard error, and what to write instead", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: readonly string[] }]>([
    ["no command", { given: [], want: ["Usage: metricsmith"] }],
    ["an unknown command", { given: ["generat"], want: ["unknown command 'generat'", "generate"] }],
    ["an unknown option", { given: ["generate", "--chek"], want: ["unknown option '--chek'", "--check"] }],
    ["an unknown option before the command", { given: ["--chek"], want: ["unknown option '--chek'"] }],
    ["an option without its value", { given: ["generate", "--out"], want: ["argument missing"] }],
    [
      "an unknown format",
      { given: ["generate", "-f", "xml"], want: ["'xml'", "pretty, json, github, sarif"] },
    ],
    ["an argument too many", { given: ["generate", "x"], want: ["too many arguments", "generate --help"] }],
    ["an argument that is missing", { given: ["verify"], want: ["'source'", "(metricsmith verify --help"] }],
  ])("%s", async (_name, { given, want }) => {
    const { exitCode, stdout, stderr } = await runWith(given);
    expect([exitCode, stdout]).toEqual([2, ""]);
    for (const text of [...want, "metricsmith"]) expect(stderr).toContain(text);
  });
});

test("a message escapes text that would control a terminal or a workflow of GitHub", async () => {
  const { exitCode, stderr } = await runWith(["diff", "git:\u001b[31mx\n::error::y"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error: cannot read `git:\\u001B\[31mx\\u000A::error::y`: .*\n$/);
});

test.each([
  ["of an option that is not known", ["verify", "--pasword=hunter2", "x"]],
  ["of a URL", ["verify", "http://alice:hunter2@127.0.0.1:1/metrics"]],
  ["of a URL without its scheme", ["verify", "alice:hunter2@localhost:9959/metrics"]],
  ["of a URL that is none", ["import", "http://alice:hunter2@[/metrics"]],
  ["of a header", ["verify", "--header", "Authorization: Bearer hunter2\u0000", "http://127.0.0.1:1/"]],
  ["of a header without a name", ["verify", "--header", "hunter2", "http://127.0.0.1:1/"]],
])("an error does not show the password %s", async (_, args) => {
  const { exitCode, stdout, stderr } = await runWith(args);
  expect(exitCode).toBe(2);
  expect(stderr).not.toBe("");
  expect(stdout + stderr).not.toContain("hunter2");
});

describe("findings are results, on standard output, for programs", () => {
  test("as JSON", async () => {
    const { generate, file } = project(FAULTY);
    const { exitCode, stdout, stderr } = await generate("--format", "json");
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      errors: 1,
      warnings: 0,
      information: 0,
      diagnostics: [{ code: "unknown-vector", location: { file, line: 5, column: 15 } }],
    });
  });

  test("as workflow commands of GitHub", async () => {
    const { exitCode, stdout, stderr } = await project(FAULTY).generate("--format", "github");
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^::error file=.*,line=5,endLine=5,col=15,.*unknown-vector.*\n$/);
  });

  test("as SARIF", async () => {
    const { exitCode, stdout, stderr } = await project(FAULTY).generate("--format", "sarif");
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: "2.1.0",
      runs: [{ results: [{ ruleId: "unknown-vector", level: "error" }] }],
    });
  });

  test.each(["json", "sarif"])(
    "as %s that a program can read, also when an output is stale",
    async (format) => {
      const { exitCode, stdout } = await project(SOUND).generate("--check", "--format", format);
      expect(exitCode).toBe(1);
      expect(() => JSON.parse(stdout)).not.toThrow();
      expect(stdout).toContain("stale-output");
    },
  );

  test.each(["json", "github", "sarif"])(
    "as %s with nothing found, and progress beside it",
    async (format) => {
      const { exitCode, stdout, stderr } = await project(SOUND.replace("request", "requests_total")).generate(
        "--format",
        format,
      );
      expect(exitCode).toBe(0);
      expect(stderr).toContain("created");
      if (format === "github") expect(stdout).toBe("");
      else expect(() => JSON.parse(stdout)).not.toThrow();
    },
  );
});

describe("colour", () => {
  const ESCAPE = "\u001B[";

  test("is in findings for people, if it is enabled", async () => {
    const { file } = project(FAULTY);
    expect((await runWith(["generate", "--schema", file], true)).stderr).toContain(ESCAPE);
    expect((await runWith(["generate", "--schema", file], false)).stderr).not.toContain(ESCAPE);
  });

  test.each(["json", "github", "sarif"])("is never in %s", async (format) => {
    const { file } = project(FAULTY);
    const { stdout, stderr } = await runWith(["generate", "--schema", file, "--format", format], true);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  test("is never in a patch", async () => {
    const { file, out } = project(SOUND);
    const { stdout } = await runWith(["generate", "--check", "--schema", file, "--out", out], true);
    expect(stdout).not.toContain(ESCAPE);
  });
});
