import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ROOT } from "../support/documents.js";
import { type Ended, RunError, run } from "../support/run-program.js";
import { installedRuntimes, type Runtime } from "../support/runtimes/installed-runtimes.js";

const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");

/** The end-to-end tests of the runtime and of its package: they start processes of the same Node. */
const END_TO_END = ["runtime-package", "close", "cluster", "web-config", "inherited-descriptor", "copies"];

let runtimes: ReadonlyMap<string, Runtime>;

beforeAll(async () => {
  runtimes = await installedRuntimes();
});

test.each(
  ["Node 20", "Node 22", "Node 24", "Node 26"].flatMap((name) => [
    [name, "the tests of the runtime", ["run", "test/runtime", "--typecheck.enabled=false"]] as const,
    [
      name,
      "the end-to-end tests of its package",
      ["run", "--config", "test/e2e/vitest.config.ts", ...END_TO_END.map((file) => `${file}.test.ts`)],
    ] as const,
  ]),
)("%s passes %s", async (name, _, args) => {
  const start = performance.now();
  const file = join(process.env["TEST_BUILDS"] ?? "", "report.json");
  const options = ["--maxWorkers=2", "--reporter=json", `--outputFile=${file}`];
  const { program = "" } = runtimes.get(name) ?? {};
  const ended = await run(program, [VITEST, ...args, ...options], {
    cwd: ROOT,
    exitCodes: [1],
    timeout: 1_100_000,
  }).catch(failedRun);
  expect(ended.exitCode, ended.stderr).toBeLessThanOrEqual(1);
  const report = JSON.parse(readFileSync(file, "utf8")) as Report; // as vitest writes it
  const failed = report.testResults.flatMap(({ name: path, status, message, assertionResults }) => {
    const tests = assertionResults.filter((result) => result.status === "failed");
    const own = tests.map((result) => `${path}: ${result.fullName}\n${result.failureMessages.join("\n")}`);
    return own.length > 0 || status !== "failed" ? own : [`${path}: ${message}`];
  });
  console.log(
    `${name}, ${args[1]}: ${report.numPassedTests} tests passed in ${seconds(performance.now() - start)}`,
  );
  expect(failed).toEqual([]);
  expect(report.numPassedTests).toBeGreaterThan(50);
});

/** What vitest reports as JSON, as far as it is used. */
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function failedRun(error: unknown): Ended {
  if (!(error instanceof RunError)) throw error;
  return { exitCode: 2, stdout: "", stderr: error.message };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(0)} s`;
}
