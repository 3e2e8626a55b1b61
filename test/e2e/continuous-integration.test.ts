import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { compiledGenerator } from "../support/compiled-packages.js";
import { blocksOf } from "../support/documents.js";
import { type Ran, runWith } from "../support/generator/run-command.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/*
 * The GitHub Action and the hooks of pre-commit: what they run is run here, in a repository of git that has metricsmith
 * installed, with the environment that GitHub gives.
 */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCRIPT = join(ROOT, ".github/actions/check/check.sh");

const SCHEMA = `version: 1
namespace: shop
counters:
  orders_total: { vectors: [payment], description: Orders placed. }
  logins_total: { description: Logins. }
vectors:
  payment: { values: [card, paypal] }
`;

const DASHBOARD = 'groups: [{ name: a, rules: [{ record: b:c:d, expr: "rate(shop_logins_total[5m])" }] }]\n';

let main = "";

beforeAll(async () => {
  ({ main } = await compiledGenerator());
}, 120_000);

interface Checked {
  readonly exitCode: number;
  readonly output: string;
  readonly summary: string;
}

/**
 * A checkout of a pull request, by default as shallow as that of `actions/checkout`; `change` makes the request's commit.
 */
async function pullRequest(change: (folder: string) => void, depth = ["--depth=1"]): Promise<string> {
  const origin = temporaryFolder();
  write(origin, {
    "metrics.schema.yaml": SCHEMA,
    "rules/rules.yaml": DASHBOARD,
    "package.json": '{ "name": "shop", "private": true, "type": "module" }\n',
  });
  await runIn(origin, ["generate"]);
  git(origin, "init", "--quiet", "--initial-branch=main");
  commit(origin);
  git(origin, "checkout", "--quiet", "-b", "request");
  change(origin);
  commit(origin);
  const checkout = temporaryFolder();
  git(checkout, "clone", "--quiet", ...depth, "--branch=request", `file://${origin}`, "work");
  return join(checkout, "work");
}

/** Runs the command line in a folder, in this process. */
async function runIn(folder: string, args: readonly string[]): Promise<Ran> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await runWith(args);
  } finally {
    process.chdir(before);
  }
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A folder of programs with an `npx` that runs the compiled program, without what npm takes to find it. */
function programs(): string {
  const folder = temporaryFolder();
  write(folder, {
    npx: `#!/bin/sh\n[ "$1 $2" = "--no-install metricsmith" ] || exit 9\nshift 2\nexec "${process.execPath}" "${main}" "$@"\n`,
  });
  chmodSync(join(folder, "npx"), 0o755);
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  run(folder, "git", "-c", "user.name=a", "-c", "user.email=a@example.com", ...args);
}

function commit(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message=Change");
}

