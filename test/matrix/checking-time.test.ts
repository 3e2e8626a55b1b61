import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { ROOT } from "../support/documents.js";
import { run } from "../support/run-program.js";

const FEW = 1000;
const MANY = 5000;

/** How many families a file of the schema has: the others are imported. */
const FAMILIES_OF_FILE = 500;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: "nodenext",
    target: "es2022",
    types: [],
  },
  include: ["generated"],
};

let folder: string;
let compilers: Readonly<Record<string, string>>;

beforeAll(async () => {
  const tools = await installedTools("checking", { typescript: "5.9" });
  compilers = {
    "TypeScript 5.9": join(tools, "node_modules/typescript/bin/tsc"),
    "TypeScript 7": join(ROOT, "node_modules/typescript/bin/tsc"),
  };
  folder = mkdtempSync(join(tmpdir(), "metricsmith-checking-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const labels of ["shared", "own"]) {
    for (const families of [FEW, MANY]) await generate(labels, families);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a schema of counters with two labels, which all have in common or each has of its own, and generates its code. */
async function generate(labels: string, families: number): Promise<void> {
  const directory = join(folder, `${labels}-${families}`);
  mkdirSync(directory);
  writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(TSCONFIG));
  const vectors = (at: string) =>
    `  kind${at}: { values: [a, b, c] }\n  color${at}: { values: [red, green] }\n`;
  const files = Array.from({ length: families / FAMILIES_OF_FILE }, (_, file) => {
    const numbers = Array.from({ length: FAMILIES_OF_FILE }, (_, at) => file * FAMILIES_OF_FILE + at);
    const suffix = (at: number) => (labels === "own" ? `_${at}` : "");
    const counters = numbers.map(
      (at) => `  work_${at}: { vectors: [kind${suffix(at)}, color${suffix(at)}], description: Work. }\n`,
    );
    const own = labels === "own" ? `vectors:\n${numbers.map((at) => vectors(suffix(at))).join("")}` : "";
    writeFileSync(join(directory, `${file}.yaml`), `version: 1\ncounters:\n${counters.join("")}${own}`);
    return `${file}.yaml`;
  });
  const shared = labels === "own" ? "" : `vectors:\n${vectors("")}`;
  writeFileSync(
    join(directory, "metrics.schema.yaml"),
    `version: 1\nimports: [${files.join(", ")}]\n${shared}`,
  );
  await run(process.execPath, [join(ROOT, "generator/dist/program/main.js"), "generate"], { cwd: directory });
}

async function secondsToCheck(compiler: string, directory: string): Promise<number> {
  const project = join(folder, directory);
  const { stdout } = await run(process.execPath, [compiler, "-p", project, "--extendedDiagnostics"]);
  return Number(/Total time:\s*([\d.]+)s/.exec(stdout)?.[1]);
}

test.each([
  ["TypeScript 5.9", "shared"],
  ["TypeScript 5.9", "own"],
  ["TypeScript 7", "shared"],
  ["TypeScript 7", "own"],
])("%s checks the code of a schema with %s labels", async (name, labels) => {
  const compiler = compilers[name] ?? "";
  const few = await secondsToCheck(compiler, `${labels}-${FEW}`);
  const many = await secondsToCheck(compiler, `${labels}-${MANY}`);
  console.log(
    `${name}, ${labels}: ${FEW} in ${few} s, ${MANY} in ${many} s, ${(many / few).toFixed(1)} times`,
  );
  expect(few).toBeGreaterThan(0); // both compile, which `run` checks; times are only printed
  expect(many).toBeGreaterThan(0);
});
