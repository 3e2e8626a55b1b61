import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compiledGenerator } from "../support/compiled-packages.js";
import { FAULTY, GROWN, SOUND } from "../support/generator/run-command.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** For tests that need `script` of util-linux, or `/dev/full`: on Linux, and so in CI, they are there or fail. */
const testOnLinux = test.runIf(process.platform === "linux"); // reason: other systems have no such program or device

let program: Awaited<ReturnType<typeof compiledGenerator>>;

beforeAll(async () => {
  program = await compiledGenerator();
}, 120_000);

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. It has no terminal, and no say on colour but what the options give. */
function ended(command: string, args: readonly string[], options: SpawnOptions): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, env: { ...env, ...options.env } });
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Runs `metricsmith` in a folder. */
async function metricsmith(cwd: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const run = await ended(process.execPath, [program.main, ...args], { cwd, ...options });
  expect(run.stdout + run.stderr).not.toContain("    at ");
  return run;
}

function project(schema: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "metrics.schema.yaml"), schema);
  return folder;
}

/** The outputs of `SOUND`. */
let recorders: string | undefined;

/** A folder with outputs that lack what has come to the schema. */
async function staleProject(): Promise<string> {
  const folder = project(SOUND);
  const file = join(folder, "generated", "recorders.ts");
  if (recorders === undefined) {
    await metricsmith(folder, ["generate"]);
    recorders = readFileSync(file, "utf8");
  }
  mkdirSync(join(folder, "generated"), { recursive: true });
  writeFileSync(file, recorders);
  writeFileSync(join(folder, "metrics.schema.yaml"), GROWN);
  return folder;
}

/** Runs a line of a POSIX shell in which `$METRICSMITH generate` is the command line. */
function shell(cwd: string, line: string): Promise<Ended> {
  const METRICSMITH = `${process.execPath} ${program.main}`;
  return ended("sh", ["-c", line], { cwd, env: { METRICSMITH } });
}

describe("the exit code is that of the run", () => {
  test.each<
    readonly [string, { readonly given: readonly string[]; readonly schema?: string; readonly want: number }]
  >([
    ["0 for help", { given: ["--help"], want: 0 }],
    ["1 for errors in the schema", { given: ["generate"], schema: FAULTY, want: 1 }],
    ["1 for stale outputs", { given: ["generate", "--check"], want: 1 }],
    ["2 for no command", { given: [], want: 2 }],
    ["2 for a mistyped option", { given: ["generate", "--chek"], want: 2 }],
    ["2 for a schema that cannot be read", { given: ["generate", "-s", "no.yaml"], want: 2 }],
    ["2 for a directory as the schema", { given: ["generate", "-s", "."], want: 2 }],
  ])("%s", async (_name, { given, schema = SOUND, want }) => {
    expect((await metricsmith(project(schema), given)).exitCode).toBe(want);
  });
});

test("without options, the schema and the outputs are those of the working directory", async () => {
  const folder = project(SOUND);
  expect(await metricsmith(folder, ["generate"])).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "created generated/recorders.ts\n1 family, at most 2 series\n",
  });
  expect(readdirSync(join(folder, "generated"))).toEqual(["recorders.ts"]);
});

test("the patch of a check brings the outputs up to date", async () => {
  const folder = await staleProject();
  const { exitCode, stderr } = await shell(folder, "$METRICSMITH generate --check > stale.patch");
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("stale-output")]);
  expect(spawnSync("git", ["apply", "stale.patch"], { cwd: folder }).status).toBe(0);
  expect((await metricsmith(folder, ["generate", "--check"])).exitCode).toBe(0);
});

test("simultaneous runs all succeed, and leave complete outputs and nothing else", async () => {
  const folder = project(SOUND);
  const runs = await Promise.all(Array.from({ length: 3 }, () => metricsmith(folder, ["generate"])));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(readdirSync(join(folder, "generated"))).toEqual(["recorders.ts"]);
  expect((await metricsmith(folder, ["generate", "--check"])).exitCode).toBe(0);
});

test("an import reads standard input, and writes to the file of --out", async () => {
  const folder = project(SOUND);
  const line =
    "printf '# TYPE boots_total counter\\nboots_total 1\\n' | $METRICSMITH import - > imported.yaml";
  const { exitCode, stderr } = await shell(folder, line);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining("imported 1 counter;")]);
  expect(readFileSync(join(folder, "imported.yaml"), "utf8")).toContain("  boots_total:\n");
});