function run(cwd: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs the Action's script with its inputs. */
function check(folder: string, inputs: Readonly<Record<string, string>>): Checked {
  const summary = join(folder, "..", "summary.md");
  writeFileSync(summary, "");
  const PATH = `${programs()}:${process.env["PATH"]}`;
  const env = { ...process.env, PATH, GITHUB_BASE_REF: "main", GITHUB_STEP_SUMMARY: summary, ...inputs };
  let exitCode = 0;
  let output = "";
  try {
    output = execFileSync("bash", ["-c", `bash "${SCRIPT}" 2>&1`], { cwd: folder, encoding: "utf8", env });
  } catch (error) {
    ({ status: exitCode, stdout: output } = error as { readonly status: number; readonly stdout: string }); // of execFileSync
  }
  return { exitCode, output, summary: readFileSync(summary, "utf8") };
}

describe("the Action", () => {
  test("is clean where nothing changes", async () => {
    const checked = check(await pullRequest(() => {}), { INPUT_QUERIES: "rules" });
    expect(checked).toMatchObject({ exitCode: 0, output: expect.not.stringContaining("::error") });
    expect(checked.summary).toContain("No change");
  });

  test("annotates stale code, broken queries and breaking changes at once, and sums them up", async () => {
    const folder = await pullRequest((origin) => {
      write(origin, { "metrics.schema.yaml": SCHEMA.replace(/ {2}logins_total.*\n/, "") });
    });
    const { exitCode, output, summary } = check(folder, { INPUT_QUERIES: "rules" });
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^::error file=generated\/recorders\.ts,.*stale-output/m);
    expect(output).toMatch(/^::error file=rules\/rules\.yaml,.*query-unknown-metric/m);
    expect(output).toMatch(/^::error .*breaking-change/m);
    expect(summary).toContain("shop_logins_total");
    expect(summary).toContain("rules/rules.yaml");
    expect(check(folder, { INPUT_BASE: "no-such-branch" })).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining("fetch-depth: 0"),
    });
  });

  test("leaves its history to a full checkout", async () => {
    const folder = await pullRequest(() => {}, []);
    expect(check(folder, {}).exitCode).toBe(0);
    expect(run(folder, "git", "rev-list", "--count", "HEAD")).toBe("2\n");
  });

  test("takes inputs for texts, never for commands", async () => {
    const folder = await pullRequest(() => {});
    const hostile = "$(touch pwned)`touch pwned`;touch pwned";
    const { exitCode } = check(folder, {
      INPUT_SCHEMA: hostile,
      INPUT_QUERIES: hostile,
      INPUT_MAX_WARNINGS: hostile,
    });
    expect(exitCode).toBe(2);
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });

  interface Action {
    readonly name: string;
    readonly description: string;
    readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
    readonly runs: {
      readonly using: string;
      readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
    };
  }

  const action: Action = parse(readFileSync(join(dirname(SCRIPT), "action.yml"), "utf8"));

  test("gives each input to the script by the environment alone", () => {
    expect(Object.keys(action)).toEqual(["name", "description", "inputs", "runs"]);
    expect(action.runs.using).toBe("composite");
    const [step] = action.runs.steps;
    expect(step?.run).toBe('bash "$GITHUB_ACTION_PATH/check.sh"');
    const script = readFileSync(SCRIPT, "utf8");
    for (const [variable, value] of Object.entries(step?.env ?? {})) {
      expect(script).toContain(`\${${variable}:`);
      const [, input = ""] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value) ?? [];
      expect(action.inputs[input]?.description).toMatch(/\.$/);
    }
    expect(Object.keys(step?.env ?? {}).length + 1).toBe(Object.keys(action.inputs).length); // and the working directory
  });

  test("is used with inputs that it has, in the workflow of the documentation", () => {
    const [workflow] = blocksOf("docs/continuous-integration.md").filter(({ text }) =>
      text.includes("/actions/check@"),
    );
    const { jobs } = parse(workflow?.text ?? "");
    const steps: readonly { readonly uses?: string; readonly with?: object }[] = jobs.metrics.steps;
    const step = steps.find(({ uses }) => uses?.includes("/.github/actions/check@"));
    expect(step).toBeDefined();
    expect(Object.keys(step?.with ?? {}).filter((input) => !Object.hasOwn(action.inputs, input))).toEqual([]);
  });
});

describe("the hooks of pre-commit", () => {
  interface Hook {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly entry: string;
    readonly args?: readonly string[];
    readonly language: string;
    readonly files: string;
    readonly pass_filenames?: boolean;
  }

  const hooks: readonly Hook[] = parse(readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8"));

  test("have what pre-commit needs, and commands that exist", async () => {
    expect(hooks.map(({ id }) => id)).toEqual(
      ["generate", "lint", "queries", "diff"].map((command) => `metricsmith-${command}`),
    );
    for (const { entry, files, language, name, description } of hooks) {
      expect([language, name, description]).toEqual([
        "system",
        expect.any(String),
        expect.stringMatching(/\.$/),
      ]);
      expect(() => new RegExp(files)).not.toThrow();
      const [, command = "", ...options] = entry.replace("npx --no-install ", "").split(" ");
      const { exitCode, stdout } = await runWith([command, "--help"]);
      expect(exitCode).toBe(0);
      for (const option of options) expect(stdout).toContain(option);
    }
  });

  test("find what is wrong with a change", async () => {
    const folder = await pullRequest(() => {});
    git(folder, "branch", "before");
    write(folder, { "metrics.schema.yaml": SCHEMA.replace(/ {2}logins_total.*\n/, "") });
    const exitCodes: unknown[] = [];
    for (const { entry, args = [], pass_filenames: passed = true } of hooks) {
      const given = args.map((arg) => arg.replace("origin/HEAD", "before"));
      const files = passed ? ["rules/rules.yaml"] : [];
      exitCodes.push((await runIn(folder, [...entry.split(" ").slice(3), ...given, ...files])).exitCode);
    }
    expect(exitCodes).toEqual([1, 0, 1, 1]);
  });
});
