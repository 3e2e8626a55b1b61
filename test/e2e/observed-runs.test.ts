import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/documents.js";
import { run } from "../support/run-program.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const MAIN = join(ROOT, "generator/dist/cli/main.js");
const CLIENT = JSON.stringify(join(ROOT, "node_modules/prom-client"));

/** A program that creates a counter, records two label sets of it, and goes on. */
function program(name: string, more: string): string {
  return `
const { Counter } = require(${CLIENT});
const made = new Counter({ name: "${name}_total", help: "Made.", labelNames: ["result", "user"] });
for (const user of ["ada", "b@example.org"]) for (const result of ["made", "failed"]) made.inc({ result, user });
${more}`;
}

/** Writes the programs into a folder, and observes a command that is run there. */
async function observe(
  files: Readonly<Record<string, string>>,
  command: readonly string[],
  exitCodes: number[] = [],
) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return run(process.execPath, [MAIN, "import", "--run", "--", ...command], { cwd: folder, exitCodes });
}

test("a program is seen however it ends, and ends as it does alone", async () => {
  const endings = {
    "nothing-left": "",
    exit: "process.exit(3)",
    "exit-code": "process.exitCode = 4",
    throw: "throw new Error('thrown')",
    reject: "Promise.reject(new Error('rejected'))",
    sigterm: "setInterval(() => {}, 1e6); process.kill(process.pid, 'SIGTERM')",
    sigint: "setInterval(() => {}, 1e6); process.kill(process.pid, 'SIGINT')",
    sighup: "setInterval(() => {}, 1e6); process.kill(process.pid, 'SIGHUP')",
    handled:
      "setInterval(() => {}, 1e6); process.on('SIGTERM', () => process.exit(5)); process.kill(process.pid, 'SIGTERM')",
  };
  const names = Object.keys(endings);
  const files = Object.fromEntries(
    Object.entries(endings).map(([name, end]) => [`${name}.cjs`, program(name.replace("-", "_"), end)]),
  );
  const each = names.map((name) => `node ${name}.cjs; echo "${name} $?" >&2`).join("; ");
  const { stdout, stderr } = await observe(files, ["sh", "-c", each]);
  const codes = [0, 3, 4, 1, 1, 143, 130, 129, 5];
  for (const [at, name] of names.entries()) {
    expect(stderr).toContain(`${name} ${codes[at]}`);
    expect(stdout).toContain(`  ${name.replace("-", "_")}_total:\n    vectors: [result, user]\n`);
  }
  expect(stdout).toContain("  result:\n    values: [failed, made]\n");
  expect(stdout).not.toMatch(/ada|example/);
  expect(stderr).not.toContain("preload");
});
