import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { colourByDefault, withoutCommonOptions } from "../../../generator/cli/common-options.js";
import { FAULTY, project, runWith, SOUND } from "../../support/generator/run-command.js";

const ESCAPE = "\u001B[";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("--quiet prints no progress", () => {
  test.each([
    ["before the command", ["--quiet", "generate"]],
    ["behind the command", ["generate", "--quiet"]],
  ])("%s", async (_, [first = "", second = ""]) => {
    const { file, out } = project(SOUND.replace("request:", "requests_total:"));
    const loud = await runWith(["generate", "--schema", file, "--out", out]);
    expect(loud.stderr).toContain("created");
    expect(await runWith([first, second, "--schema", file, "--out", out])).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("and all findings and results", async () => {
    const { file } = project(FAULTY);
    const { exitCode, stderr } = await runWith(["generate", "--quiet", "--schema", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("unknown-vector");
  });
});

describe("--color", () => {
  test.each<
    readonly [
      string,
      { readonly given: readonly string[]; readonly terminal: boolean; readonly want: boolean },
    ]
  >([
    ["always colours what goes to a pipe", { given: ["--color", "always"], terminal: false, want: true }],
    ["never colours what goes to a terminal", { given: ["--color", "never"], terminal: true, want: false }],
    ["auto colours what goes to a terminal", { given: ["--color", "auto"], terminal: true, want: true }],
    ["may have an equals sign", { given: ["--color=always"], terminal: false, want: true }],
  ])("%s", async (_, { given, terminal, want }) => {
    const { file } = project(FAULTY);
    const behind = await runWith(["generate", "--schema", file, ...given], terminal);
    expect(behind.stderr.includes(ESCAPE)).toBe(want);
    expect(await runWith([...given, "generate", "--schema", file], terminal)).toEqual(behind);
  });

  test("takes no other word", async () => {
    const { exitCode, stderr } = await runWith(["generate", "--color", "sometimes"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Allowed choices are auto, always, never.");
  });

  test.each<readonly [string, boolean, Readonly<Record<string, string>>, boolean]>([
    ["a terminal has colours", true, {}, true],
    ["a pipe has none", false, {}, false],
    ["NO_COLOR takes them from a terminal", true, { NO_COLOR: "1" }, false],
    ["an empty NO_COLOR does not", true, { NO_COLOR: "" }, true],
    ["FORCE_COLOR gives them to a pipe", false, { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR=0 takes them from a terminal", true, { FORCE_COLOR: "0" }, false],
    ["NO_COLOR wins over FORCE_COLOR", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["a dumb terminal has none", true, { TERM: "dumb" }, false],
  ])("without the option, %s", (_, isTerminal, environment, want) => {
    expect(colourByDefault(isTerminal, environment)).toBe(want);
  });
});

test("options of all commands are not taken for the command, nor from another program", () => {
  const args = [
    "--color",
    "always",
    "--quiet",
    "import",
    "--color=never",
    "--run",
    "--",
    "npm",
    "--quiet",
    "--color",
  ];
  expect(withoutCommonOptions(args)).toEqual(["import", "--run", "--", "npm", "--quiet", "--color"]);
});

test("the help of each command has them", async () => {
  const { stdout } = await runWith(["stats", "--help"]);
  expect(stdout).toMatch(/Global Options:\n {2}--quiet .*\n {2}--color <when> /);
  expect(stdout).not.toContain("--version");
});

describe("a file that does not exist is answered with the one that is spelled most alike", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: string }]>([
    ["a schema", { given: ["generate", "-s", "metrics.shema.yaml"], want: "--schema metrics.schema.yaml" }],
    ["a schema with another ending", { given: ["stats", "-s", "sop.yml"], want: "--schema shop.yml" }],
    ["a schema of a comparison", { given: ["diff", "sop.yml"], want: "shop.yml" }],
    ["a dashboard", { given: ["queries", "dashboards/sop.json"], want: "dashboards/shop.json" }],
    ["a folder of dashboards", { given: ["queries", "dashbords"], want: "dashboards" }],
    [
      "a file in a folder that does not exist",
      { given: ["queries", "dashbords/shp.json"], want: "dashboards/shop.json" },
    ],
    ["an exposition", { given: ["verify", "scrap.txt"], want: "scrape.txt" }],
    ["a source of an import", { given: ["import", "scrap.txt"], want: "scrape.txt" }],
  ])("%s", async (_, { given, want }) => {
    const { folder } = project(SOUND);
    mkdirSync(join(folder, "dashboards"));
    for (const name of ["shop.yml", "scrape.txt", "dashboards/shop.json"])
      writeFileSync(join(folder, name), "");
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    const { exitCode, stderr } = await runWith(
      given.map((arg) => (/[./]|^dash/.test(arg) ? join(folder, arg) : arg)),
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`help: Did you mean \`${want}\`?`);
  });

  test("without one, there is no guess", async () => {
    const { exitCode, stderr } = await runWith(["queries", join(project(SOUND).folder, "zzz.json")]);
    expect([exitCode, stderr]).toEqual([2, expect.not.stringContaining("help:")]);
  });
});