describe("colour", () => {
  const ESCAPE = "\u001B[";

  /** The command line on a terminal, which shows both streams. */
  function onTerminal(folder: string, args: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const line = `${process.execPath} ${program.main} ${args}`;
    return ended("script", ["-qec", line, "/dev/null"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  test("is not written to a pipe", async () => {
    const { stdout, stderr } = await metricsmith(project(FAULTY), ["generate"]);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  testOnLinux("is in findings on a terminal", async () => {
    const { stdout } = await onTerminal(project(FAULTY), "generate");
    expect(stdout).toContain(ESCAPE);
    expect(stdout).toContain("unknown-vector");
  });

  testOnLinux("is not there with NO_COLOR", async () => {
    const { stdout } = await onTerminal(project(FAULTY), "generate", { NO_COLOR: "1" });
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).toContain("unknown-vector");
  });

  testOnLinux("is not in findings for programs", async () => {
    const { stdout } = await onTerminal(project(FAULTY), "generate --format json");
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).toContain("unknown-vector");
  });
});

describe("progress on a terminal", () => {
  /** An exposition that comes late. */
  const SLOW = "sleep 1.5; printf '# TYPE boots_total counter\\nboots_total 1\\n'";

  function importSlowly(options: string): Promise<Ended> {
    const line = `(${SLOW}) | ${process.execPath} ${program.main} ${options} import - --out slow.yaml`;
    return ended("script", ["-qec", line, "/dev/null"], {
      cwd: temporaryFolder(),
      env: { TERM: "xterm" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  testOnLinux("is a line that is cleared before the result", async () => {
    const { stdout } = await importSlowly("");
    expect(stdout).toMatch(/^(?:\rimport: \d+\.\d s )+\r {22}\rcreated slow\.yaml with 1 counter;/);
  });

  testOnLinux("is not there with --quiet", async () => {
    expect((await importSlowly("--quiet")).stdout).not.toMatch(/\r(?!\n)|created/);
  });

  test("is not there in a pipe", async () => {
    const folder = temporaryFolder();
    const { stderr } = await shell(folder, `(${SLOW}) | $METRICSMITH import - --out slow.yaml`);
    expect(stderr).not.toContain("\r");
    expect(stderr).toContain("1 counter");
  });
});

describe("a change of source code on a terminal", () => {
  const USE = 'import "prom-client";\n';

  testOnLinux.each([
    ["is written after a yes", { given: "y", want: 'import "@shop/metrics";\n' }],
    ["is not written after a no", { given: "n", want: USE }],
  ])("%s", async (_name, { given, want }) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.js"), USE);
    const command = `${process.execPath} ${program.main} adopt a.js --module @shop/metrics --write`;
    const line = `echo ${given} | script -qec '${command}' /dev/null`;
    const { stdout } = await ended("sh", ["-c", line], { cwd: folder });
    expect(stdout).toContain("Write this? [y/N]");
    expect(readFileSync(join(folder, "a.js"), "utf8")).toBe(want);
  });
});

describe("a stream that cannot be written", () => {
  /** Writes results alone, and exits with 1. */
  const RESULTS = "$METRICSMITH diff grown.yaml metrics.schema.yaml";

  /** Says something to people alone. */
  const SAID = "$METRICSMITH generate --chek 2>&1 >/dev/null";

  function grownProject(): string {
    const folder = project(SOUND);
    writeFileSync(join(folder, "grown.yaml"), GROWN);
    return folder;
  }

  test.each([
    ["the results", `${RESULTS} | head -c 1`],
    ["the results, closed before they come", `${RESULTS} | true`],
    ["what is said to people", `${SAID} | head -c 1`],
    ["what is said to people, closed before it comes", `${SAID} | true`],
  ])("is not an error when its reader stops: %s", async (_name, line) => {
    const { exitCode, stderr } = await shell(grownProject(), `set -e; ${line}`);
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  test.each([
    ["the results", `{ ${RESULTS} 2>/dev/null; echo $? >code; } | true`, "1\n"],
    ["what is said to people", "{ $METRICSMITH generate >/dev/null; echo $? >code; } 2>&1 | true", "0\n"],
  ])("does not change the exit code when its reader stops: %s", async (_name, line, want) => {
    const folder = grownProject();
    await shell(folder, line);
    expect(readFileSync(join(folder, "code"), "utf8")).toBe(want);
  });

  testOnLinux("exits with 2 and the reason when the disk is full", async () => {
    const { exitCode, stderr } = await shell(grownProject(), `${RESULTS} > /dev/full`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error: cannot write the results: no space is left on the device\n");
    expect(stderr).not.toContain("    at ");
  });
});

describe("an output directory with a mode", () => {
  /** Root can read and write everywhere; without two capabilities, modes apply to it as to other users. */
  const DROPPED = "-dac_override,-dac_read_search";
  const ordinary =
    process.getuid?.() === 0 ? ["setpriv", `--bounding-set=${DROPPED}`, `--inh-caps=${DROPPED}`] : [];

  async function runWithMode(mode: number): Promise<Ended> {
    const folder = await staleProject();
    const generated = join(folder, "generated");
    const before = readFileSync(join(generated, "recorders.ts"), "utf8");
    chmodSync(generated, mode);
    const [command = process.execPath, ...args] = [...ordinary, process.execPath, program.main, "generate"];
    const run = await ended(command, args, { cwd: folder });
    chmodSync(generated, 0o755);
    expect(readFileSync(join(generated, "recorders.ts"), "utf8")).toBe(before);
    expect(readdirSync(generated)).toEqual(["recorders.ts"]);
    return run;
  }

  test("that cannot be written exits with 2 and is not changed", async () => {
    expect(await runWithMode(0o555)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "error: cannot write to the output directory generated: permission denied; nothing was changed\n",
    });
  });

  test("that cannot be read exits with 2 and is not changed", async () => {
    expect(await runWithMode(0o000)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: cannot read the output directory `generated`: permission denied\n",
    });
  });
});
