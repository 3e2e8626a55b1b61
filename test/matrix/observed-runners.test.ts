import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { ROOT } from "../support/documents.js";
import { run } from "../support/run-program.js";

/** Runners of tests and of TypeScript, and clients, whose metrics an import of a run sees with their label values. */
const PACKAGES = {
  "prom-client": "15.1.3",
  "prom-client-13": "npm:prom-client@13.2.0",
  jest: "30",
  mocha: "11",
  vitest: "4.1.12",
  tsx: "4",
  "ts-node": "10",
  typescript: "5.9",
};

const MAKE = `{
  const made = new Counter({ name: "made_total", help: "Made.", labelNames: ["result", "user"] });
  for (const user of ["ada", "b@x"]) for (const result of ["made", "failed"]) made.inc({ result, user });
}`;
const REQUIRED = 'const { Counter, register } = require("prom-client");';
const IMPORTED = 'import { Counter, register } from "prom-client";';

const FILES = {
  "package.json": "{}",
  "tsconfig.json": '{ "compilerOptions": { "module": "commonjs", "target": "es2022" } }',
  "thirteen.cjs": `${REQUIRED.replace("prom-client", "prom-client-13")}${MAKE}`,
  "typed.ts": `${IMPORTED} const unused: string = "";${MAKE}`,
  "typed.mts": `${IMPORTED} const unused: string = "";${MAKE}`,
  "mocha.cjs": `${REQUIRED} it("makes", () => ${MAKE});`,
  "mocha.mjs": `${IMPORTED} it("makes", () => ${MAKE});`,
  "jest.config.js": 'module.exports = { roots: ["<rootDir>/jest"], resetModules: true };',
  "jest/one.test.js": `${REQUIRED} beforeEach(() => register.clear()); test("one", () => ${MAKE}); test("two", () => ${MAKE});`,
  "jest/two.test.js": `${REQUIRED} test("makes", () => ${MAKE});`,
  "vitest.test.mjs": `import { test } from "vitest"; ${IMPORTED} test("makes", () => ${MAKE});`,
  "inlined.config.mjs": 'export default { test: { server: { deps: { inline: ["prom-client"] } } } };',
};

let folder: string;

beforeAll(async () => {
  const tools = await installedTools("runners", PACKAGES);
  folder = mkdtempSync(join(tmpdir(), "metricsmith-runners-"));
  symlinkSync(join(tools, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "jest"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const VITEST = "vitest run vitest.test.mjs";

test.each([
  "node thirteen.cjs",
  "tsx typed.ts",
  "tsx typed.mts",
  "ts-node -T typed.ts",
  "mocha mocha.cjs",
  "mocha mocha.mjs",
  "jest",
  "jest --runInBand",
  `${VITEST} --pool forks`,
  `${VITEST} --pool vmForks`,
  `${VITEST} --pool threads`,
  `${VITEST} --pool vmThreads`,
  `${VITEST} --pool forks --config inlined.config.mjs`,
  `${VITEST} --pool vmForks --config inlined.config.mjs`,
])("%s", async (line) => {
  const main = join(ROOT, "generator/dist/program/main.js");
  const taken = ["--include", "*.test.*"];
  const command = line.startsWith("node ") ? line.split(" ") : ["npx", "--no-install", ...line.split(" ")];
  const { stdout } = await run(process.execPath, [main, "import", "--run", ...taken, "--", ...command], {
    cwd: folder,
  });
  expect(stdout).toContain("  made_total:\n    vectors: [result, user]\n");
  expect(stdout).toContain("  result:\n    values: [failed, made]\n");
});
