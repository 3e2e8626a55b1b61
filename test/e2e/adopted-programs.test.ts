import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { transformSync } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { blocksOf, ROOT } from "../support/documents.js";
import { runWith } from "../support/generator/run-command.js";
import { run } from "../support/run-program.js";

/*
 * Small programs that hold their metrics in many ways, run with the client and after `adopt --write`. All are compiled
 * by one compiler, and run in two processes.
 */

const PROGRAMS = join(ROOT, "test/fixtures/adopt");
const FOLDER = join(ROOT, "test/.cache/adopted");
const names = readdirSync(PROGRAMS);

/** Runs programs one after the other: prints what each prints. A program without output exports what makes it. */
const RUNNER = `
import { register } from "prom-client";
const printed = {};
for (const [name, module] of JSON.parse(process.argv[1])) {
  register.clear();
  const lines = [];
  console.log = (line) => lines.push(line);
  const { run, page } = await import(module);
  run?.();
  if (page !== undefined) lines.push(await page());
  printed[name] = lines.join("\\n");
}
process.stdout.write(JSON.stringify(printed));
`;

interface Printed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly stderr: string;
}

async function runPrograms(folder: string): Promise<Printed> {
  const modules = names.map((name) => [name, join(FOLDER, name, folder, entryOf(name))]);
  const args = ["--input-type=module", "--eval", RUNNER, JSON.stringify(modules)];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: FOLDER });
  return { outputs: JSON.parse(stdout), stderr };
}

function entryOf(name: string): string {
  return readdirSync(join(PROGRAMS, name, "src")).includes("index.js") ? "index.js" : "a.js";
}

/** Copies a program without its types, as Node runs it. */
function build(name: string, from: string, to: string): void {
  const folder = join(FOLDER, name);
  cpSync(join(folder, from), join(folder, to), { recursive: true });
  for (const file of readdirSync(join(folder, to), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.endsWith(".d.ts")) continue;
    const { code } = transformSync(readFileSync(join(folder, to, file), "utf8"), { loader: "ts" });
    writeFileSync(join(folder, to, file.replace(/\.ts$/, ".js")), code);
  }
}

let before: Printed;
let after: Printed;
const adoptions = new Map<string, string>();

beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const name of names) {
    const folder = join(FOLDER, name);
    cpSync(join(PROGRAMS, name), folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: basename(folder), type: "module" }));
    build(name, "src", "before");
  }
  before = await runPrograms("before");
  for (const name of names) {
    const folder = join(FOLDER, name);
    process.chdir(folder);
    const quietly = ["sh", "-c", 'exec "$0" "$1" > output.txt', process.execPath];
    const command = [...quietly, `before/${entryOf(name)}`];
    const imported = await runWith(["import", "--out", "metrics.schema.yaml", "--run", "--", ...command]);
    expect([imported.exitCode, imported.stdout]).toEqual([0, ""]);
    const { exitCode, stderr } = await runWith(["adopt", "src", "--write"]);
    adoptions.set(name, exitCode === 0 ? "adopted" : stderr);
    build(name, "src", "after");
  }
  process.chdir(ROOT);
  after = await runPrograms("after");
}, 120_000);

describe.each(names)("%s", (name) => {
  test("is adopted, and exposes what it exposed before", () => {
    expect(adoptions.get(name)).toBe("adopted");
    expect(before.outputs[name]).toContain("# HELP");
    expect(after.outputs[name]).toBe(before.outputs[name]);
  });
});

test("nothing is rejected or left to the client", () => {
  expect([before.stderr, after.stderr]).toEqual(["", ""]);
});

test("all compile", async () => {
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    allowJs: true,
    checkJs: false,
    noEmit: true,
    noUncheckedIndexedAccess: true,
  };
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*/src"] }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", FOLDER, "--pretty", "false"], {
    exitCodes: [1, 2],
  });
  expect(stdout).toBe("");
});

describe("metrics of a library record through the schema with the alias of docs/adopting.md, in", () => {
  const folder = join(ROOT, "test/.cache/adopted-library");
  const alias = blocksOf("docs/adopting.md").find(({ name }) => name === "adopt-libraries.cjs")?.text ?? "";
  const files = {
    "metrics.schema.yaml":
      "version: 1\ncounters: { jobs_total: { description: Jobs } }\noutputs: { client: true, language: javascript, directory: dist/src/generated }\n",
    "library.cjs":
      'const { Counter } = require("prom-client");\nexports.jobs = new Counter({ name: "jobs_total", help: "Jobs" });\n',
    "main.cjs":
      'const { Counter } = require("./dist/src/generated/client.js");\nconsole.log(require("./library.cjs").jobs instanceof Counter);\n',
    "adopt-libraries.cjs": alias,
  };

  test.each(["commonjs", "module"])("a package of type %s", async (type) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "library", type }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const schema = join(folder, "metrics.schema.yaml");
    expect((await runWith(["generate", "--schema", schema])).exitCode).toBe(0);
    const printed = async (...options: readonly string[]) =>
      (await run(process.execPath, [...options, "main.cjs"], { cwd: folder })).stdout;
    expect(await printed()).toBe("false\n");
    expect(await printed("--require", "./adopt-libraries.cjs")).toBe("true\n");
  });
});
