import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../support/documents.js";
import { run } from "../support/run-program.js";
import { RECORDER_CALL, writeDocumentedTests } from "../support/runners/documented-tests.js";

const FOLDER = join(ROOT, "test/.cache/application-tests"); // below it, Node finds vitest

beforeAll(() => writeDocumentedTests(FOLDER, { importExtension: ".js", format: "esm" }));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("the tests of the page run with vitest, and a rejected sample fails its test at the recorder's call", async () => {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  writeFileSync(join(FOLDER, "vitest.config.mjs"), 'export default { test: { include: ["*.test.ts"] } };');
  const args = [vitest, "run", "--config", "vitest.config.mjs", "--pool", "threads", "--no-color"];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: FOLDER, exitCodes: [1] });
  expect(stdout).toMatch(/Tests +2 failed \| 2 passed \(4\)/);
  expect(stderr).toMatch(new RegExp(`recorded at .*${RECORDER_CALL}`));
  expect(stderr).toMatch(new RegExp(`❯ .*${RECORDER_CALL}\\n`));
  expect(stderr).toContain('shop_orders_total{payment="card",express="false"} +1');
});

test("the tests of the page run with node:test", async () => {
  mkdirSync(join(FOLDER, "js/generated"), { recursive: true });
  for (const name of ["orders", "orders.node", "generated/recorders", "generated/testing"]) {
    const text = readFileSync(join(FOLDER, `${name}.ts`), "utf8");
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    writeFileSync(join(FOLDER, `js/${name}.js`), ts.transpile(text, options));
  }
  const { stdout } = await run(process.execPath, ["--test", "js/orders.node.js"], { cwd: FOLDER });
  expect(stdout).toMatch(/^. pass 2$/m);
});
